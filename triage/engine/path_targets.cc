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

// The names in a folder, sorted; or why there are none.
Result<std::vector<std::string>> names_in(const std::string& path) {
  const std::unique_ptr<DIR, Closed> folder{::opendir(path.c_str())};
  if (!folder) return fail_errno("cannot be listed");
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return fail_errno("was not listed to its end");
  std::ranges::sort(names);
  return names;
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
      targets.folders_.emplace_back();
      targets.take(path, facts, not_scanned);
    }
  }
  return targets;
}

// Depth first, without recursion: a hostile tree may be as deep as it likes.
void PathTargets::take_folder(const std::string& path, std::vector<NotScanned>& not_scanned) {
  std::vector<std::string> waiting{path};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    auto names = names_in(folder);
    if (!names) {
      leave(folder, names.error().what, not_scanned);
      continue;
    }
    folders_.push_back(folder);
    const std::string prefix = folder == "/" ? folder : folder + "/";
    std::vector<std::string> below;
    for (const std::string& name : *names) {
      struct stat facts {};
      if (::lstat((prefix + name).c_str(), &facts) != 0) {
        leave(prefix + name, fail_errno("cannot be examined").value().what, not_scanned);
      } else if (S_ISDIR(facts.st_mode)) {
        below.push_back(prefix + name);
      } else {
        take(name, facts, not_scanned);
      }
    }
    std::ranges::move(std::ranges::reverse_view{below}, std::back_inserter(waiting));
  }
}

// A file of the newest folder in folders_.
void PathTargets::take(const std::string& name, const struct stat& facts,
                       std::vector<NotScanned>& not_scanned) {
  File file;
  file.folder = static_cast<std::uint32_t>(folders_.size() - 1);
  file.name = names_.size();
  names_ += name;
  names_ += '\0';
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
  const std::string& folder = folders_[file.folder];
  const char* const name = names_.c_str() + file.name;
  return folder.empty() ? name : folder == "/" ? folder + name : folder + "/" + name;
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
  const int link = folders_[files_[place].folder].empty() ? 0 : O_NOFOLLOW;
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOATIME | link)};
  if (!file && errno == EPERM)
    file = Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | link)};
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
