// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace firsthour::verify {
namespace {

constexpr int kReadOnly = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
constexpr int kMostLevels = 64;  // of folders in folders

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

// What a name in a folder is.
char kind_of(int folder, const char* name) {
  struct stat status {};
  if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return 'o';
  return S_ISREG(status.st_mode) ? 'f' : S_ISDIR(status.st_mode) ? 'd' : 'o';
}

using Each = std::function<bool(const std::string& name, char kind)>;

Result<> walk_in(int parent, const char* name, const std::string& prefix, int level, const Each& each) {
  const int descriptor = ::openat(parent, name, kReadOnly | O_DIRECTORY);
  if (descriptor < 0) return refuse("{}: {}", "{}：{}", shown(prefix), system_words(errno));
  const OpenFolder folder{::fdopendir(descriptor)};
  if (!folder) {
    ::close(descriptor);
    return refuse("{}: {}", "{}：{}", shown(prefix), system_words(errno));
  }
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(folder.get());
    if (!entry && errno != 0) return refuse("{}: {}", "{}：{}", shown(prefix), system_words(errno));
    if (!entry) return {};
    const std::string_view here{entry->d_name};
    if (here == "." || here == "..") continue;
    const std::string whole = prefix + std::string{here};
    const char kind = kind_of(descriptor, entry->d_name);
    if (!each(whole, kind) || kind != 'd') continue;
    if (level >= kMostLevels) return refuse("{}: folders too deep", "{}：文件夹层次过深", shown(whole));
    if (auto inner = walk_in(descriptor, entry->d_name, whole + "/", level + 1, each); !inner) return inner;
  }
}

}  // namespace

Words system_words(int error_number) { return worded(std::strerror(error_number)); }

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t File::size() const {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

Result<> File::read_at(std::uint64_t offset, std::size_t length, std::string& into) const {
  // No more memory than the file can fill, and one byte to notice that it grew.
  const std::uint64_t whole = size();
  length = static_cast<std::size_t>(std::min<std::uint64_t>(length, whole > offset ? whole - offset + 1 : 1));
  into.resize(length);
  std::size_t have = 0;
  while (have < length) {
    const ssize_t got =
        ::pread(descriptor_, into.data() + have, length - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return refuse("cannot read at offset {}: {}", "无法读取偏移 {} 处：{}", offset + have,
                    system_words(errno));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  into.resize(have);
  return {};
}

Result<Folder> Folder::open(const std::string& path) {
  File handle{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY)};
  if (handle.descriptor() < 0) return refuse(system_words(errno));
  return Folder{std::move(handle)};
}

tl::expected<File, Unopened> Folder::file(std::string_view name) const {
  const auto missing = [](int error) {
    const bool wrong = error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENXIO;
    return tl::unexpected<Unopened>{Unopened{
        wrong, wrong ? say("missing, or no regular file", "缺失，或不是普通文件") : system_words(error)}};
  };
  File step;
  int parent = handle_.descriptor();
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string part{name.substr(0, slash)};
    if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string::npos)
      return missing(ENOENT);
    // A FIFO would hold us up for ever; on a regular file O_NONBLOCK does nothing.
    const int how = kReadOnly | O_NONBLOCK | (slash == std::string_view::npos ? 0 : O_DIRECTORY);
    File next{::openat(parent, part.c_str(), how)};
    if (next.descriptor() < 0) return missing(errno);
    step = std::move(next);
    parent = step.descriptor();
    if (slash == std::string_view::npos) break;
    name.remove_prefix(slash + 1);
  }
  struct stat status {};
  if (::fstat(step.descriptor(), &status) != 0) return missing(errno);
  if (!S_ISREG(status.st_mode)) return missing(ENOENT);
  return step;
}

bool Folder::has(std::string_view name) const {
  const std::string text{name};
  struct stat status {};
  return ::fstatat(handle_.descriptor(), text.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

tl::expected<std::string, Unopened> Folder::text(std::string_view name, std::size_t limit) const {
  const auto opened = file(name);
  if (!opened) return tl::unexpected<Unopened>{opened.error()};
  std::string text;
  if (const auto done = opened->read_at(0, limit + 1, text); !done)
    return tl::unexpected<Unopened>{Unopened{false, done.error()}};
  if (text.size() > limit)
    return tl::unexpected<Unopened>{Unopened{true, say("has more than {} bytes", "超过 {} 字节", limit)}};
  return text;
}

Result<> Folder::walk(const Each& each) const { return walk_in(handle_.descriptor(), ".", "", 0, each); }

}  // namespace firsthour::verify
