// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/time_stamp.h"

#include <cstdint>

namespace firsthour::verify {
namespace {

constexpr unsigned char kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kTime = 0x18, kSequence = 0x30,
                        kSet = 0x31, kFirst = 0xA0;
constexpr std::string_view kSha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01",
                           kSm3 = "\x2A\x81\x1C\xCF\x55\x01\x83\x11";

// Takes one element of that tag from the front of `der` and gives its content.
std::optional<std::string_view> took(std::string_view& der, unsigned char tag) {
  if (der.size() < 2 || static_cast<unsigned char>(der[0]) != tag) return std::nullopt;
  std::size_t length = static_cast<unsigned char>(der[1]), head = 2;
  if (length & 0x80) {
    const std::size_t count = length & 0x7F;
    if (count == 0 || count > 4 || der.size() < 2 + count) return std::nullopt;
    length = 0;
    for (; head < 2 + count; ++head) length = length << 8 | static_cast<unsigned char>(der[head]);
  }
  if (der.size() - head < length) return std::nullopt;
  const std::string_view content = der.substr(head, length);
  der.remove_prefix(head + length);
  return content;
}

// The TSTInfo inside ContentInfo { SignedData { version, digest algorithms, { type, [0] { content } } … } }.
std::optional<std::string_view> signed_content(std::string_view der) {
  auto info = took(der, kSequence);
  if (!info || !took(*info, kOid)) return std::nullopt;
  auto wrapped = took(*info, kFirst);
  auto data = wrapped ? took(*wrapped, kSequence) : std::nullopt;
  if (!data || !took(*data, kInteger) || !took(*data, kSet)) return std::nullopt;
  auto inner = took(*data, kSequence);
  if (!inner || !took(*inner, kOid)) return std::nullopt;
  auto content = took(*inner, kFirst);
  return content ? took(*content, kOctets) : std::nullopt;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits.substr(0, 14);
}

}  // namespace

std::optional<TimeStamp> read_time_stamp(std::string_view der) {
  auto content = signed_content(der);
  auto info = content ? took(*content, kSequence) : std::nullopt;
  if (!info || !took(*info, kInteger) || !took(*info, kOid)) return std::nullopt;
  auto imprint = took(*info, kSequence);
  auto algorithm = imprint ? took(*imprint, kSequence) : std::nullopt;
  const auto oid = algorithm ? took(*algorithm, kOid) : std::nullopt;
  const auto value = oid ? took(*imprint, kOctets) : std::nullopt;
  if (!value || !took(*info, kInteger)) return std::nullopt;
  const auto time = took(*info, kTime);
  if (!time || (*oid != kSha256 && *oid != kSm3)) return std::nullopt;
  return TimeStamp{*oid == kSm3 ? "sm3" : "sha256", std::string{*value}, std::string{*time}};
}

bool same_time(std::string_view generalized, std::string_view rfc3339) {
  const std::string a = digits_of(generalized), b = digits_of(rfc3339);
  return a.size() == 14 && a == b;
}

}  // namespace firsthour::verify
