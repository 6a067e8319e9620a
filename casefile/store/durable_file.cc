// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/durable_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace firsthour {

Result<Descriptor> open_folder(const std::string& path) {
  Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) return fail_errno(path);
  return folder;
}

Result<Descriptor> open_folder_at(int folder, const std::string& name) {
  Descriptor inner{::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!inner) return fail_errno(name);
  return inner;
}

Result<> write_all(int fd, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_write("cannot write " + std::string{what});
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

tl::unexpected<Error> fail_write(std::string_view what) {
  if (errno != EFBIG) return fail_errno(what);
  return fail(Errc::no_space,
              std::string{what} +
                  ": the file would be larger than its file system or a limit of this process takes "
                  "(FAT32: 4 GiB); a medium with exFAT, NTFS or ext4 takes it");
}

Result<> sync_folder(int folder, std::string_view what) {
  if (::fsync(folder) != 0 && errno != EINVAL) return fail_errno("cannot sync " + std::string{what});
  return {};
}

Result<> replace_file(int folder, const std::string& name, std::string_view content) {
  const std::string temporary = "." + name + ".new";
  ::unlinkat(folder, temporary.c_str(), 0);
  const Descriptor file{
      ::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644)};
  if (!file) return fail_errno("cannot create " + name);
  auto written = write_all(file.get(), content, name);
  if (written && ::fsync(file.get()) != 0) written = fail_errno("cannot sync " + name);
  if (written && ::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0)
    written = fail_errno("cannot replace " + name);
  if (!written) {
    ::unlinkat(folder, temporary.c_str(), 0);
    return written;
  }
  return sync_folder(folder, name);
}

Result<> rename_to_new(const std::string& from, const std::string& to) {
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
    return {};
  // Without RENAME_NOREPLACE a folder that is not empty is still refused by rename(2) itself.
  if (errno != EINVAL && errno != ENOSYS) return fail_errno("cannot make " + to);
  if (::rename(from.c_str(), to.c_str()) != 0) return fail_errno("cannot make " + to);
  return {};
}

Result<> sync_folder_of(const std::string& path) {
  const auto parent = std::filesystem::path{path}.parent_path();
  const auto folder = open_folder(parent.empty() ? "." : parent.string());
  if (!folder) return tl::unexpected{folder.error()};
  return sync_folder(folder->get(), path);
}

}  // namespace firsthour
