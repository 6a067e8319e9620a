// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/kernel_log.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour::collectors {
namespace {

constexpr const char* kDevice = "/dev/kmsg";

Descriptor open_device() {
  struct stat status {};
  // Looked at first: opening another device of that name could do anything.
  if (::stat(kDevice, &status) != 0 || !S_ISCHR(status.st_mode) || status.st_rdev != makedev(1, 11))
    return {};
  return Descriptor{::open(kDevice, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
}

Result<KernelLog> read_device(const Descriptor& device, std::uint64_t limit) {
  KernelLog log{{}, kDevice};
  std::array<char, 64 << 10> record;  // one a read; far longer than any
  for (;;) {
    const ssize_t got = ::read(device.get(), record.data(), record.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EPIPE) continue;  // overwritten while we read; the next read goes on behind
    if (got < 0 && errno == EAGAIN) return log;
    if (got < 0) return fail_errno(kDevice);
    if (got == 0) return log;
    log.cut = log.text.size() + static_cast<std::size_t>(got) > limit;
    if (log.cut) return log;
    log.text.append(record.data(), static_cast<std::size_t>(got));
  }
}

Result<KernelLog> read_by_call(std::uint64_t limit) {
  constexpr int kReadAll = 3, kBufferSize = 10;
  KernelLog log{{}, "syslog(2)"};
  const long size = ::syscall(SYS_syslog, kBufferSize, nullptr, 0);
  if (size < 0) return fail_errno("syslog(2)");
  log.text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(size), limit)));
  log.cut = log.text.size() < static_cast<std::size_t>(size);
  const long got = ::syscall(SYS_syslog, kReadAll, log.text.data(), log.text.size());
  if (got < 0) return fail_errno("syslog(2)");
  log.text.resize(static_cast<std::size_t>(got));
  return log;
}

}  // namespace

Result<KernelLog> read_kernel_log(std::uint64_t limit) {
  if (const auto device = open_device()) {
    auto log = read_device(device, limit);
    if (log) return log;
  }
  return read_by_call(limit);
}

}  // namespace firsthour::collectors
