// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/door.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/number.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

}  // namespace

Result<std::string> new_board_token() {
  std::array<std::byte, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail_errno("cannot make a token");
  return to_hex(bytes);
}

std::string board_token_digest(std::string_view token) { return sha256(token).hex(); }

bool same_digest(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    difference = static_cast<unsigned char>(difference | (one[i] ^ other[i]));
  return difference == 0;
}

std::optional<Viewer> Door::enter(std::string_view role, std::string_view token) const {
  const auto pass = by_role_.find(role);
  const std::string given = board_token_digest(token);
  const std::string& kept = pass != by_role_.end() ? pass->second.digest : given;
  const bool same = same_digest(given, kept);
  if (pass == by_role_.end() || !same) return {};
  return pass->second.viewer;
}

bool HostNames::allows(std::string_view host_header) const {
  std::string name{host_header};
  if (const auto colon = name.rfind(':');
      colon != std::string::npos && name.find(']', colon) == std::string::npos) {
    const auto port = number_from<std::uint16_t>(std::string_view{name}.substr(colon + 1));
    if (!port || *port != port_) return false;
    name.resize(colon);
  } else if (port_ != 80 && port_ != 443) {
    return false;
  }
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  return name == "localhost" || is_address(name) || std::ranges::find(names_, name) != names_.end();
}

}  // namespace firsthour::cli
