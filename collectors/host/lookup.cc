// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/lookup.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <climits>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr int kMostSymlinks = 40;  // as the kernel has it
constexpr int kMostRetries = 16;   // openat2 says EAGAIN when a rename crosses a ".."

int openat2_in_root(int root, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const long fd = ::syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN || attempt == kMostRetries) return static_cast<int>(fd);
  }
}

// Pushes the components of `path` so that the first is taken first.
void push_components(std::vector<std::string>& pending, std::string_view path) {
  std::vector<std::string> parts;
  bool ends_in_slash = false;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    ends_in_slash = slash != std::string_view::npos || part == ".";
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  // "link/" means what the link points to, as "link/." does.
  if (ends_in_slash && !parts.empty()) pending.emplace_back(".");
  pending.insert(pending.end(), parts.rbegin(), parts.rend());
}

Result<std::string> link_text(int parent, const std::string& name) {
  std::string text(PATH_MAX, '\0');
  const ssize_t length = ::readlinkat(parent, name.c_str(), text.data(), text.size());
  if (length < 0) return fail_errno("cannot read link");
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// The walk: folders entered so far are held open, so that ".." needs no trust in the file system.
class Walk {
 public:
  Walk(int root, std::string_view path) : root_{root} { push_components(pending_, path); }

  Result<Descriptor> finish(int flags) {
    while (!pending_.empty()) {
      const std::string name = std::move(pending_.back());
      pending_.pop_back();
      if (name == "..") {
        if (!entered_.empty()) entered_.pop_back();
        continue;
      }
      if (name == ".") continue;
      const bool last = pending_.empty();
      auto followed = follow(name, last, flags);
      if (!followed) return tl::unexpected{followed.error()};
      if (*followed) continue;
      if (last) return open_here(name, flags | O_NOFOLLOW);
      auto folder = open_here(name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
      if (!folder) return folder;
      entered_.push_back(std::move(*folder));
    }
    return open_here(".", flags & ~O_NOFOLLOW);
  }

 private:
  [[nodiscard]] int here() const { return entered_.empty() ? root_ : entered_.back().get(); }

  [[nodiscard]] Result<Descriptor> open_here(const std::string& name, int flags) const {
    Descriptor fd{::openat(here(), name.c_str(), flags | O_CLOEXEC)};
    if (!fd) return fail_errno("cannot open");
    return fd;
  }

  // True when `name` was a symlink and its target is now pending.
  Result<bool> follow(const std::string& name, bool last, int flags) {
    struct stat status {};
    if (::fstatat(here(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return fail_errno("cannot open");
    if (!S_ISLNK(status.st_mode) || (last && (flags & O_NOFOLLOW) != 0)) return false;
    if (++symlinks_ > kMostSymlinks) return fail_errno("cannot open", ELOOP);
    auto text = link_text(here(), name);
    if (!text) return tl::unexpected{text.error()};
    if (text->starts_with('/')) entered_.clear();
    push_components(pending_, *text);
    return true;
  }

  int root_;
  std::vector<Descriptor> entered_;
  std::vector<std::string> pending_;  // the next component is the last element
  int symlinks_ = 0;
};

}  // namespace

Root Root::of(Descriptor folder) {
  // ENOSYS before Linux 5.6; EPERM from the seccomp filters of older container engines.
  const Descriptor probe{openat2_in_root(folder.get(), ".", O_PATH | O_CLOEXEC)};
  return Root{std::move(folder), false, probe ? LookupBy::kernel : LookupBy::walk};
}

Result<Root> Root::open(const std::string& folder) {
  auto root = open(folder, LookupBy::kernel);
  if (!root || root->live_) return root;
  return of(std::move(root->folder_));
}

Result<Root> Root::open(const std::string& folder, LookupBy by) {
  Descriptor fd{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) return fail_errno("cannot open root " + folder);
  const bool live = folder.find_first_not_of('/') == std::string::npos;
  return Root{std::move(fd), live, by};
}

Result<Descriptor> Root::open_path(std::string_view path, int flags) const {
  if (path.find('\0') != std::string_view::npos) return fail(Errc::not_found, "a NUL in the path");
  const std::string text{path.empty() ? std::string_view{"."} : path};
  if (by_ == LookupBy::walk || text.size() >= PATH_MAX) {
    auto fd = Walk{folder_.get(), text}.finish(flags);
    if (!fd) return fail(text, fd.error());
    return fd;
  }
  flags |= O_CLOEXEC;
  const int fd = live_ ? ::openat(folder_.get(), text.c_str(), flags)
                       : openat2_in_root(folder_.get(), text.c_str(), flags);
  if (fd < 0) return fail_errno(text);
  return Descriptor{fd};
}

}  // namespace firsthour::collectors
