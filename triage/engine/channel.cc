// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/channel.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace firsthour::triage {
namespace {

using Length = std::uint32_t;

struct alignas(cmsghdr) ControlRoom {
  std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> bytes{};
};

// Sends the start of `bytes`, with the descriptors; returns how much went.
Result<std::size_t> send_some(int socket, std::string_view bytes, std::span<const int> descriptors) {
  ControlRoom room;
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = room.bytes.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* const control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(control), descriptors.data(), descriptors.size_bytes());
  }
  for (;;) {
    const ssize_t sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<std::size_t>(sent);
    if (errno != EINTR) return fail_errno("cannot send to the other process");
  }
}

void take_descriptors(msghdr& header, std::vector<Descriptor>& into) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control; control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(control) + i * sizeof fd, sizeof fd);
      into.emplace_back(fd);
    }
  }
}

// Fills `into` wholly; false when the stream ends before its first byte.
Result<bool> receive_all(int socket, std::span<char> into, std::vector<Descriptor>& descriptors) {
  std::size_t got = 0;
  while (got < into.size()) {
    ControlRoom room;
    iovec part{into.data() + got, into.size() - got};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = room.bytes.data();
    header.msg_controllen = room.bytes.size();
    const ssize_t received = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0) return fail_errno("cannot receive from the other process");
    take_descriptors(header, descriptors);
    if (received == 0 && got == 0) return false;
    if (received == 0) return fail(Errc::io, "the other process ended within a message");
    got += static_cast<std::size_t>(received);
  }
  return true;
}

}  // namespace

Result<> send_message(int socket, std::string_view message, std::span<const int> descriptors) {
  if (message.size() > kLongestMessage || descriptors.size() > kMostDescriptors)
    return fail(Errc::no_space, "a message is too long");
  const auto length = static_cast<Length>(message.size());
  std::string framed(sizeof length, '\0');
  std::memcpy(framed.data(), &length, sizeof length);
  framed += message;
  std::string_view rest = framed;
  while (!rest.empty()) {
    auto sent = send_some(socket, rest, descriptors);
    if (!sent) return tl::unexpected{sent.error()};
    rest.remove_prefix(*sent);
    descriptors = {};
  }
  return {};
}

Result<std::optional<Received>> receive_message(int socket) {
  Received received;
  Length length = 0;
  std::array<char, sizeof length> start{};
  auto more = receive_all(socket, start, received.descriptors);
  if (!more) return tl::unexpected{more.error()};
  if (!*more) return std::optional<Received>{};
  std::memcpy(&length, start.data(), sizeof length);
  if (length > kLongestMessage) return fail(Errc::malformed, "a message claims to be too long");
  received.message.resize(length);
  if (length > 0) {
    more = receive_all(socket, received.message, received.descriptors);
    if (!more) return tl::unexpected{more.error()};
    if (!*more) return fail(Errc::io, "the other process ended within a message");
  }
  return std::optional{std::move(received)};
}

Result<bool> Incoming::fill(int socket) {
  if (at_ > 0 && at_ == buffer_.size()) buffer_.clear(), at_ = 0;
  std::array<char, 64U << 10U> piece;
  for (;;) {
    const ssize_t received = ::recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
    if (received > 0) {
      buffer_.append(piece.data(), static_cast<std::size_t>(received));
      continue;
    }
    if (received == 0) return false;
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return true;
    if (errno == ECONNRESET) return false;
    return fail_errno("cannot receive from a worker");
  }
}

Result<std::optional<std::string>> Incoming::next() {
  Length length = 0;
  if (buffer_.size() - at_ < sizeof length) return std::optional<std::string>{};
  std::memcpy(&length, buffer_.data() + at_, sizeof length);
  if (length > kLongestMessage) return fail(Errc::malformed, "a worker's message claims to be too long");
  if (buffer_.size() - at_ - sizeof length < length) return std::optional<std::string>{};
  std::string message = buffer_.substr(at_ + sizeof length, length);
  at_ += sizeof length + length;
  if (at_ > (1U << 20U)) buffer_.erase(0, at_), at_ = 0;
  return std::optional{std::move(message)};
}

}  // namespace firsthour::triage
