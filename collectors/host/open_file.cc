// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/open_file.h"

#include <unistd.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

class PosixFile final : public OpenFile {
 public:
  PosixFile(Descriptor fd, FileStatus status) : fd_{std::move(fd)}, status_{std::move(status)} {}

  [[nodiscard]] const FileStatus& status() const override { return status_; }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
    for (;;) {
      const ssize_t got = ::pread(fd_.get(), into.data(), into.size(), static_cast<off_t>(offset));
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return fail_errno("cannot read at byte " + std::to_string(offset));
    }
  }

  [[nodiscard]] std::vector<Extent> data_ranges() override {
    const std::uint64_t size = status_.facts.size;
    std::vector<Extent> ranges;
    std::uint64_t at = 0;
    while (at < size) {
      const off_t data = ::lseek(fd_.get(), static_cast<off_t>(at), SEEK_DATA);
      if (data < 0 && errno == ENXIO) return ranges;  // only a hole from here to the end
      const off_t hole = data < 0 ? data : ::lseek(fd_.get(), data, SEEK_HOLE);
      if (hole < 0 || hole <= data) return {Extent{0, size}};  // the file system cannot say
      const auto begin = static_cast<std::uint64_t>(data);
      const auto end = std::min(static_cast<std::uint64_t>(hole), size);
      if (begin >= end) return ranges;
      ranges.push_back({begin, end - begin});
      at = end;
    }
    return ranges;
  }

 private:
  Descriptor fd_;
  FileStatus status_;
};

}  // namespace

std::unique_ptr<OpenFile> make_open_file(Descriptor fd, FileStatus status) {
  return std::make_unique<PosixFile>(std::move(fd), std::move(status));
}

}  // namespace firsthour::collectors
