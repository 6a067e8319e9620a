// SPDX-License-Identifier: Apache-2.0
// A command line as one could type it again.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace firsthour::cli {

[[nodiscard]] std::string quoted_for_shell(std::string_view word);
[[nodiscard]] std::string joined_for_shell(std::span<const std::string> words);

}  // namespace firsthour::cli
