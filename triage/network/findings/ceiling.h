// SPDX-License-Identifier: Apache-2.0
// How many things of one kind a finder keeps. What is turned away is counted, and Finder::unknown() tells of
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::triage::network {

class Ceiling {
 public:
  // `what` begins the sentence: "webshells: requests to scripts".
  Ceiling(std::size_t most, const char* what) : most_{most}, what_{what} {}
  [[nodiscard]] std::size_t most() const { return most_; }
  // Whether there is room beside so many.
  [[nodiscard]] bool admits(std::size_t have) {
    if (have < most_) return true;
    ++beyond_;
    return false;
  }
  // The entry of this key, made when there is room; null when there is none.
  template <class Map>
  [[nodiscard]] typename Map::mapped_type* entry(Map& map, const typename Map::key_type& key) {
    const auto at = map.find(key);
    if (at != map.end()) return &at->second;
    return admits(map.size()) ? &map[key] : nullptr;
  }
  void tell(std::vector<std::string>& into) const {
    if (beyond_ > 0)
      into.push_back(std::string{what_} + ": " + std::to_string(beyond_) + " beyond the first " +
                     std::to_string(most_) + " were not judged");
  }

 private:
  std::size_t most_;
  const char* what_;
  std::uint64_t beyond_ = 0;
};

}  // namespace firsthour::triage::network
