// SPDX-License-Identifier: Apache-2.0
// Which inodes were seen: exact, and small because file systems number them densely (a bit each, 64 to a
// word; some 2 MiB for two million files). Its size has an end all the same: what would not fit stays new, so
// that with it a thing is told twice but never left out. Not thread-safe.
#pragma once

#include "casefile/item.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace firsthour::collectors {

class InodeSet {
 public:
  static constexpr std::size_t kMostWords = 150'000;  // some 10 MiB

  explicit InodeSet(std::size_t most_words = kMostWords) : most_words_{most_words} {}

  // True when this inode of this device was not there, or there is no room to know.
  bool insert(const FileFacts& file) {
    const std::pair key{file.device, file.inode / kBits};
    auto word = words_.find(key);
    if (word == words_.end()) {
      if (words_.size() >= most_words_) return true;
      word = words_.emplace(key, 0).first;
    }
    const std::uint64_t bit = std::uint64_t{1} << (file.inode % kBits);
    const bool is_new = (word->second & bit) == 0;
    word->second |= bit;
    return is_new;
  }

 private:
  static constexpr std::uint64_t kBits = 64;
  struct Hash {
    std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& key) const {
      return std::hash<std::uint64_t>{}(key.first * 0x9e3779b97f4a7c15ull ^ key.second);
    }
  };

  std::size_t most_words_;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t, Hash> words_;
};

}  // namespace firsthour::collectors
