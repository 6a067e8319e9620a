// SPDX-License-Identifier: Apache-2.0
// A set of PIDs, one bit each: half a megabyte for the most that Linux has.
#pragma once

#include "collectors/process/process_table.h"

#include <cstdint>
#include <vector>

namespace firsthour::collectors {

inline constexpr Pid kMostPids = 4'194'304;  // PID_MAX_LIMIT

class PidSet {
 public:
  // What no kernel gives out is not taken.
  void add(Pid pid) {
    if (pid == 0 || pid > kMostPids) return;
    const std::size_t word = pid / 64;
    if (word >= words_.size()) words_.resize(word + 1);
    words_[word] |= std::uint64_t{1} << (pid % 64);
    if (pid > highest_) highest_ = pid;
  }
  [[nodiscard]] bool has(Pid pid) const {
    const std::size_t word = pid / 64;
    return word < words_.size() && (words_[word] >> (pid % 64) & 1) != 0;
  }
  [[nodiscard]] Pid highest() const { return highest_; }  // 0: empty
  [[nodiscard]] std::uint64_t size() const {
    std::uint64_t count = 0;
    for (const auto word : words_) count += static_cast<std::uint64_t>(__builtin_popcountll(word));
    return count;
  }
  // In ascending order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word)
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1)
        visit(static_cast<Pid>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(left))));
  }

 private:
  std::vector<std::uint64_t> words_;
  Pid highest_ = 0;
};

}  // namespace firsthour::collectors
