// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/bech32.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firsthour {
namespace {

constexpr std::string_view kLetters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kChecksum = 6;
constexpr std::size_t kLongest = 4096;

// The checksum of BIP 173 over five-bit values, fed one by one.
class Checksum {
 public:
  void add(unsigned value) {
    constexpr std::array<std::uint32_t, 5> kGenerator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                      0x2a1462b3};
    const std::uint32_t top = state_ >> 25;
    state_ = (state_ & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < kGenerator.size(); ++i) state_ ^= (top >> i & 1) != 0 ? kGenerator[i] : 0;
  }
  void add_prefix(std::string_view prefix) {
    for (const char c : prefix) add(static_cast<unsigned char>(c) >> 5);
    add(0);
    for (const char c : prefix) add(static_cast<unsigned char>(c) & 31);
  }
  [[nodiscard]] std::uint32_t state() const { return state_; }

 private:
  std::uint32_t state_ = 1;
};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

// Five-bit values to bytes; nullopt when what is left over is not zero padding of fewer than five bits.
std::optional<std::vector<std::byte>> to_bytes(std::span<const unsigned> values) {
  std::vector<std::byte> bytes;
  bytes.reserve(values.size() * 5 / 8);
  unsigned held = 0, bits = 0;
  for (const unsigned value : values) {
    held = held << 5 | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::byte>(held >> bits & 0xff));
    held &= (1u << bits) - 1;
  }
  if (bits >= 5 || held != 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::optional<Bech32> from_bech32(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  const bool capitals = std::any_of(text.begin(), text.end(), is_capital);
  if (capitals && std::any_of(text.begin(), text.end(), is_small)) return std::nullopt;
  std::string lower{text};
  for (char& c : lower) c = is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
  const std::size_t one = lower.rfind('1');
  if (one == std::string::npos || one == 0 || lower.size() - one - 1 < kChecksum) return std::nullopt;
  Bech32 found{lower.substr(0, one), {}, capitals};
  if (std::any_of(found.prefix.begin(), found.prefix.end(), [](char c) { return c < 33 || c > 126; }))
    return std::nullopt;
  Checksum checksum;
  checksum.add_prefix(found.prefix);
  std::vector<unsigned> values;
  for (const char c : std::string_view{lower}.substr(one + 1)) {
    const std::size_t value = kLetters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    values.push_back(static_cast<unsigned>(value));
    checksum.add(values.back());
  }
  if (checksum.state() != 1) return std::nullopt;
  auto bytes = to_bytes(std::span{values}.first(values.size() - kChecksum));
  if (!bytes) return std::nullopt;
  found.data = std::move(*bytes);
  return found;
}

std::string to_bech32(std::string_view prefix, std::span<const std::byte> data) {
  Checksum checksum;
  checksum.add_prefix(prefix);
  std::string text{prefix};
  text.reserve(prefix.size() + 1 + (data.size() * 8 + 4) / 5 + kChecksum);
  text += '1';
  const auto put = [&](unsigned value) {
    checksum.add(value);
    text += kLetters[value];
  };
  unsigned held = 0, bits = 0;
  for (const std::byte b : data) {
    held = (held << 8 | std::to_integer<unsigned>(b)) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) put(held >> (bits - 5) & 31);
  }
  if (bits > 0) put(held << (5 - bits) & 31);
  for (std::size_t i = 0; i < kChecksum; ++i) checksum.add(0);
  const std::uint32_t sum = checksum.state() ^ 1;
  for (std::size_t i = 0; i < kChecksum; ++i) text += kLetters[sum >> 5 * (kChecksum - 1 - i) & 31];
  return text;
}

}  // namespace firsthour
