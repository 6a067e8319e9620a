// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/own_procfs.h"

#include "casefile/descriptor.h"
#include "collectors/host/posix_host.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

// From <linux/mount.h>, which older kernels' headers lack.
constexpr unsigned kOpenCloexec = 1, kMountCloexec = 1, kCreate = 6;
constexpr unsigned kReadOnly = 0x1, kNoSuid = 0x2, kNoDev = 0x4, kNoExec = 0x8;
// The same on every architecture.
constexpr long kFsopen = 430, kFsconfig = 431, kFsmount = 432;

tl::unexpected<Error> failure(std::string_view what) {
  if (errno == ENOSYS) return fail(Errc::unsupported, std::string{what} + ": not in this kernel");
  return fail_errno(what);
}

}  // namespace

Result<std::unique_ptr<Host>> open_own_procfs() {
  const Descriptor context{static_cast<int>(::syscall(kFsopen, "proc", kOpenCloexec))};
  if (!context) return failure("fsopen");
  if (::syscall(kFsconfig, context.get(), kCreate, nullptr, nullptr, 0) != 0) return failure("fsconfig");
  Descriptor folder{static_cast<int>(
      ::syscall(kFsmount, context.get(), kMountCloexec, kReadOnly | kNoSuid | kNoDev | kNoExec))};
  if (!folder) return failure("fsmount");
  return make_posix_host("own procfs", Root::of(std::move(folder)));
}

}  // namespace firsthour::collectors
