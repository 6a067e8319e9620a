// SPDX-License-Identifier: Apache-2.0
// Header blobs of rpm packages, made tag by tag.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::tests {

class MadeRpmHeader {
 public:
  MadeRpmHeader& text(std::uint32_t tag, std::string_view value) { return add(tag, 6, 1, nul_ended(value)); }
  MadeRpmHeader& texts(std::uint32_t tag, const std::vector<std::string>& values) {
    std::string data;
    for (const auto& value : values) data += nul_ended(value);
    return add(tag, 8, values.size(), data);
  }
  MadeRpmHeader& numbers(std::uint32_t tag, const std::vector<std::uint32_t>& values) {
    std::string data;
    for (const auto value : values) data += big(value);
    return add(tag, 4, values.size(), data);
  }
  [[nodiscard]] std::string bytes() const {
    return big(count_) + big(static_cast<std::uint32_t>(data_.size())) + index_ + data_;
  }

 private:
  static std::string nul_ended(std::string_view text) { return std::string{text} + '\0'; }
  static std::string big(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
  }
  MadeRpmHeader& add(std::uint32_t tag, std::uint32_t type, std::size_t count, const std::string& data) {
    index_ += big(tag) + big(type) + big(static_cast<std::uint32_t>(data_.size())) +
              big(static_cast<std::uint32_t>(count));
    data_ += data;
    ++count_;
    return *this;
  }
  std::uint32_t count_ = 0;
  std::string index_, data_;
};

}  // namespace firsthour::tests
