// SPDX-License-Identifier: Apache-2.0
// Compares how many sockets each protocol counts in a network namespace (sockstat) with how many its lists
// have. A program that filters the lists, both of them, leaves the count.
//
// The count and a list are not of one moment. The count is therefore read before and after each list, and the
// smaller one is held against the longest list; what dies and is born in between makes a list longer or
// shorter by chance, so that only what is missing in every one of many looks is believed. Rows that may not
// be counted (connections about to be made) are taken as if they were: what cannot be told apart is no
// difference.
#pragma once

#include "collectors/view/socket_comparison.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct CountDifference {
  std::size_t ns = 0;
  std::size_t kind = 0;                   // index in diag_kinds()
  std::uint64_t counted = 0, listed = 0;  // of the look that missed the fewest
};

class SocketCount {
 public:
  explicit SocketCount(SocketRoutes& routes) : routes_{routes} {}

  // The first look. True when something is missing and is worth more looks.
  [[nodiscard]] bool look();
  // Eight further looks at what was missing in all so far.
  void look_again();
  [[nodiscard]] const std::vector<CountDifference>& differences() const { return missing_; }
  [[nodiscard]] std::uint64_t compared() const { return compared_; }  // sockets that were counted
  [[nodiscard]] const std::vector<std::string>& closed() const { return closed_; }

 private:
  // What one look misses; nothing when it misses none or a route is closed.
  [[nodiscard]] std::optional<CountDifference> missing_from(std::size_t ns, std::size_t kind);

  SocketRoutes& routes_;
  std::vector<CountDifference> missing_;
  std::vector<std::string> closed_;
  std::uint64_t compared_ = 0;
};

}  // namespace firsthour::collectors
