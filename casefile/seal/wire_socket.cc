// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/wire_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace firsthour {
namespace {

constexpr int kBacklog = 1024;  // strangers fill a short one
constexpr std::chrono::seconds kConnectPatience{20};
constexpr unsigned kDeadPeer = 60'000;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const WireAddress& address) {
  SocketAddress made;
  sockaddr_in four{};
  if (::inet_pton(AF_INET, address.host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(address.port);
    std::memcpy(&made.storage, &four, made.length = sizeof four);
    return made;
  }
  sockaddr_in6 six{};
  ::inet_pton(AF_INET6, address.host.c_str(), &six.sin6_addr);
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(address.port);
  std::memcpy(&made.storage, &six, made.length = sizeof six);
  return made;
}

std::string name_of(const sockaddr_storage& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &peer, sizeof four);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
    return std::string{text.data()} + ":" + std::to_string(ntohs(four.sin_port));
  }
  sockaddr_in6 six{};
  std::memcpy(&six, &peer, sizeof six);
  ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  return "[" + std::string{text.data()} + "]:" + std::to_string(ntohs(six.sin6_port));
}

Result<Descriptor> new_socket(const SocketAddress& address) {
  Descriptor socket{::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket) return fail_errno("socket");
  // A peer that vanished must not keep us for ever: a collector says nothing for minutes, too.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kDeadPeer, sizeof kDeadPeer);
  return socket;
}

}  // namespace

void set_patience(int socket, std::chrono::seconds receive, std::chrono::seconds send) {
  const timeval in{receive.count(), 0}, out{send.count(), 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &in, sizeof in);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &out, sizeof out);
}

Result<Descriptor> connect_wire(const WireAddress& to) {
  const SocketAddress address = socket_address(to);
  auto socket = new_socket(address);
  if (!socket) return socket;
  // connect(2) keeps to the patience for sending.
  set_patience(socket->get(), std::chrono::seconds{0}, kConnectPatience);
  const std::string name = to.host + " port " + std::to_string(to.port);
  if (::connect(socket->get(), address.get(), address.length) != 0)
    return fail_errno("cannot connect to " + name, errno == EINPROGRESS ? ETIMEDOUT : errno);
  return socket;
}

Result<Descriptor> listen_wire(const WireAddress& at) {
  const SocketAddress address = socket_address(at);
  auto socket = new_socket(address);
  if (!socket) return socket;
  const int on = 1;
  ::setsockopt(socket->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket->get(), address.get(), address.length) != 0 || ::listen(socket->get(), kBacklog) != 0)
    return fail_errno("cannot listen on " + at.host + " port " + std::to_string(at.port));
  // One that was announced may be gone before it is accepted.
  ::fcntl(socket->get(), F_SETFL, ::fcntl(socket->get(), F_GETFL) | O_NONBLOCK);
  return socket;
}

Result<std::optional<Accepted>> accept_wire(int listener) {
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  Descriptor socket{
      ::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &length, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (socket) return Accepted{std::move(socket), name_of(peer)};
  // Linux hands over the errors of the one that came; the listener itself is well (accept(2)).
  if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK || errno == EOPNOTSUPP)
    return fail_errno("accept");
  return std::nullopt;
}

void set_blocking(int socket) { ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK); }

}  // namespace firsthour
