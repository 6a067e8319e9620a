// SPDX-License-Identifier: Apache-2.0
// The names under data/ of a collection, and the files that came under them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::verify {

struct PayloadName {
  enum class What : std::uint8_t { segment_content, segment_records, content, part, record };
  What what = What::content;
  std::uint32_t number = 0;  // 1 to 999999
  std::uint32_t part = 0;    // 1 on, for parts

  [[nodiscard]] std::string text() const;  // "data/000003/content.0001"
};

[[nodiscard]] std::optional<PayloadName> read_payload_name(std::string_view name);

struct PayloadFile {
  PayloadName name;
  std::array<char, 32> sha256{};
};

}  // namespace firsthour::verify
