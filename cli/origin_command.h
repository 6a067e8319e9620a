// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace firsthour::cli {

extern const CommandBody origin_command;

}  // namespace firsthour::cli
