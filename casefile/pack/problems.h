// SPDX-License-Identifier: Apache-2.0
// What is wrong with a collection, in words; bounded, since a hostile one can be wrong a million times.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::pack {

class Problems {
 public:
  void add(std::string where, std::string_view what) {
    ++count_;
    if (list_.size() < kMost) list_.push_back(std::move(where) + ": " + std::string{what});
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::vector<std::string> take() && {
    if (count_ > kMost) list_.push_back("and " + std::to_string(count_ - kMost) + " more");
    return std::move(list_);
  }

 private:
  static constexpr std::size_t kMost = 1000;
  std::uint64_t count_ = 0;
  std::vector<std::string> list_;
};

}  // namespace firsthour::pack
