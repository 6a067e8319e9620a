// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/objects.h"

#include "casefile/encoding.h"
#include "casefile/store/chunk_tree.h"
#include "casefile/store/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace firsthour {
namespace {

constexpr std::size_t kBufferLength = 256 << 10;
constexpr std::uint64_t kWritebackStep = 8 << 20;

class SliceSource final : public ByteSource {
 public:
  SliceSource(int objects, std::vector<Slice> slices)
      : objects_{::dup(objects)}, slices_{std::move(slices)} {}

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    while (next_ < slices_.size()) {
      const Slice& slice = slices_[next_];
      if (!file_)
        if (auto opened = open(slice); !opened) return tl::unexpected{opened.error()};
      if (done_ == slice.length) {
        file_.reset();
        ++next_;
        continue;
      }
      const auto wanted = std::min<std::uint64_t>(into.size(), slice.length - done_);
      const auto got = ::pread(file_.get(), into.data(), wanted, static_cast<off_t>(slice.offset + done_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno(object_name(slice.object));
      if (got == 0) return fail(Errc::tampered, "object " + slice.object.hex() + " is short");
      done_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    return std::size_t{0};
  }

 private:
  Result<> open(const Slice& slice) {
    std::uint64_t size = 0;
    auto file = open_object(objects_.get(), slice.object, size);
    if (!file) return tl::unexpected{file.error()};
    if (slice.offset > size || slice.length > size - slice.offset)
      return fail(Errc::tampered, "object " + slice.object.hex() + " is short");
    file_ = std::move(*file);
    done_ = 0;
    return {};
  }

  Descriptor objects_, file_;
  std::vector<Slice> slices_;
  std::size_t next_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

std::string object_name(const Sha256& digest) {
  const std::string hex = digest.hex();
  return hex.substr(0, 2) + "/" + hex.substr(2);
}

Result<Descriptor> open_object(int objects, const Sha256& digest, std::uint64_t& size) {
  const std::string name = object_name(digest);
  Descriptor file{::openat(objects, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  struct stat facts {};
  if (!file && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
    return fail(Errc::tampered, "object " + digest.hex() + " is missing");
  if (!file || ::fstat(file.get(), &facts) != 0) return fail_errno("object " + digest.hex());
  if (!S_ISREG(facts.st_mode)) return fail(Errc::tampered, "object " + digest.hex() + " is no regular file");
  size = static_cast<std::uint64_t>(facts.st_size);
  return file;
}

Result<std::unique_ptr<ByteSource>> read_slices(int objects, std::vector<Slice> slices) {
  for (const Slice& slice : slices) {
    std::uint64_t size = 0;
    if (const auto file = open_object(objects, slice.object, size); !file)
      return tl::unexpected{file.error()};
    if (slice.offset > size || slice.length > size - slice.offset)
      return fail(Errc::tampered, "object " + slice.object.hex() + " is short");
  }
  return std::make_unique<SliceSource>(objects, std::move(slices));
}

Spool::Spool(int incoming, std::string name, Descriptor file)
    : incoming_{incoming}, name_{std::move(name)}, file_{std::move(file)} {}

Spool::Spool(int incoming, std::string name, Descriptor file, std::uint64_t size)
    : Spool{incoming, std::move(name), std::move(file)} {
  size_ = size;
  stays_ = true;
}

Spool::Spool(Spool&& other) noexcept
    : incoming_{other.incoming_},
      name_{std::exchange(other.name_, {})},
      file_{std::move(other.file_)},
      buffer_{std::move(other.buffer_)},
      size_{other.size_},
      started_writeback_{other.started_writeback_},
      stays_{other.stays_} {}

Spool::~Spool() {
  if (!name_.empty() && !stays_) ::unlinkat(incoming_, name_.c_str(), 0);
}

Result<> Spool::write(std::span<const std::byte> data) {
  size_ += data.size();
  if (buffer_.size() + data.size() < kBufferLength) {
    buffer_ += as_text(data);
    return {};
  }
  if (auto flushed = flush(); !flushed) return flushed;
  if (auto written = write_all(file_.get(), as_text(data), "object"); !written) return written;
  // Starting the write-back early leaves little for the sync at the end of the batch.
  if (size_ - started_writeback_ >= kWritebackStep) {
    ::sync_file_range(file_.get(), static_cast<off_t>(started_writeback_),
                      static_cast<off_t>(size_ - started_writeback_), SYNC_FILE_RANGE_WRITE);
    started_writeback_ = size_;
  }
  return {};
}

Result<> Spool::park() {
  auto flushed = flush();
  file_.reset();
  return flushed;
}

Result<> Spool::flush() {
  if (!file_)
    file_ = Descriptor{::openat(incoming_, name_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW)};
  if (!file_) return fail_errno("cannot open a temporary object");
  const std::string bytes = std::exchange(buffer_, {});
  return write_all(file_.get(), bytes, "object");
}

Result<> Spool::read_back(std::span<std::byte> into, std::uint64_t offset) const {
  while (!into.empty()) {
    const auto got = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail_errno("cannot read an object back", got < 0 ? errno : EIO);
    into = into.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return {};
}

Result<Sha256> Spool::digest() const {
  Hasher hasher{Algorithm::sha256};
  if (auto read = each_piece(size_, [&](std::span<const std::byte> piece) { hasher.update(piece); }); !read)
    return tl::unexpected{read.error()};
  return hasher.finish();
}

Result<std::string> Spool::leaves() const {
  ChunkLeaves leaves;
  if (auto read = each_piece(size_, [&](std::span<const std::byte> piece) { leaves.update(piece); }); !read)
    return tl::unexpected{read.error()};
  return leaves.finish();
}

Result<> Spool::each_piece(std::uint64_t length,
                           const std::function<void(std::span<const std::byte>)>& take) const {
  std::vector<std::byte> buffer(kBufferLength);
  for (std::uint64_t offset = 0; offset < length;) {
    const auto piece = std::span{buffer}.first(std::min<std::uint64_t>(buffer.size(), length - offset));
    if (auto got = read_back(piece, offset); !got) return got;
    take(piece);
    offset += piece.size();
  }
  return {};
}

Result<bool> Spool::equals(ByteSource& other) const {
  std::vector<std::byte> theirs(kBufferLength), ours(kBufferLength);
  for (std::uint64_t offset = 0;;) {
    const auto got = other.read(theirs);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return offset == size_;
    if (*got > size_ - offset) return false;
    if (auto read = read_back(std::span{ours}.first(*got), offset); !read)
      return tl::unexpected{read.error()};
    if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(*got), theirs.begin()))
      return false;
    offset += *got;
  }
}

}  // namespace firsthour
