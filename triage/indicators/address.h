// SPDX-License-Identifier: Apache-2.0
// IP addresses and networks as numbers: IPv4 as ::ffff:a.b.c.d, so that one order holds all.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage {

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Address&) const = default;
  [[nodiscard]] bool is_v4() const;
  // Strict: four decimal numbers without leading zeros, or RFC 4291 text.
  [[nodiscard]] static std::optional<Address> from(std::string_view text);
};

struct Network {
  Address base;
  unsigned prefix = 128;  // of the 128 bits
  [[nodiscard]] bool contains(const Address& address) const;
  [[nodiscard]] bool contains(const Network& other) const;
  // "10.0.0.0/8", "2001:db8::/32", or one address. Bits behind the prefix are dropped.
  [[nodiscard]] static std::optional<Network> from(std::string_view text);
};

}  // namespace firsthour::triage
