// SPDX-License-Identifier: Apache-2.0
// A small result written to a file that must not be there yet.
#pragma once

#include "cli/exit.h"

#include <string>
#include <string_view>

namespace firsthour::cli {

// On failure no file is left behind.
[[nodiscard]] Try<> write_new_file(const std::string& file, std::string_view bytes);

}  // namespace firsthour::cli
