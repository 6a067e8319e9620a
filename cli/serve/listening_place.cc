// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/listening_place.h"

#include "casefile/freed.h"
#include "casefile/number.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <memory>

namespace firsthour::cli {
namespace {

bool is_numeric(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::string address_of(const sockaddr* at) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = at->sa_family == AF_INET
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(at)->sin_addr)
                          : &reinterpret_cast<const sockaddr_in6*>(at)->sin6_addr;
  return ::inet_ntop(at->sa_family, bytes, text.data(), text.size()) == nullptr ? "" : text.data();
}

}  // namespace

Try<ListenAt> listening_place(std::string_view text) {
  const auto wrong = [&] {
    return give_up(Exit::usage,
                   "--listen takes an address in numbers and a port, not `" + std::string{text} + "`",
                   "such as 192.0.2.7:8719, or [2001:db8::7]:8719");
  };
  std::string host = "127.0.0.1";
  std::uint16_t port = kBoardPort;
  std::string_view place = text, number;
  const bool bracketed = text.starts_with('[');
  const std::size_t colon = bracketed ? text.find("]:") : text.rfind(':');
  if (colon != std::string_view::npos) {
    place = text.substr(0, colon + (bracketed ? 1 : 0));
    number = text.substr(colon + (bracketed ? 2 : 1));
    const auto given = number_from<std::uint16_t>(number);
    if (!given) return wrong();
    port = *given;
  }
  if (bracketed) {
    if (!place.ends_with(']')) return wrong();
    place = place.substr(1, place.size() - 2);
  }
  if (!place.empty()) host = place;
  if (!is_numeric(host) || bracketed != (host.find(':') != std::string::npos)) return wrong();
  return ListenAt{host, port};
}

bool is_loopback(const std::string& address) {
  in_addr four{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  return address == "::1";
}

std::vector<std::string> reachable_at(const std::string& address) {
  if (address != "0.0.0.0" && address != "::") return {address};
  ifaddrs* first = nullptr;
  std::vector<std::string> four, six;
  if (::getifaddrs(&first) != 0) return {"127.0.0.1"};
  const std::unique_ptr<ifaddrs, Freed<freeifaddrs>> all{first};
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0)
      continue;
    const int family = one->ifa_addr->sa_family;
    if (family == AF_INET) four.push_back(address_of(one->ifa_addr));
    if (family == AF_INET6 && address == "::") {
      const auto& in = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr;
      if (!IN6_IS_ADDR_LINKLOCAL(&in)) six.push_back(address_of(one->ifa_addr));
    }
  }
  four.insert(four.end(), six.begin(), six.end());
  four.emplace_back("127.0.0.1");
  return four;
}

std::string url_of(bool tls, const std::string& host, std::uint16_t port) {
  const bool six = host.find(':') != std::string::npos;
  return (tls ? "https://" : "http://") + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace firsthour::cli
