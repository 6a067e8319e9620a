// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/random_bytes.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace firsthour {
namespace {

bool from_getrandom(std::span<std::byte> into) {
  while (!into.empty()) {
    const ssize_t got = ::getrandom(into.data(), into.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

// Only the true device: on a suspected host a file may lie in its place.
bool from_device(std::span<std::byte> into) {
  const Descriptor device{::open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  struct stat facts {};
  if (!device || ::fstat(device.get(), &facts) != 0 || !S_ISCHR(facts.st_mode) ||
      facts.st_rdev != makedev(1, 9))
    return false;
  while (!into.empty()) {
    const ssize_t got = ::read(device.get(), into.data(), into.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

// Each reading is a new random UUID, 122 bits from the same pool as the device; eight of them and the
// 16 bytes the kernel gave this process make one block.
bool from_uuids(std::span<std::byte> into) {
  constexpr int kReadings = 8;
  while (!into.empty()) {
    Hasher hasher{Algorithm::sha256};
    if (const unsigned long at = ::getauxval(AT_RANDOM); at != 0)
      hasher.update(
          std::span{reinterpret_cast<const std::byte*>(at), 16});  // NOLINT: an address by its nature
    std::string before;
    for (int i = 0; i < kReadings; ++i) {
      auto uuid = read_file("/proc/sys/kernel/random/uuid", 64);
      if (!uuid || uuid->size() < 36 || *uuid == before) return false;
      hasher.update(*uuid);
      before = std::move(*uuid);
    }
    const Sha256 block = hasher.finish();
    const std::size_t size = std::min(into.size(), block.bytes.size());
    std::memcpy(into.data(), block.bytes.data(), size);
    into = into.subspan(size);
  }
  return true;
}

}  // namespace

Result<> random_bytes(std::span<std::byte> into) {
  if (from_getrandom(into) || from_device(into) || from_uuids(into)) return {};
  return fail(Errc::unsupported,
              "no randomness: this kernel has no getrandom, and neither /dev/urandom nor "
              "/proc/sys/kernel/random/uuid is in reach");
}

}  // namespace firsthour
