// SPDX-License-Identifier: Apache-2.0
// A second reader of what the writer wrote, strict: every block whole, lengths equal at both ends.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct Block {
  std::uint32_t type = 0;
  std::string body;
  template <class T>
  T at(std::size_t offset) const {
    T value{};
    std::memcpy(&value, body.data() + offset, sizeof value);
    return value;
  }
  // Options from `offset` on, by code.
  std::map<std::uint16_t, std::string> options(std::size_t offset) const {
    std::map<std::uint16_t, std::string> all;
    while (offset + 4 <= body.size()) {
      const auto code = at<std::uint16_t>(offset), size = at<std::uint16_t>(offset + 2);
      if (code == 0) return all;
      all[code] = body.substr(offset + 4, size);
      offset += 4 + (size + 3U) / 4 * 4;
    }
    ADD_FAILURE() << "options without an end";
    return all;
  }
};

inline std::vector<Block> blocks_of(std::string_view file) {
  std::vector<Block> blocks;
  while (file.size() >= 12) {
    std::uint32_t head[2], tail = 0;
    std::memcpy(head, file.data(), sizeof head);
    EXPECT_EQ(head[1] % 4, 0u);
    if (head[1] < 12 || head[1] > file.size()) {
      ADD_FAILURE() << "a block that does not fit";
      return blocks;
    }
    std::memcpy(&tail, file.data() + head[1] - 4, sizeof tail);
    EXPECT_EQ(tail, head[1]);
    blocks.push_back({head[0], std::string{file.substr(8, head[1] - 12)}});
    file.remove_prefix(head[1]);
  }
  EXPECT_TRUE(file.empty()) << "bytes after the last block";
  return blocks;
}

inline std::vector<Block> of_type(const std::vector<Block>& blocks, std::uint32_t type) {
  std::vector<Block> found;
  for (const auto& block : blocks)
    if (block.type == type) found.push_back(block);
  return found;
}

}  // namespace firsthour::collectors
