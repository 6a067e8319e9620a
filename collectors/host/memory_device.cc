// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/memory_device.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <string>

namespace firsthour::collectors {
namespace {

// Documentation/admin-guide/devices.txt: 1:1 is /dev/mem; /dev/crash is a misc device (10) with a number
// given as it registers.
bool is_what_it_says(std::string_view path, const struct stat& status) {
  if (path == "/proc/kcore") return S_ISREG(status.st_mode);
  if (!S_ISCHR(status.st_mode)) return false;
  if (path == "/dev/mem") return status.st_rdev == ::gnu_dev_makedev(1, 1);
  return ::gnu_dev_major(status.st_rdev) == 10;
}

Result<> check(std::string_view path, int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return fail_errno(path);
  if (is_what_it_says(path, status)) return {};
  return fail(Errc::denied, std::string{path} + ": something else was put over it");
}

}  // namespace

bool is_memory_device(std::string_view path) {
  return path == "/proc/kcore" || path == "/dev/mem" || path == "/dev/crash";
}

Result<Descriptor> open_memory_window(const Root& root, std::string_view path, int flags) {
  // Looked at before it is opened: opening a device can start a watchdog or rewind a tape.
  const auto seen = root.open_path(path, O_PATH);
  if (!seen) return tl::unexpected{seen.error()};
  if (auto good = check(path, seen->get()); !good) return tl::unexpected{good.error()};
  auto fd = root.open_path(path, flags);
  if (!fd) return fd;
  if (auto good = check(path, fd->get()); !good) return tl::unexpected{good.error()};
  return fd;
}

}  // namespace firsthour::collectors
