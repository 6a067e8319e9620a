// SPDX-License-Identifier: Apache-2.0
// Names that are one name on other systems: on a disk that does not tell capitals from small letters, or that
// keeps letters and their marks apart (macOS). For a warning only, so it knows Latin, Greek, Cyrillic and
// kana and no more (Unicode 14: canonical decompositions and simple lower case of those blocks).
#pragma once

#include <string>
#include <string_view>

namespace firsthour::pack {

// Equal for names that would collide. Bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string folded_name(std::string_view name);

}  // namespace firsthour::pack
