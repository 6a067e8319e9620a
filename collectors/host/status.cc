// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/status.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

Instant instant_of(const statx_timestamp& t) { return Instant::from_seconds(t.tv_sec, t.tv_nsec); }
Instant instant_of(const timespec& t) { return Instant::from_seconds(t.tv_sec, t.tv_nsec); }

FileStatus from_statx(const struct statx& s) {
  FileStatus status;
  FileFacts& facts = status.facts;
  facts.mode = s.stx_mode;
  facts.uid = s.stx_uid;
  facts.gid = s.stx_gid;
  facts.inode = s.stx_ino;
  facts.links = s.stx_nlink;
  facts.size = s.stx_size;
  facts.device = ::gnu_dev_makedev(s.stx_dev_major, s.stx_dev_minor);
  if ((s.stx_mask & STATX_MTIME) != 0) facts.modified = instant_of(s.stx_mtime);
  if ((s.stx_mask & STATX_ATIME) != 0) facts.accessed = instant_of(s.stx_atime);
  if ((s.stx_mask & STATX_CTIME) != 0) facts.changed = instant_of(s.stx_ctime);
  if ((s.stx_mask & STATX_BTIME) != 0) facts.born = instant_of(s.stx_btime);
  return status;
}

FileStatus from_stat(const struct stat& s) {
  FileStatus status;
  FileFacts& facts = status.facts;
  facts.mode = s.st_mode;
  facts.uid = s.st_uid;
  facts.gid = s.st_gid;
  facts.inode = s.st_ino;
  facts.links = s.st_nlink;
  facts.size = static_cast<std::uint64_t>(s.st_size);
  facts.device = s.st_dev;
  facts.modified = instant_of(s.st_mtim);
  facts.accessed = instant_of(s.st_atim);
  facts.changed = instant_of(s.st_ctim);
  return status;
}

}  // namespace

bool FileStatus::is_regular() const { return S_ISREG(facts.mode); }
bool FileStatus::is_directory() const { return S_ISDIR(facts.mode); }
bool FileStatus::is_symlink() const { return S_ISLNK(facts.mode); }

Result<FileStatus> status_at(int folder, const std::string& path, int flags) {
  const std::string_view name = path.empty() ? "cannot read status" : std::string_view{path};
  flags |= AT_NO_AUTOMOUNT | (path.empty() ? AT_EMPTY_PATH : 0);
  struct statx extended {};
  constexpr unsigned kWanted = STATX_BASIC_STATS | STATX_BTIME;
  if (::statx(folder, path.c_str(), flags | AT_STATX_DONT_SYNC, kWanted, &extended) == 0)
    return from_statx(extended);
  // Linux before 4.11 has no statx; seccomp filters older than it answer EPERM.
  if (errno != ENOSYS && errno != EPERM && errno != EINVAL) return fail_errno(name);
  struct stat plain {};
  if (::fstatat(folder, path.c_str(), &plain, flags) != 0) return fail_errno(name);
  return from_stat(plain);
}

}  // namespace firsthour::collectors
