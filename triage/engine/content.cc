// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/content.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kMappedFrom = 32U << 20U;
constexpr std::size_t kSmallest = 1U << 20U;

Result<> too_large(std::uint64_t size, std::uint64_t largest) {
  return fail(Errc::no_space,
              "larger than " + std::to_string(largest >> 20U) + " MiB: " + std::to_string(size) + " bytes");
}

}  // namespace

Content::~Content() {
  unmap();
  if (room_) ::munmap(room_, capacity_);
}

void Content::unmap() {
  if (mapped_) ::munmap(mapped_, mapped_size_);
  mapped_ = nullptr;
}

bool Content::reserve(std::size_t size) {
  if (size <= capacity_) return true;
  const std::size_t wanted = std::max({size, capacity_ * 2, kSmallest});
  void* const memory =
      room_ ? ::mremap(room_, capacity_, wanted, MREMAP_MAYMOVE)
            : ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  room_ = static_cast<std::byte*>(memory);
  capacity_ = wanted;
  return true;
}

Result<> Content::load(int fd, std::uint64_t largest) {
  unmap();
  bytes_ = {};
  changed_ = false;
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return fail_errno("cannot be examined");
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size > largest) return too_large(size, largest);
  return size >= kMappedFrom ? map(fd, size) : read(fd, size, largest);
}

Result<> Content::map(int fd, std::uint64_t size) {
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (memory == MAP_FAILED) return fail_errno("cannot be mapped");
  ::madvise(memory, size, MADV_SEQUENTIAL);
  mapped_ = memory;
  mapped_size_ = size;
  bytes_ = {static_cast<const std::byte*>(memory), static_cast<std::size_t>(size)};
  return {};
}

// One byte more than there should be is asked for, so that a file of the right size ends in one read.
Result<> Content::read(int fd, std::uint64_t size, std::uint64_t largest) {
  std::size_t got = 0;
  std::size_t wanted = static_cast<std::size_t>(size) + 1;
  for (;;) {
    if (!reserve(wanted)) return fail(Errc::no_space, "needs more memory than a worker may have");
    const ssize_t count = ::pread(fd, room_ + got, wanted - got, static_cast<off_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot be read at " + std::to_string(got));
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
    if (got > largest) return too_large(got, largest);
    if (got == wanted) wanted = std::min<std::size_t>(wanted * 2, largest + 1);
  }
  changed_ = got != size;
  bytes_ = {room_, got};
  return {};
}

}  // namespace firsthour::triage
