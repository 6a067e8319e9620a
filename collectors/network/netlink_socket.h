// SPDX-License-Identifier: Apache-2.0
// A netlink socket to the kernel. It stays bound to the network namespace of the thread that opened it, so
// one made inside another namespace can be used from anywhere.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <functional>
#include <string>

namespace firsthour::collectors {

enum class DumpEnd {
  complete,
  inconsistent,  // the kernel's tables changed during the dump (NLM_F_DUMP_INTR)
};

class NetlinkSocket {
 public:
  // `protocol` is NETLINK_ROUTE or NETLINK_SOCK_DIAG. The caller knows that the protocol is already in
  // the kernel: opening another makes the kernel look for a module.
  [[nodiscard]] static Result<NetlinkSocket> open(int protocol);

  // Sends a dump request and hands each answer to `each`. `not_found` or `unsupported` when the kernel has
  // no handler; `timed_out` when it does not answer within five seconds.
  [[nodiscard]] Result<DumpEnd> dump(std::uint16_t type, Bytes request,
                                     const std::function<void(const NetlinkMessage&)>& each);

  // The same without the dump flag: one question, at most one answer. `not_found` (ENOENT) when the kernel
  // says there is no such thing.
  [[nodiscard]] Result<> ask(std::uint16_t type, Bytes request,
                             const std::function<void(const NetlinkMessage&)>& answer);

  // Overwrites what the last answer left in memory: for answers that hold secrets.
  void forget();

 private:
  explicit NetlinkSocket(Descriptor fd) : fd_{std::move(fd)} {}
  [[nodiscard]] Result<> send_request(std::uint16_t type, std::uint16_t flags, Bytes request);
  [[nodiscard]] Result<Bytes> receive();

  Descriptor fd_;
  std::uint32_t sequence_ = 0;
  std::string buffer_;
};

}  // namespace firsthour::collectors
