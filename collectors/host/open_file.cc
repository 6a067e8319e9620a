// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/open_file.h"

#include "collectors/care/care.h"

#include <unistd.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

class PosixFile final : public OpenFile {
 public:
  PosixFile(Descriptor fd, FileStatus status, std::string path, Care* care)
      : fd_{std::move(fd)}, status_{std::move(status)}, path_{std::move(path)}, care_{care} {}

  [[nodiscard]] const FileStatus& status() const override { return status_; }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
    for (;;) {
      const ssize_t got = watched_read(offset, into);
      if (got >= 0) {
        Care::took(care_, static_cast<std::uint64_t>(got));
        return static_cast<std::size_t>(got);
      }
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
  ssize_t watched_read(std::uint64_t offset, std::span<std::byte> into) const {
    const Care::Call call{care_, path_};
    return ::pread(fd_.get(), into.data(), into.size(), static_cast<off_t>(offset));
  }

  Descriptor fd_;
  FileStatus status_;
  std::string path_;
  Care* care_;
};

}  // namespace

std::unique_ptr<OpenFile> make_open_file(Descriptor fd, FileStatus status, std::string path, Care* care) {
  return std::make_unique<PosixFile>(std::move(fd), std::move(status), std::move(path), care);
}

}  // namespace firsthour::collectors
