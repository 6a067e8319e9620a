// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/time_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace firsthour::verify {

bool is_time(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000000000Z";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(),
                    [](char c, char form) { return form == '0' ? c >= '0' && c <= '9' : c == form; });
}

std::optional<std::uint64_t> seconds_of(std::string_view time) {
  unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const std::string text{time};
  if (std::sscanf(text.c_str(), "%4u-%2u-%2uT%2u:%2u:%2u", &year, &month, &day, &hour, &minute, &second) !=
          6 ||
      !text.ends_with('Z') || year < 1970 || month < 1 || month > 12)
    return std::nullopt;
  // Days of the civil calendar, counted from March so that the leap day is the last of its year.
  const std::uint64_t y = year - (month <= 2), m = month + (month <= 2 ? 9 : -3);
  const std::uint64_t days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
  return days * 86400 + hour * 3600 + minute * 60 + second;
}

}  // namespace firsthour::verify
