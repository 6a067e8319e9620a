// SPDX-License-Identifier: Apache-2.0
// The completion for bash, made from the tables.
#pragma once

#include <string>

namespace firsthour::cli {

[[nodiscard]] std::string bash_completion();

}  // namespace firsthour::cli
