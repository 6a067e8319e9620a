// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/bounded_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour::cli {
namespace {

void name_of_peer(const sockaddr_storage& from, std::string& address, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (from.ss_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(from);
    if (::inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size()) != nullptr) address = text.data();
    port = ntohs(in.sin_port);
  } else if (from.ss_family == AF_INET6) {
    const auto& in = reinterpret_cast<const sockaddr_in6&>(from);
    if (::inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size()) != nullptr) address = text.data();
    port = ntohs(in.sin6_port);
  }
}

}  // namespace

BoundedStream::BoundedStream(int socket, SSL* ssl, const HttpBounds& bounds)
    : socket_{socket},
      ssl_{ssl},
      bounds_{bounds},
      left_{bounds.request_bytes},
      deadline_{Clock::now() + bounds.request_time} {}

bool BoundedStream::wait_for(short what, Clock::time_point until) const {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd one{socket_, what, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
    if (ready > 0) return (one.revents & (what | POLLHUP)) != 0 && (one.revents & POLLERR) == 0;
    if (ready == 0 || errno != EINTR) return false;
  }
}

short BoundedStream::wanted(int result) const {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return POLLIN;
    case SSL_ERROR_WANT_WRITE:
      return POLLOUT;
    default:
      return 0;
  }
}

bool BoundedStream::accept() {
  if (ssl_ == nullptr) return true;
  for (;;) {
    const int result = SSL_accept(ssl_);
    if (result == 1) return true;
    const short what = wanted(result);
    if (what == 0 || !wait_for(what, deadline_)) return false;
  }
}

bool BoundedStream::next_request() {
  const bool waiting = ssl_ != nullptr && SSL_pending(ssl_) > 0;
  if (!waiting && !wait_for(POLLIN, Clock::now() + bounds_.idle)) return false;
  left_ = bounds_.request_bytes;
  deadline_ = Clock::now() + bounds_.request_time;
  return true;
}

bool BoundedStream::is_readable() const {
  return (ssl_ != nullptr && SSL_pending(ssl_) > 0) || wait_for(POLLIN, deadline_);
}

bool BoundedStream::is_writable() const {
  char byte = 0;
  const ssize_t seen = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  const bool gone = seen == 0 || (seen < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
  return !gone && wait_for(POLLOUT, Clock::now() + bounds_.write_time);
}

ssize_t BoundedStream::read(char* into, std::size_t size) {
  size = std::min(size, left_);
  if (size == 0) return -1;  // the request is over its bound
  for (;;) {
    ssize_t got = 0;
    short what = POLLIN;
    if (ssl_ != nullptr) {
      got = SSL_read(ssl_, into, static_cast<int>(size));
      if (got <= 0) what = wanted(static_cast<int>(got));
    } else {
      got = ::recv(socket_, into, size, 0);
      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return got;
    }
    if (got > 0) {
      left_ -= static_cast<std::size_t>(got);
      return got;
    }
    if (what == 0 || !wait_for(what, deadline_)) return -1;
  }
}

ssize_t BoundedStream::write(const char* from, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    ssize_t put = 0;
    short what = POLLOUT;
    if (ssl_ != nullptr) {
      put = SSL_write(ssl_, from + done, static_cast<int>(std::min<std::size_t>(size - done, 1 << 20)));
      if (put <= 0) what = wanted(static_cast<int>(put));
    } else {
      put = ::send(socket_, from + done, size - done, MSG_NOSIGNAL);
      if (put < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return -1;
    }
    if (put > 0) {
      done += static_cast<std::size_t>(put);
    } else if (what == 0 || !wait_for(what, Clock::now() + bounds_.write_time)) {
      return -1;
    }
  }
  return static_cast<ssize_t>(done);
}

void BoundedStream::get_remote_ip_and_port(std::string& address, int& port) const {
  sockaddr_storage from{};
  socklen_t length = sizeof from;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&from), &length) == 0)
    name_of_peer(from, address, port);
}

void BoundedStream::get_local_ip_and_port(std::string& address, int& port) const {
  sockaddr_storage from{};
  socklen_t length = sizeof from;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&from), &length) == 0)
    name_of_peer(from, address, port);
}

}  // namespace firsthour::cli
