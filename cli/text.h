// SPDX-License-Identifier: Apache-2.0
// One thing to say, in English and in Chinese.
#pragma once

#include <cstddef>
#include <string_view>

namespace firsthour::cli {

enum class Language { en, zh };

// Places for values are numbered in both ("{0}", "{1}"), since word order differs. That both name the
// same number of values is checked while compiling.
struct Text {
  std::string_view en, zh;

  consteval Text(const char* english, const char* chinese) : en{english}, zh{chinese} {
    if (highest_place(en) != highest_place(zh)) throw "the two languages name different values";
  }
  [[nodiscard]] constexpr std::string_view in(Language language) const {
    return language == Language::zh ? zh : en;
  }

  // The highest numbered place, -1 when there is none.
  static constexpr int highest_place(std::string_view text) {
    int highest = -1;
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
      if (text[i] == '{' && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 1] - '0' > highest) {
        highest = text[i + 1] - '0';
      }
    }
    return highest;
  }
};

}  // namespace firsthour::cli
