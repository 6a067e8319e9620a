// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/read_routes.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPiece = 64 << 10;

Result<Descriptor> open_regular(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOATIME | O_NOCTTY)};
  if (!file && errno == EPERM)
    file = Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return fail_errno(path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail_errno(path);
  if (!S_ISREG(status.st_mode)) return fail(Errc::denied, path + ": not a regular file");
  return file;
}

// Straight to the kernel: the C library might take another call than its name says.
using Piece = long (*)(int fd, char* to, std::size_t size, std::uint64_t offset);

long by_read(int fd, char* to, std::size_t size, std::uint64_t) { return ::syscall(SYS_read, fd, to, size); }
long by_pread(int fd, char* to, std::size_t size, std::uint64_t offset) {
  return ::syscall(SYS_pread64, fd, to, size, offset);
}
long by_readv(int fd, char* to, std::size_t size, std::uint64_t) {
  iovec part{to, size};
  return ::syscall(SYS_readv, fd, &part, 1);
}
long by_preadv2(int fd, char* to, std::size_t size, std::uint64_t offset) {
#ifdef SYS_preadv2
  iovec part{to, size};
  return ::syscall(SYS_preadv2, fd, &part, 1, offset, 0, 0);  // the offset in two words; the high one is 0
#else
  (void)fd, (void)to, (void)size, (void)offset;
  errno = ENOSYS;
  return -1;
#endif
}

RoutedRead read_whole(const std::string& path, std::string_view route, Piece piece, std::uint64_t limit) {
  RoutedRead result{route, {}, {}};
  const auto file = open_regular(path);
  if (!file) {
    result.closed = file.error().what;
    return result;
  }
  std::vector<char> buffer(kPiece);
  while (result.bytes.size() < limit) {
    const auto room = std::min<std::uint64_t>(buffer.size(), limit - result.bytes.size());
    const long got = piece(file->get(), buffer.data(), static_cast<std::size_t>(room), result.bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) result.closed = fail_errno(route).value().what;
    if (got <= 0) break;
    result.bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return result;
}

RoutedRead read_mapped(const std::string& path, std::uint64_t limit) {
  RoutedRead result{"mmap", {}, {}};
  const auto file = open_regular(path);
  struct stat status {};
  if (!file || ::fstat(file->get(), &status) != 0) {
    result.closed = file ? "cannot be described" : file.error().what;
    return result;
  }
  const auto size = std::min<std::uint64_t>(static_cast<std::uint64_t>(status.st_size), limit);
  if (size == 0) {
    result.closed = "a file without a size";
    return result;
  }
  // A page behind the end of a file that shrinks meanwhile kills who touches it: so the bytes are copied by
  // the kernel, which fails instead.
  void* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->get(), 0);
  if (at == MAP_FAILED) {
    result.closed = fail_errno("mmap").value().what;
    return result;
  }
  result.bytes.resize(size);
  const iovec to{result.bytes.data(), size}, from{at, size};
  const long copied = ::syscall(SYS_process_vm_readv, ::getpid(), &to, 1, &from, 1, 0);
  if (copied < 0) result.closed = fail_errno("process_vm_readv").value().what;
  result.bytes.resize(copied < 0 ? 0 : static_cast<std::size_t>(copied));
  ::munmap(at, size);
  return result;
}

}  // namespace

Result<std::vector<RoutedRead>> read_by_routes(const std::string& path, std::uint64_t limit) {
  if (const auto file = open_regular(path); !file) return tl::unexpected{file.error()};
  std::vector<RoutedRead> reads;
  reads.push_back(read_whole(path, "read", by_read, limit));
  reads.push_back(read_whole(path, "pread64", by_pread, limit));
  reads.push_back(read_whole(path, "readv", by_readv, limit));
  reads.push_back(read_whole(path, "preadv2", by_preadv2, limit));
  reads.push_back(read_mapped(path, limit));
  // What changed while it was read is told from what differs by route.
  reads.push_back(read_whole(path, "read", by_read, limit));
  return reads;
}

}  // namespace firsthour::collectors
