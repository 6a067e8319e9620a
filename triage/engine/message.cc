// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/message.h"

namespace firsthour::triage {

void MessageWriter::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_.push_back(static_cast<char>(value | 0x80));
    value >>= 7U;
  }
  bytes_.push_back(static_cast<char>(value));
}

void MessageWriter::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
}

std::uint64_t MessageReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    if (shift == 63 && byte > 1) break;
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return value;
  }
  failed_ = true;
  rest_ = {};
  return 0;
}

std::string_view MessageReader::text() {
  const std::uint64_t size = count();
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(value.size());
  return value;
}

std::uint64_t MessageReader::count() {
  const std::uint64_t value = number();
  if (value <= rest_.size()) return value;
  failed_ = true;
  rest_ = {};
  return 0;
}

}  // namespace firsthour::triage
