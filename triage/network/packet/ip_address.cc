// SPDX-License-Identifier: Apache-2.0
#include "triage/network/packet/ip_address.h"

#include <arpa/inet.h>

namespace firsthour::triage::network {

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  return inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), out.data(), out.size()) ? out.data() : "";
}

IpAddress IpAddress::v4_from(Bytes four) {
  IpAddress a;
  std::memcpy(a.bytes.data(), four.data(), 4);
  return a;
}

IpAddress IpAddress::v6_from(Bytes sixteen) {
  IpAddress a;
  std::memcpy(a.bytes.data(), sixteen.data(), 16);
  a.v6 = true;
  return a;
}

std::optional<IpAddress> IpAddress::from_text(std::string_view text) {
  const std::string terminated{text};
  IpAddress a;
  a.v6 = terminated.find(':') != std::string::npos;
  if (inet_pton(a.v6 ? AF_INET6 : AF_INET, terminated.c_str(), a.bytes.data()) != 1) return std::nullopt;
  return a;
}

bool IpAddress::is_group() const {
  if (v6) return bytes[0] == std::byte{0xff};
  return std::to_integer<unsigned>(bytes[0]) >= 224;
}

}  // namespace firsthour::triage::network
