// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/path_targets.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <ranges>
#include <utility>

namespace firsthour::triage {
namespace {

struct Closed {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

// As open(2), for paths of any length: those the kernel finds too long are gone along in parts.
Descriptor open_any(std::string_view path, int flags) {
  constexpr std::size_t kPart = 2000;
  Descriptor at{::open(std::string{path}.c_str(), flags | O_CLOEXEC)};
  if (at || errno != ENAMETOOLONG) return at;
  int from = AT_FDCWD;
  while (path.size() > kPart) {
    const std::size_t slash = path.rfind('/', kPart);
    if (slash == path.npos || slash == 0) break;
    const std::string part{path.substr(0, slash)};
    Descriptor next{::openat(from, part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!next) return next;
    at = std::move(next);
    from = at.get();
    path.remove_prefix(slash + 1);
  }
  return Descriptor{::openat(from, std::string{path}.c_str(), flags | O_CLOEXEC)};
}

struct Entry {
  std::string name;
  struct stat facts {};
  int error = 0;  // why there are no facts
};

// What is in a folder, sorted; or why that is not known.
Result<std::vector<Entry>> entries_of(const std::string& path) {
  Descriptor opened = open_any(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  if (!opened) return fail_errno("cannot be listed");
  const int fd = opened.get();
  const std::unique_ptr<DIR, Closed> folder{::fdopendir(fd)};
  if (!folder) return fail_errno("cannot be listed");
  static_cast<void>(opened.release());
  std::vector<Entry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string{name}, {}, 0});
    errno = 0;
  }
  if (errno != 0) return fail_errno("was not listed to its end");
  std::ranges::sort(entries, {}, &Entry::name);
  for (Entry& entry : entries)
    if (::fstatat(fd, entry.name.c_str(), &entry.facts, AT_SYMLINK_NOFOLLOW) != 0) entry.error = errno;
  return entries;
}

void leave(const std::string& path, std::string reason, std::vector<NotScanned>& not_scanned) {
  not_scanned.push_back({"", display_utf8(path), std::move(reason)});
}

std::string account_name(std::uint32_t uid) {
  std::array<char, 1024> room{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(uid, &entry, room.data(), room.size(), &found);
  return found ? found->pw_name : "";
}

}  // namespace

Result<PathTargets> PathTargets::below(const std::vector<std::string>& paths,
                                       std::vector<NotScanned>& not_scanned) {
  PathTargets targets;
  for (const std::string& path : paths) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
      if (errno == ENOENT) return fail(Errc::not_found, "no such file or folder: " + path);
      return fail_errno(path);
    }
    if (S_ISDIR(facts.st_mode)) {
      const std::size_t end = path.find_last_not_of('/');
      targets.take_folder(end == std::string::npos ? "/" : path.substr(0, end + 1), not_scanned);
    } else {
      targets.take(targets.add_folder(0, ""), path, facts, not_scanned);
    }
  }
  return targets;
}

// Depth first, without recursion: a hostile tree may be as deep as it likes.
void PathTargets::take_folder(const std::string& path, std::vector<NotScanned>& not_scanned) {
  std::vector<std::uint32_t> waiting{add_folder(static_cast<std::uint32_t>(folders_.size()), path)};
  while (!waiting.empty()) {
    const std::uint32_t folder = waiting.back();
    waiting.pop_back();
    take_names_in(folder, waiting, not_scanned);
  }
}

void PathTargets::take_names_in(std::uint32_t folder, std::vector<std::uint32_t>& waiting,
                                std::vector<NotScanned>& not_scanned) {
  auto entries = entries_of(path_of(folder, {}));
  if (!entries) return leave(path_of(folder, {}), entries.error().what, not_scanned);
  std::vector<std::uint32_t> below;
  for (const Entry& entry : *entries) {
    if (entry.error != 0) {
      errno = entry.error;
      leave(path_of(folder, entry.name), fail_errno("cannot be examined").value().what, not_scanned);
    } else if (S_ISDIR(entry.facts.st_mode)) {
      below.push_back(add_folder(folder, entry.name));
    } else {
      take(folder, entry.name, entry.facts, not_scanned);
    }
  }
  std::ranges::move(std::ranges::reverse_view{below}, std::back_inserter(waiting));
}

std::uint64_t PathTargets::keep(std::string_view name) {
  const std::uint64_t place = names_.size();
  names_ += name;
  names_ += '\0';
  return place;
}

std::uint32_t PathTargets::add_folder(std::uint32_t above, std::string_view name) {
  const auto place = static_cast<std::uint32_t>(folders_.size());
  folders_.push_back({name.empty() ? place : above, keep(name)});
  return place;
}

void PathTargets::take(std::uint32_t folder, const std::string& name, const struct stat& facts,
                       std::vector<NotScanned>& not_scanned) {
  File file;
  file.folder = folder;
  file.name = keep(name);
  if (!S_ISREG(facts.st_mode)) return leave(path_of(file), "not a regular file", not_scanned);
  file.size = static_cast<std::uint64_t>(facts.st_size);
  file.changed = std::int64_t{facts.st_ctim.tv_sec} * 1'000'000'000 + facts.st_ctim.tv_nsec;
  file.modified = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
  file.uid = facts.st_uid;
  if (const auto [owner, fresh] = owners_.try_emplace(file.uid); fresh)
    owner->second = account_name(file.uid);
  files_.push_back(file);
}

std::string PathTargets::path_of(const File& file) const {
  return path_of(file.folder, names_.c_str() + file.name);
}

std::string PathTargets::path_of(std::uint32_t folder, std::string_view name) const {
  std::vector<std::string_view> parts;
  if (!name.empty()) parts.push_back(name);
  for (std::uint32_t at = folder;; at = folders_[at].above) {
    parts.emplace_back(names_.c_str() + folders_[at].name);
    if (folders_[at].above == at) break;
  }
  std::string path{parts.back()};
  parts.pop_back();
  for (const std::string_view part : std::ranges::reverse_view{parts}) {
    if (!path.empty() && path.back() != '/') path += '/';
    path += part;
  }
  return path;
}

Target PathTargets::at(std::size_t place) const {
  const File& file = files_[place];
  Target target;
  target.path = path_of(file);
  target.owner = owners_.at(file.uid);
  target.kind = "file";
  target.size = file.size;
  target.modified = static_cast<std::uint64_t>(std::max<std::int64_t>(file.modified, 0));
  return target;
}

Result<Descriptor> PathTargets::open(std::size_t place) const {
  // A FIFO or a link may have come into its place since the folder was listed: neither is waited for.
  const std::string path = path_of(files_[place]);
  const bool given = names_[folders_[files_[place].folder].name] == '\0';
  const int flags = O_RDONLY | O_NOCTTY | O_NONBLOCK | (given ? 0 : O_NOFOLLOW);
  Descriptor file = open_any(path, flags | O_NOATIME);
  if (!file && errno == EPERM) file = open_any(path, flags);
  if (!file) return fail_errno("cannot be opened");
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return fail_errno("cannot be examined");
  if (!S_ISREG(facts.st_mode)) return fail(Errc::unsupported, "is no longer a regular file");
  return file;
}

std::string PathTargets::fingerprint() const {
  Hasher all{Algorithm::sha256};
  for (const File& file : files_) {
    all.update(path_of(file) + '\0' + std::to_string(file.size) + '\0' + std::to_string(file.changed) + '\n');
  }
  return all.finish_hex();
}

}  // namespace firsthour::triage
