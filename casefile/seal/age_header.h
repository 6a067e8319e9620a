// SPDX-License-Identifier: Apache-2.0
// The text header of an age file: recipient stanzas and a MAC. Strict, as the specification asks: one form
// only.
#pragma once

#include "casefile/bytes.h"
#include "casefile/result.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::age {

inline constexpr std::string_view kVersionLine = "age-encryption.org/v1\n";
inline constexpr std::size_t kLongestHeader = 1 << 20, kMostStanzas = 1024;

struct Stanza {
  std::string type;
  std::vector<std::string> arguments;
  std::vector<std::byte> body;
};

struct Header {
  std::vector<Stanza> stanzas;
  std::array<std::byte, 32> mac{};
  std::string authenticated;  // what the MAC is of: all up to and with "---"
};

// Lines of a stream, each with its line end, without reading past one.
class LineSource {
 public:
  virtual ~LineSource() = default;
  // Up to and with the next line end, or what was left when the source ended, or the first `limit` bytes.
  [[nodiscard]] virtual Result<std::string> line(std::size_t limit) = 0;
};

// `malformed` says what is wrong; `io` when the source ended inside.
[[nodiscard]] Result<Header> read_header(LineSource& from);
// All that comes before the MAC: version line, stanzas, "---".
[[nodiscard]] std::string header_text(const std::vector<Stanza>& stanzas);
// " " and the MAC, line end.
[[nodiscard]] std::string mac_text(const std::array<std::byte, 32>& mac);

// Base64 without padding; only the canonical form.
[[nodiscard]] std::string to_plain_base64(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<std::vector<std::byte>> from_plain_base64(std::string_view text);

}  // namespace firsthour::age
