// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/netlink_socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

namespace firsthour::collectors {
namespace {

// Dumps come in datagrams of at most 32 KiB (the kernel's own ceiling for a dump's buffer).
constexpr std::size_t kDatagramLimit = 64 * 1024;

Result<> error_of(const NetlinkMessage& message) {
  const auto code = fixed_at<std::int32_t>(message.payload);
  if (!code) return fail(Errc::malformed, "netlink error message is too short");
  switch (-*code) {
    case 0:
      return {};
    case ENOENT:
      return fail(Errc::not_found, "netlink: the kernel has no handler for it");
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EINVAL:
      return fail(Errc::unsupported, "netlink: the kernel does not know the request");
    default:
      return fail_errno("netlink", -*code);
  }
}

}  // namespace

Result<NetlinkSocket> NetlinkSocket::open(int protocol) {
  Descriptor fd{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)};
  if (!fd) return fail_errno("cannot open a netlink socket");
  const timeval patience{5, 0};
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0)
    return fail_errno("cannot set a netlink time limit");
  return NetlinkSocket{std::move(fd)};
}

void NetlinkSocket::forget() { ::explicit_bzero(buffer_.data(), buffer_.size()); }

Result<> NetlinkSocket::send_request(std::uint16_t type, std::uint16_t flags, Bytes request) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + request.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  header.nlmsg_seq = ++sequence_;
  std::string message(header.nlmsg_len, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  // A request may be empty, and memcpy wants a pointer even for no bytes.
  if (!request.empty()) std::memcpy(message.data() + sizeof header, request.data(), request.size());
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto sent = ::sendto(fd_.get(), message.data(), message.size(), 0,
                             reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  if (sent < 0) return fail_errno("cannot send a netlink request");
  return {};
}

Result<Bytes> NetlinkSocket::receive() {
  buffer_.resize(kDatagramLimit);
  for (;;) {
    sockaddr_nl from{};
    iovec part{buffer_.data(), buffer_.size()};
    msghdr header{};
    header.msg_name = &from;
    header.msg_namelen = sizeof from;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    const auto got = ::recvmsg(fd_.get(), &header, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return fail(Errc::timed_out, "netlink: no answer from the kernel");
    if (got < 0) return fail_errno("cannot receive from netlink");
    if (header.msg_flags & MSG_TRUNC) return fail(Errc::malformed, "netlink: an answer was cut");
    if (from.nl_pid != 0) continue;  // any process may send to our port; only the kernel is believed
    return Bytes{reinterpret_cast<const std::byte*>(buffer_.data()), static_cast<std::size_t>(got)};
  }
}

Result<DumpEnd> NetlinkSocket::dump(std::uint16_t type, Bytes request,
                                    const std::function<void(const NetlinkMessage&)>& each) {
  if (auto sent = send_request(type, NLM_F_REQUEST | NLM_F_DUMP, request); !sent)
    return tl::unexpected{sent.error()};
  auto end = DumpEnd::complete;
  for (;;) {
    const auto datagram = receive();
    if (!datagram) return tl::unexpected{datagram.error()};
    NetlinkReader reader{*datagram};
    for (;;) {
      const auto message = reader.next();
      if (!message) return tl::unexpected{message.error()};
      if (!*message) break;
      if ((*message)->sequence != sequence_) continue;  // the tail of an earlier, abandoned dump
      if ((*message)->flags & NLM_F_DUMP_INTR) end = DumpEnd::inconsistent;
      if ((*message)->type == NLMSG_ERROR || (*message)->type == NLMSG_DONE) {
        // DONE carries an error too when the dump failed half-way.
        if ((*message)->type == NLMSG_DONE && (*message)->payload.size() < sizeof(std::int32_t)) return end;
        if (auto error = error_of(**message); !error) return tl::unexpected{error.error()};
        return end;
      }
      each(**message);
    }
  }
}

Result<> NetlinkSocket::ask(std::uint16_t type, Bytes request,
                            const std::function<void(const NetlinkMessage&)>& answer) {
  if (auto sent = send_request(type, NLM_F_REQUEST, request); !sent) return tl::unexpected{sent.error()};
  for (;;) {
    const auto datagram = receive();
    if (!datagram) return tl::unexpected{datagram.error()};
    NetlinkReader reader{*datagram};
    for (;;) {
      const auto message = reader.next();
      if (!message) return tl::unexpected{message.error()};
      if (!*message) break;
      if ((*message)->sequence != sequence_) continue;
      if ((*message)->type == NLMSG_ERROR) return error_of(**message);
      answer(**message);
      return {};
    }
  }
}

}  // namespace firsthour::collectors
