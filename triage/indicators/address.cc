// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/address.h"

#include "casefile/number.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestText = 45;

Network masked(Address base, unsigned prefix) {
  for (unsigned bit = prefix; bit < 128; ++bit)
    base.bytes[bit / 8] = static_cast<std::uint8_t>(base.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  return {base, prefix};
}

}  // namespace

bool Address::is_v4() const {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t byte) { return byte == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

std::optional<Address> Address::from(std::string_view text) {
  if (text.empty() || text.size() > kLongestText) return std::nullopt;
  const std::string terminated{text};
  Address address;
  if (text.find(':') != text.npos) {
    if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
    return address;
  }
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) != 1) return std::nullopt;
  address.bytes[10] = address.bytes[11] = 0xFF;
  return address;
}

bool Network::contains(const Address& address) const { return masked(address, prefix).base == base; }

bool Network::contains(const Network& other) const { return other.prefix >= prefix && contains(other.base); }

std::optional<Network> Network::from(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = Address::from(text.substr(0, slash));
  if (!base) return std::nullopt;
  if (slash == text.npos) return Network{*base, 128};
  const auto bits = number_from<unsigned>(text.substr(slash + 1));
  const unsigned most = base->is_v4() ? 32 : 128;
  if (!bits || *bits > most) return std::nullopt;
  return masked(*base, *bits + (128 - most));
}

}  // namespace firsthour::triage
