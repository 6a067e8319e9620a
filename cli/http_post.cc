// SPDX-License-Identifier: Apache-2.0
#include "cli/http_post.h"

#include "casefile/descriptor.h"
#include "casefile/freed.h"
#include "cli/build_kind.h"
#include "cli/stop.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

namespace firsthour::cli {
namespace {

using Deadline = std::chrono::steady_clock::time_point;
constexpr std::size_t kLongestHead = 64 << 10;
constexpr int kLookAround = 200;  // milliseconds between looks for a wish to stop

Result<> wait_for(int socket, short events, Deadline deadline) {
  for (;;) {
    if (stop_asked()) return fail(Errc::interrupted, "stopped");
    if (std::chrono::steady_clock::now() >= deadline) return fail(Errc::timed_out, "no answer in time");
    pollfd place{socket, events, 0};
    const int ready = ::poll(&place, 1, kLookAround);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail_errno("poll");
  }
}

Result<Descriptor> connect_to(const addrinfo& address, Deadline deadline) {
  Descriptor socket{::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!socket) return fail_errno("socket");
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) != 0 && errno != EINPROGRESS)
    return fail_errno("connect");
  if (auto ready = wait_for(socket.get(), POLLOUT, deadline); !ready) return tl::unexpected{ready.error()};
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) return fail_errno("connect");
  if (error != 0) return fail_errno("connect", error);
  return socket;
}

Result<Descriptor> connect_to(const HttpUrl& url, Deadline deadline) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  // A name would be looked up through modules of the host, which the field build never loads.
  if (is_field_build()) wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int failed = ::getaddrinfo(url.host.c_str(), url.port.c_str(), &wanted, &list); failed != 0)
    return is_field_build()
               ? fail(Errc::unsupported, url.host + ": the field build looks up no names: give the address")
               : fail(Errc::io, ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, Freed<::freeaddrinfo>> addresses{list};
  Result<Descriptor> socket = fail(Errc::io, "no address");
  for (const addrinfo* address = list; address; address = address->ai_next) {
    socket = connect_to(*address, deadline);
    if (socket || socket.error().code == Errc::timed_out || socket.error().code == Errc::interrupted) break;
  }
  return socket;
}

Result<> send_all(int socket, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    if (auto ready = wait_for(socket, POLLOUT, deadline); !ready) return ready;
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return fail_errno("send");
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::string> receive(int socket, std::size_t limit, Deadline deadline) {
  std::string reply;
  std::array<char, 16'384> block{};
  while (!reply_is_whole(reply)) {
    if (auto ready = wait_for(socket, POLLIN, deadline); !ready) return tl::unexpected{ready.error()};
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) return fail_errno("receive");
    if (got == 0) break;
    reply.append(block.data(), static_cast<std::size_t>(got));
    if (reply.size() > limit) return fail(Errc::malformed, "the server's reply is too long");
  }
  return reply;
}

}  // namespace

Result<std::string> http_post(const HttpUrl& url, const HttpQuestion& question) {
  const Deadline deadline = std::chrono::steady_clock::now() + question.patience;
  const std::string where = url.host + ":" + url.port;
  const auto socket = connect_to(url, deadline);
  if (!socket) return fail("cannot reach " + where, socket.error());
  const bool v6 = url.host.find(':') != std::string::npos;
  const std::string host = (v6 ? "[" + url.host + "]" : url.host) + (url.port == "80" ? "" : ":" + url.port);
  const std::string message = "POST " + url.path + " HTTP/1.1\r\nHost: " + host +
                              "\r\nConnection: close\r\nContent-Type: " + std::string{question.media_type} +
                              "\r\nContent-Length: " + std::to_string(question.body.size()) + "\r\n\r\n" +
                              std::string{question.body};
  if (auto sent = send_all(socket->get(), message, deadline); !sent) return fail(where, sent.error());
  const auto reply = receive(socket->get(), question.longest_answer + kLongestHead, deadline);
  if (!reply) return fail(where, reply.error());
  auto body = body_of_reply(*reply, question.answer_media_type);
  if (!body) return fail(where, body.error());
  return body;
}

}  // namespace firsthour::cli
