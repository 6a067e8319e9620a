// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/read_check.h"

#include <algorithm>

namespace firsthour::collectors {

std::optional<Difference> read_difference(const std::string& path, std::span<const RoutedRead> reads) {
  if (reads.size() < 3) return std::nullopt;
  const auto& first = reads.front();
  const auto& again = reads.back();
  if (!first.closed.empty() || !again.closed.empty() || first.bytes != again.bytes) return std::nullopt;
  std::vector<std::string> same, other;
  std::size_t most = 0;
  for (const auto& read : reads.first(reads.size() - 1)) {
    if (!read.closed.empty()) continue;
    (read.bytes == first.bytes ? same : other).emplace_back(read.route);
    if (read.bytes != first.bytes) most = std::max(most, read.bytes.size());
  }
  if (other.empty()) return std::nullopt;
  const bool first_has_less = first.bytes.size() < most;
  return Difference{"file", path, first_has_less ? other : same, first_has_less ? same : other,
                    "the bytes of a file by several system calls: " + std::to_string(first.bytes.size()) +
                        " bytes by " + std::string{first.route} + ", up to " + std::to_string(most) +
                        " by another"};
}

}  // namespace firsthour::collectors
