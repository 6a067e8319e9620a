// SPDX-License-Identifier: Apache-2.0
#include "casefile/number.h"
#include "casefile/seal/random_bytes.h"
#include "casefile/wire.h"

#include <arpa/inet.h>

#include <array>

namespace firsthour {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // none that looks like another
constexpr std::size_t kCodeLength = 20, kGroup = 5;

bool is_numeric(const std::string& host) {
  std::array<unsigned char, 16> bytes;
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::optional<WireAddress::Role> role_of(std::string_view scheme) {
  if (scheme == "tcp") return WireAddress::Role::tcp;
  if (scheme == "tls") return WireAddress::Role::tls;
  if (scheme == "listen") return WireAddress::Role::listen;
  return std::nullopt;
}

}  // namespace

Result<std::optional<WireAddress>> parse_wire_address(std::string_view name) {
  const std::size_t colon = name.find("://");
  const auto role = role_of(name.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (!role) return std::optional<WireAddress>{};
  const auto wrong = [&] {
    return fail(Errc::usage,
                std::string{name} + ": not an address in numbers and a port, such as tls://192.0.2.7:7443");
  };
  const std::string_view rest = name.substr(colon + 3);
  const std::size_t last = rest.rfind(':');
  if (last == std::string_view::npos) return wrong();
  std::string_view host = rest.substr(0, last);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) return wrong();
  const auto port = number_from<std::uint16_t>(rest.substr(last + 1));
  if (!port || *port == 0 || !is_numeric(std::string{host})) return wrong();
  return std::optional{WireAddress{*role, std::string{host}, *port}};
}

Result<std::string> new_wire_code() {
  std::array<std::byte, kCodeLength> chance{};
  if (auto got = random_bytes(chance); !got) return tl::unexpected{got.error()};
  std::string code;
  for (std::size_t i = 0; i < chance.size(); ++i) {
    if (i != 0 && i % kGroup == 0) code += '-';
    code += kAlphabet[std::to_integer<std::size_t>(chance[i]) % kAlphabet.size()];
  }
  return code;
}

std::optional<std::string> wire_code_from(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'I' || c == 'L') c = '1';
    if (c == 'O') c = '0';
    if (kAlphabet.find(c) == std::string_view::npos) return std::nullopt;
    code += c;
  }
  if (code.size() != kCodeLength) return std::nullopt;
  return code;
}

}  // namespace firsthour
