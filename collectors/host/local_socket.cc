// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/local_socket.h"

#include "casefile/descriptor.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour::collectors {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

Result<> wait_for(int socket, short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return fail(Errc::timed_out, "no answer in time");
    pollfd place{socket, events, 0};
    const int ready = ::poll(&place, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail_errno("poll");
  }
}

Result<Descriptor> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return fail(Errc::unsupported, "the name is too long");
  std::copy(path.begin(), path.end(), address.sun_path);
  Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!socket) return fail_errno("socket");
  // Does not wait: a service whose queue is full is busy, and is left to it.
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail_errno("connect");
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

Result<std::string> receive(int socket, const AnswerBounds& bounds, Deadline deadline) {
  std::string answer;
  std::array<char, 16'384> block;
  while (!bounds.whole(answer)) {
    if (auto ready = wait_for(socket, POLLIN, deadline); !ready) return tl::unexpected{ready.error()};
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) return fail_errno("receive");
    if (got == 0) break;
    answer.append(block.data(), static_cast<std::size_t>(got));
    if (answer.size() > bounds.longest) return fail(Errc::malformed, "the answer is too long");
  }
  return answer;
}

}  // namespace

Result<std::string> ask_local_socket(const Host& host, const std::string& path, std::string_view question,
                                     const AnswerBounds& bounds) {
  if (!host.live()) return fail(Errc::unsupported, path + ": an image answers nothing");
  const auto status = host.status(path, true);
  if (!status) return tl::unexpected{status.error()};
  if (!S_ISSOCK(status->facts.mode)) return fail(Errc::denied, path + ": not a socket");
  const Deadline deadline = std::chrono::steady_clock::now() + bounds.patience;
  const auto socket = connect_to(path);
  if (!socket) return fail(path, socket.error());
  if (auto sent = send_all(socket->get(), question, deadline); !sent) return fail(path, sent.error());
  auto answer = receive(socket->get(), bounds, deadline);
  if (!answer) return fail(path, answer.error());
  return answer;
}

}  // namespace firsthour::collectors
