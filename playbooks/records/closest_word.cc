// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/closest_word.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace firsthour::playbooks {
namespace {

// Levenshtein distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, diagonal + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string suggestion(std::string_view typed, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestWord = 64;  // a hostile key of a megabyte is near to nothing
  if (typed.empty() || typed.size() > kLongestWord) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const std::string_view word : known) {
    if (const std::size_t d = distance(typed, word); d < least && d < word.size()) {
      least = d;
      best = word;
    }
  }
  return best.empty() ? std::string{} : " (did you mean '" + std::string{best} + "'?)";
}

}  // namespace firsthour::playbooks
