// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/netbios.h"

#include "casefile/encoding.h"
#include "triage/network/packet/ip_address.h"

namespace firsthour::triage::network {

namespace {

constexpr std::uint16_t kName = 32, kStatus = 33;
constexpr std::size_t kLength = 16, kMostNames = 50;

// Fifteen characters padded with blanks, and what the name is of.
std::string with_suffix(Bytes name) {
  std::string text{text_of(name.first(kLength - 1))};
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
  return text + "<" + to_hex(name.subspan(kLength - 1, 1)) + ">";
}

}  // namespace

std::optional<std::string> netbios_name(std::string_view encoded) {
  if (encoded.size() < 2 * kLength) return std::nullopt;
  std::string name;
  for (std::size_t i = 0; i < 2 * kLength; i += 2) {
    const int high = encoded[i] - 'A', low = encoded[i + 1] - 'A';
    if (high < 0 || high > 15 || low < 0 || low > 15) return std::nullopt;
    name += static_cast<char>(high << 4 | low);
  }
  const std::string_view scope = encoded.substr(2 * kLength);
  if (!scope.empty() && scope[0] != '.') return std::nullopt;
  return with_suffix(as_bytes(name)).append(scope);
}

std::string_view netbios_type(std::uint16_t type) {
  return type == kName ? "NB" : type == kStatus ? "NBSTAT" : "";
}

std::string netbios_value(std::uint16_t type, Bytes data) {
  Cursor c{data};
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : " ") + part; };
  if (type == kName) {
    while (c.left() >= 6) {
      (void)c.u16();  // whether it is a group's
      add(IpAddress::v4_from(c.take(4)).text());
    }
    return out;
  }
  for (std::size_t names = c.u8(); names > 0 && c.left() >= kLength + 2; --names) {
    const std::string name = with_suffix(c.take(kLength));
    if (names <= kMostNames) add(name);
    (void)c.u16();
  }
  if (c.left() >= 6) add("mac " + to_hex(c.take(6)));
  return out;
}

}  // namespace firsthour::triage::network
