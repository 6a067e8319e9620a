// SPDX-License-Identifier: Apache-2.0
// What failed and what to do, in Chinese. Failures are made in English, deep in libraries, with names and
// numbers in them; people who read Chinese are given the gist, and behind it the sentence as it is.
#pragma once

#include "cli/text.h"

#include <string>
#include <string_view>

namespace firsthour::cli {

// "cannot open case: a.case: No such file or directory" -> "无法打开案件：没有那个文件或文件夹"; "" for a
// sentence that is not known.
[[nodiscard]] std::string chinese_of_failure(std::string_view english);
[[nodiscard]] std::string chinese_of_hint(std::string_view english);
// For readers of that language: the gist, and in parentheses the sentence as it is.
[[nodiscard]] std::string failure_in(Language language, const std::string& english);
[[nodiscard]] std::string hint_in(Language language, const std::string& english);

}  // namespace firsthour::cli
