// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/unnamed_file.h"

#include "casefile/encoding.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace firsthour::triage {
namespace {

constexpr std::size_t kHeld = 8U << 20;  // contents up to this size stay in memory

}  // namespace

Result<Descriptor> unnamed_file(const std::string& folder) {
  Descriptor file{::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
  if (file) return file;
  // File systems without O_TMPFILE (FAT, NFS): a name for a moment.
  std::string name = folder + "/.firsthour-XXXXXX";
  file = Descriptor{::mkostemp(name.data(), O_CLOEXEC)};
  if (!file) return fail_errno("cannot make a file in " + folder);
  ::unlink(name.c_str());
  return file;
}

Result<> write_all(const Descriptor& to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(to.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return fail_errno("cannot write into the scratch folder");
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Result<WholeContent> WholeContent::of(ByteSource& from, std::uint64_t limit, const std::string& folder) {
  WholeContent made;
  std::array<std::byte, 64 * 1024> chunk;
  while (made.held_.size() <= kHeld) {
    auto got = from.read(chunk);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return made;
    made.held_ += as_text(std::span{chunk}.first(*got));
    if (made.held_.size() > limit)
      return fail(Errc::no_space, "larger than " + std::to_string(limit) + " bytes");
  }
  if (auto mapped = made.map(folder, from, limit); !mapped) return tl::unexpected{mapped.error()};
  return made;
}

Result<> WholeContent::map(const std::string& folder, ByteSource& from, std::uint64_t limit) {
  auto file = unnamed_file(folder);
  if (!file) return tl::unexpected{file.error()};
  if (auto wrote = write_all(*file, held_); !wrote) return wrote;
  size_ = held_.size();
  held_.resize(1U << 20);
  while (true) {
    auto got = from.read(std::as_writable_bytes(std::span{held_}));
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) break;
    size_ += *got;
    if (size_ > limit) return fail(Errc::no_space, "larger than " + std::to_string(limit) + " bytes");
    if (auto wrote = write_all(*file, std::string_view{held_}.substr(0, *got)); !wrote) return wrote;
  }
  held_ = {};
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file->get(), 0);
  if (mapped == MAP_FAILED) return fail_errno("cannot map a file of the scratch folder");
  mapped_ = mapped;
  return {};
}

WholeContent::WholeContent(WholeContent&& other) noexcept
    : held_{std::move(other.held_)}, mapped_{std::exchange(other.mapped_, nullptr)}, size_{other.size_} {}

WholeContent::~WholeContent() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
}

std::span<const std::byte> WholeContent::bytes() const {
  if (mapped_ != nullptr) return {static_cast<const std::byte*>(mapped_), size_};
  return as_bytes(held_);
}

}  // namespace firsthour::triage
