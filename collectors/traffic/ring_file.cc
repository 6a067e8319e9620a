// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/ring_file.h"

#include "collectors/traffic/piece_buffer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kWriteBack = 8 << 20;  // so that closing a file waits for little
constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW;

ssize_t write_at(int file, std::span<const std::byte> bytes, std::uint64_t offset) {
  for (;;) {
    const ssize_t done = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done >= 0 || errno != EINTR) return done;
  }
}

bool in_units(std::uint64_t number) { return number % kDirectUnit == 0; }

}  // namespace

Result<RingFile> RingFile::make(int folder, std::string name) {
  RingFile made;
  made.name_ = std::move(name);
  made.file_ = Descriptor{::openat(folder, made.name_.c_str(), kFlags | O_CREAT | O_EXCL, 0600)};
  if (!made.file_) return fail_errno("cannot make " + made.name_);
  made.direct_ = Descriptor{::openat(folder, made.name_.c_str(), kFlags | O_DIRECT)};
  return made;
}

Result<> RingFile::write(std::span<const std::byte> piece, bool hurry) {
  const bool fits = in_units(bytes_) && in_units(reinterpret_cast<std::uintptr_t>(piece.data()));
  if (direct_ && !hurry && fits) piece = piece.subspan(write_direct(piece));
  return write_cached(piece);
}

// What it did not take, and why, the page cache will say.
std::size_t RingFile::write_direct(std::span<const std::byte> piece) {
  const std::size_t units = piece.size() / kDirectUnit * kDirectUnit;
  if (units == 0) return 0;
  const ssize_t done = write_at(direct_.get(), piece.first(units), bytes_);
  if (done < 0 && errno != ENOSPC) direct_.reset();
  if (done <= 0) return 0;
  bytes_ += static_cast<std::uint64_t>(done);
  return static_cast<std::size_t>(done);
}

Result<> RingFile::write_cached(std::span<const std::byte> piece) {
  const std::uint64_t before = bytes_;
  while (!piece.empty()) {
    const ssize_t done = write_at(file_.get(), piece, bytes_);
    if (done < 0) return fail_errno("cannot write " + name_);
    bytes_ += static_cast<std::uint64_t>(done);
    piece = piece.subspan(static_cast<std::size_t>(done));
  }
  if (before / kWriteBack != bytes_ / kWriteBack)
    (void)::sync_file_range(file_.get(), static_cast<off_t>(before / kWriteBack * kWriteBack), kWriteBack,
                            SYNC_FILE_RANGE_WRITE);
  return {};
}

Result<> RingFile::cut_to(std::uint64_t bytes) {
  if (::ftruncate(file_.get(), static_cast<off_t>(bytes)) != 0) return fail_errno("cannot cut " + name_);
  bytes_ = bytes;
  return {};
}

Result<> RingFile::sync() {
  if (::fdatasync(file_.get()) != 0) return fail_errno("cannot sync " + name_);
  return {};
}

Result<> RingFile::close() {
  if (auto synced = sync(); !synced) return synced;
  file_.reset();
  direct_.reset();
  return {};
}

}  // namespace firsthour::collectors
