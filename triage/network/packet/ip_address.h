// SPDX-License-Identifier: Apache-2.0
// An IPv4 or IPv6 address, as a value.
#pragma once

#include "triage/network/field.h"

#include <array>
#include <compare>
#include <optional>
#include <string>

namespace firsthour::triage::network {

struct IpAddress {
  std::array<std::byte, 16> bytes{};  // of IPv4 the first four; the others are zero
  bool v6 = false;
  [[nodiscard]] Bytes wire() const { return Bytes{bytes}.first(v6 ? 16 : 4); }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static IpAddress v4_from(Bytes four);
  [[nodiscard]] static IpAddress v6_from(Bytes sixteen);
  // Dotted or with colons; absent for anything else.
  [[nodiscard]] static std::optional<IpAddress> from_text(std::string_view text);
  [[nodiscard]] bool is_group() const;  // multicast or the limited broadcast
  auto operator<=>(const IpAddress&) const = default;
};

}  // namespace firsthour::triage::network
