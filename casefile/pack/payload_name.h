// SPDX-License-Identifier: Apache-2.0
// The names of payload files in a collection: the only names that a reader accepts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::pack {

// Segments, large items and streams draw from one number space, 1 to this. It bounds what a reader keeps:
// 40 bytes for each payload file.
inline constexpr std::uint32_t kMostNumber = 999'999;
inline constexpr std::uint32_t kMostPart = 999'999;
inline constexpr std::size_t kMostPayloadFiles = 1'000'000;

enum class PayloadKind : std::uint8_t {
  segment_content,  // data/items-000001.content
  segment_records,  // data/items-000001.jsonl
  content,          // data/000123/content
  part,             // data/000123/content.0001
  record,           // data/000123/item.json
};

struct PayloadName {
  PayloadKind kind = PayloadKind::content;
  std::uint32_t number = 0;
  std::uint32_t part = 0;  // of a part, from 1; else 0
  bool operator==(const PayloadName&) const = default;
  [[nodiscard]] std::string text() const;
};

// Exact: what parses renders to the same text again.
[[nodiscard]] std::optional<PayloadName> parse_payload_name(std::string_view text);

// "000123" and "000123.4".
[[nodiscard]] std::string item_id(std::uint32_t number);
[[nodiscard]] std::string item_id(std::uint32_t number, std::size_t index);

// A collection's top folder: 1 to 100 characters of A-Z a-z 0-9 . _ -, the first a letter or digit.
[[nodiscard]] bool is_collection_name(std::string_view name);

}  // namespace firsthour::pack
