// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/posix_host.h"

#include "collectors/care/care.h"
#include "collectors/host/directory.h"
#include "collectors/host/listing_watch.h"
#include "collectors/host/memory_device.h"
#include "collectors/host/namespace_facts.h"
#include "collectors/host/open_file.h"
#include "collectors/host/patient_read.h"
#include "collectors/host/status.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <iterator>

namespace firsthour::collectors {
namespace {

// O_NONBLOCK and O_NOCTTY: should the name have become a FIFO or a terminal since it was looked at,
// opening it neither hangs nor takes the terminal.
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;

class PosixHost final : public Host {
 public:
  PosixHost(std::string name, Root root, Care* care)
      : name_{std::move(name)}, root_{std::move(root)}, care_{care} {}

  [[nodiscard]] bool live() const override { return root_.live(); }
  [[nodiscard]] const std::string& root() const override { return name_; }
  [[nodiscard]] Result<FileBytes> read(std::string_view path, std::uint64_t limit) const override;
  [[nodiscard]] Result<FileBytes> read_patiently(std::string_view path, std::uint64_t limit,
                                                 std::chrono::milliseconds patience) const override {
    return live() ? read_in_child(std::string{path}, limit, patience) : read(path, limit);
  }
  [[nodiscard]] Result<std::unique_ptr<OpenFile>> open(std::string_view path) const override;
  [[nodiscard]] Result<std::unique_ptr<OpenFile>> open_memory_device(std::string_view path) const override;
  [[nodiscard]] Result<std::string> read_link(std::string_view path) const override;
  [[nodiscard]] Result<FileStatus> status(std::string_view path, bool follow) const override;
  [[nodiscard]] Result<std::vector<DirectoryEntry>> list(std::string_view path) const override;
  [[nodiscard]] Result<> list_in_pieces(std::string_view path, const TakeEntries& take) const override;
  [[nodiscard]] Result<std::string> extended_attribute(std::string_view path,
                                                       const char* name) const override;
  [[nodiscard]] Result<std::uint64_t> file_system(std::string_view path) const override;
  [[nodiscard]] Result<NamespaceFacts> namespace_facts(std::string_view path) const override;
  [[nodiscard]] ListingWatch* listings() const override { return &listings_; }
  [[nodiscard]] Instant now() const override {
    timespec t{};
    ::clock_gettime(CLOCK_REALTIME, &t);
    return Instant::from_seconds(t.tv_sec, t.tv_nsec);
  }

 private:
  // Keeps the access time where the kernel allows it: only the owner and root may ask for that.
  [[nodiscard]] Result<Descriptor> open_quietly(std::string_view path, int flags) const {
    auto fd = root_.open_path(path, flags | O_NOATIME);
    if (!fd && fd.error().code == Errc::denied) return root_.open_path(path, flags);
    return fd;
  }
  [[nodiscard]] Result<Descriptor> open_regular(std::string_view path) const;
  [[nodiscard]] ssize_t watched_read(std::string_view path, int fd, std::span<char> into) const {
    const Care::Call call{care_, path};
    return ::read(fd, into.data(), into.size());
  }

  std::string name_;
  Root root_;
  mutable ListingWatch listings_;
  Care* care_;  // null: not watched
};

Result<Descriptor> PosixHost::open_regular(std::string_view path) const {
  const Care::Call call{care_, path};
  const auto refuse = [&] { return fail(Errc::denied, std::string{path} + ": not a regular file"); };
  // Looked at before it is opened: opening a device can start a watchdog or rewind a tape.
  const auto before = status(path, true);
  if (!before) return tl::unexpected{before.error()};
  if (!before->is_regular()) return refuse();
  auto fd = open_quietly(path, kReadFlags);
  if (!fd) return fd;
  struct stat opened {};
  if (::fstat(fd->get(), &opened) != 0) return fail_errno(path);
  if (!S_ISREG(opened.st_mode)) return refuse();
  return fd;
}

Result<FileBytes> PosixHost::read(std::string_view path, std::uint64_t limit) const {
  const auto fd = open_regular(path);
  if (!fd) return tl::unexpected{fd.error()};
  // The size says nothing in procfs: read to the end, through one buffer.
  FileBytes file;
  std::array<char, 64 << 10> buffer;
  for (;;) {
    const ssize_t got = watched_read(path, fd->get(), buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(path);
    if (got == 0) return file;
    Care::took(care_, static_cast<std::uint64_t>(got));
    const std::uint64_t room = limit - file.bytes.size();
    if (static_cast<std::uint64_t>(got) > room) {
      file.bytes.append(buffer.data(), static_cast<std::size_t>(room));
      file.cut = true;
      return file;
    }
    file.bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Result<std::unique_ptr<OpenFile>> PosixHost::open(std::string_view path) const {
  auto fd = open_regular(path);
  if (!fd) return tl::unexpected{fd.error()};
  auto opened = status_at(fd->get(), "", 0);
  if (!opened) return fail(path, opened.error());
  return make_open_file(std::move(*fd), std::move(*opened), std::string{path}, care_);
}

Result<std::unique_ptr<OpenFile>> PosixHost::open_memory_device(std::string_view path) const {
  if (!is_memory_device(path)) return Host::open_memory_device(path);
  if (!live()) return open(path);
  auto fd = open_memory_window(root_, path, kReadFlags);
  if (!fd) return tl::unexpected{fd.error()};
  auto opened = status_at(fd->get(), "", 0);
  if (!opened) return fail(path, opened.error());
  return make_open_file(std::move(*fd), std::move(*opened), std::string{path}, care_);
}

Result<std::string> PosixHost::read_link(std::string_view path) const {
  const Care::Call call{care_, path};
  std::array<char, PATH_MAX> text;
  ssize_t length = -1;
  if (live() && path.size() < PATH_MAX) {
    length = ::readlink(std::string{path}.c_str(), text.data(), text.size());
  } else {
    const auto fd = root_.open_path(path, O_PATH | O_NOFOLLOW);
    if (!fd) return tl::unexpected{fd.error()};
    length = ::readlinkat(fd->get(), "", text.data(), text.size());
  }
  if (length < 0) return fail_errno(path);
  return std::string{text.data(), static_cast<std::size_t>(length)};
}

Result<FileStatus> PosixHost::status(std::string_view path, bool follow) const {
  const Care::Call call{care_, path};
  const int no_follow = follow ? 0 : AT_SYMLINK_NOFOLLOW;
  if (live() && path.size() < PATH_MAX) return status_at(AT_FDCWD, std::string{path}, no_follow);
  const auto fd = root_.open_path(path, O_PATH | (follow ? 0 : O_NOFOLLOW));
  if (!fd) return tl::unexpected{fd.error()};
  auto found = status_at(fd->get(), "", 0);
  if (!found) return fail(path, found.error());
  return found;
}

Result<std::vector<DirectoryEntry>> PosixHost::list(std::string_view path) const {
  std::vector<DirectoryEntry> all;
  const auto listed = list_in_pieces(path, [&](std::vector<DirectoryEntry> entries) {
    std::ranges::move(entries, std::back_inserter(all));
    return true;
  });
  if (!listed) return tl::unexpected{listed.error()};
  return all;
}

Result<> PosixHost::list_in_pieces(std::string_view path, const TakeEntries& take) const {
  const auto open_folder = [&] {
    const Care::Call call{care_, path};
    return open_quietly(path, kReadFlags | O_DIRECTORY);
  };
  const auto fd = open_folder();
  if (!fd) return tl::unexpected{fd.error()};
  const auto before = status_at(fd->get(), "", 0);
  Subfolders subfolders;
  bool whole = true;
  // Each call is watched by itself: a long listing that goes on is no hang.
  auto faults = read_directory(
      [&](std::span<std::byte> buffer) {
        long got = 0;
        int error = 0;
        {
          const Care::Call call{care_, path};
          got = ::syscall(SYS_getdents64, fd->get(), buffer.data(), buffer.size());
          error = errno;
        }
        errno = error;
        return got;
      },
      [&](std::vector<DirectoryEntry> entries) {
        subfolders.add(entries);
        return whole = take(std::move(entries));
      });
  if (!faults) return fail(path, faults.error());
  std::optional<LinkCount> links;
  struct statfs file_system {};
  if (whole && before && before->facts.links >= 2 && ::fstatfs(fd->get(), &file_system) == 0) {
    if (const auto after = status_at(fd->get(), "", 0))
      links =
          link_count(static_cast<std::uint64_t>(file_system.f_type), before->facts, after->facts, subfolders);
  }
  listings_.add(path, std::move(*faults), links);
  return {};
}

Result<std::string> PosixHost::extended_attribute(std::string_view path, const char* name) const {
  const Care::Call call{care_, path};
  std::string value(64 << 10, '\0');  // XATTR_SIZE_MAX
  ssize_t length = -1;
  if (live() && path.size() < PATH_MAX) {
    length = ::lgetxattr(std::string{path}.c_str(), name, value.data(), value.size());
  } else {
    // Opened to be asked, hence never a device: those of an image are the examiner's own.
    const auto found = status(path, false);
    if (!found) return tl::unexpected{found.error()};
    if (!found->is_regular() && !found->is_directory())
      return fail(Errc::not_found, std::string{path} + ": no " + name);
    const auto fd = open_quietly(path, kReadFlags | O_NOFOLLOW);
    if (!fd) return tl::unexpected{fd.error()};
    length = ::fgetxattr(fd->get(), name, value.data(), value.size());
  }
  if (length < 0 && errno == ENODATA) return fail(Errc::not_found, std::string{path} + ": no " + name);
  if (length < 0) return fail_errno(path);
  value.resize(static_cast<std::size_t>(length));
  return value;
}

Result<std::uint64_t> PosixHost::file_system(std::string_view path) const {
  const Care::Call call{care_, path};
  const auto fd = root_.open_path(path, O_PATH);
  if (!fd) return tl::unexpected{fd.error()};
  struct statfs status {};
  if (::fstatfs(fd->get(), &status) != 0) return fail_errno(path);
  return static_cast<std::uint64_t>(status.f_type);
}

Result<NamespaceFacts> PosixHost::namespace_facts(std::string_view path) const {
  const auto refuse = [&] { return fail(Errc::denied, std::string{path} + ": not a namespace"); };
  // Looked at before it is opened, as in open_regular().
  const auto place = root_.open_path(path, O_PATH);
  if (!place) return tl::unexpected{place.error()};
  struct statfs file_system {};
  if (::fstatfs(place->get(), &file_system) != 0) return fail_errno(path);
  if (file_system.f_type != NSFS_MAGIC) return refuse();
  const auto fd = root_.open_path(path, kReadFlags);
  if (!fd) return tl::unexpected{fd.error()};
  if (::fstatfs(fd->get(), &file_system) != 0) return fail_errno(path);
  if (file_system.f_type != NSFS_MAGIC) return refuse();
  return read_namespace_facts(fd->get());
}

}  // namespace

Result<NamespaceFacts> Host::namespace_facts(std::string_view path) const {
  return fail(Errc::unsupported, std::string{path} + ": not asked");
}

ListingWatch* Host::listings() const { return nullptr; }

Result<> Host::list_in_pieces(std::string_view path, const TakeEntries& take) const {
  auto all = list(path);
  if (!all) return tl::unexpected{all.error()};
  take(std::move(*all));
  return {};
}

Result<FileBytes> Host::read_patiently(std::string_view path, std::uint64_t limit,
                                       std::chrono::milliseconds) const {
  return read(path, limit);
}

Result<std::unique_ptr<OpenFile>> Host::open_memory_device(std::string_view path) const {
  return fail(Errc::denied, std::string{path} + ": not a device of memory");
}

std::unique_ptr<Host> make_posix_host(std::string name, Root root, Care* care) {
  return std::make_unique<PosixHost>(std::move(name), std::move(root), care);
}

Result<std::unique_ptr<Host>> open_host(const std::string& root, Care* care) {
  auto opened = Root::open(root);
  if (!opened) return tl::unexpected{opened.error()};
  return make_posix_host(root, std::move(*opened), care);
}

}  // namespace firsthour::collectors
