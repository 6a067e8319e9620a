// SPDX-License-Identifier: Apache-2.0
// Where what is of use only to the next run lies: $XDG_STATE_HOME/firsthour, else ~/.local/state/firsthour.
#pragma once

#include "cli/command.h"

#include <string>

namespace firsthour::cli {

// Makes the folder, closed to others. "" when there is no place for it: nothing is then kept.
[[nodiscard]] std::string state_folder(const Environment& environment);

}  // namespace firsthour::cli
