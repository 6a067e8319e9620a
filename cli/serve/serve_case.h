// SPDX-License-Identifier: Apache-2.0
// `firsthour serve` without its table of options: in a build without the HTTP library it only says so.
#pragma once

#include "cli/command.h"

namespace firsthour::cli {

[[nodiscard]] Try<Exit> serve_case(const Invocation& call);
[[nodiscard]] bool board_built_in();

}  // namespace firsthour::cli
