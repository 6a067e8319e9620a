// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/socket_protocol.h"

#include "casefile/descriptor.h"

#include <sys/xattr.h>

#include <array>

namespace firsthour::collectors {

Result<std::string> socket_protocol(const Host& host, const std::string& path) {
  // The link is not followed into anything but a socket: another file's attributes may be on a dead server.
  const auto link = host.live() ? host.read_link(path) : fail(Errc::unsupported, "an image has no sockets");
  if (!link) return tl::unexpected{link.error()};
  if (!link->starts_with("socket:[")) return fail(Errc::not_found, path + ": no socket");
  std::array<char, 128> name{};
  const auto length = ::getxattr(path.c_str(), "system.sockprotoname", name.data(), name.size());
  if (length <= 0) return fail_errno(path);
  const std::string_view bytes{name.data(), static_cast<std::size_t>(length)};
  return std::string{bytes.substr(0, bytes.find('\0'))};
}

}  // namespace firsthour::collectors
