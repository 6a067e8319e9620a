// SPDX-License-Identifier: Apache-2.0
#include "casefile/bytes.h"

#include "casefile/descriptor.h"
#include "casefile/encoding.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace firsthour {
namespace {

class DescriptorSource final : public ByteSource {
 public:
  explicit DescriptorSource(Descriptor fd) : fd_{std::move(fd)} {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    while (true) {
      const ssize_t got = ::read(fd_.get(), into.data(), into.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return fail_errno("cannot read");
    }
  }

 private:
  Descriptor fd_;
};

class DescriptorSink final : public ByteSink {
 public:
  explicit DescriptorSink(Descriptor fd) : fd_{std::move(fd)} {}
  Result<> write(std::span<const std::byte> data) override {
    while (!data.empty()) {
      const ssize_t put = ::write(fd_.get(), data.data(), data.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail_errno("cannot write");
      data = data.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }

 private:
  Descriptor fd_;
};

}  // namespace

Result<std::size_t> MemorySource::read(std::span<std::byte> into) {
  const std::size_t size = std::min(into.size(), rest_.size());
  if (size > 0) std::memcpy(into.data(), rest_.data(), size);
  rest_ = rest_.subspan(size);
  return size;
}

Result<> StringSink::write(std::span<const std::byte> data) {
  into_.append(as_text(data));
  return {};
}

std::unique_ptr<ByteSource> source_from_fd(int fd) {
  return std::make_unique<DescriptorSource>(Descriptor{fd});
}

std::unique_ptr<ByteSink> sink_to_fd(int fd) { return std::make_unique<DescriptorSink>(Descriptor{fd}); }

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  Descriptor fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!fd) return fail_errno("cannot open " + path);
  return source_from_fd(fd.release());
}

Result<std::string> read_all(ByteSource& from, std::uint64_t limit) {
  std::string all;
  std::vector<std::byte> buffer(64 * 1024);
  while (true) {
    const auto got = from.read(buffer);
    if (!got) return tl::unexpected<Error>{got.error()};
    if (*got == 0) return all;
    if (*got > limit - all.size()) {
      return fail(Errc::no_space, "more than " + std::to_string(limit) + " bytes");
    }
    all.append(as_text(std::span{buffer}.first(*got)));
  }
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  auto source = open_source(path);
  if (!source) return tl::unexpected<Error>{source.error()};
  auto all = read_all(**source, limit);
  if (!all) return fail("cannot read " + path, all.error());
  return all;
}

}  // namespace firsthour
