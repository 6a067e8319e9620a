// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/package_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestFile = 256ull << 20;
constexpr std::size_t kBuffer = 256 << 10;

constexpr std::array<std::string_view, 9> kProgramFolders{
    "/bin/",           "/sbin/",           "/usr/bin/",         "/usr/sbin/",   "/usr/libexec/",
    "/usr/local/bin/", "/usr/local/sbin/", "/usr/lib/systemd/", "/lib/systemd/"};
constexpr std::array<std::string_view, 68> kKeyPrograms{"agetty",
                                                        "apt",
                                                        "at",
                                                        "atd",
                                                        "auditctl",
                                                        "auditd",
                                                        "bash",
                                                        "cat",
                                                        "chattr",
                                                        "cron",
                                                        "crond",
                                                        "crontab",
                                                        "curl",
                                                        "dash",
                                                        "df",
                                                        "dmesg",
                                                        "dnf",
                                                        "doas",
                                                        "dpkg",
                                                        "du",
                                                        "find",
                                                        "grep",
                                                        "id",
                                                        "init",
                                                        "insmod",
                                                        "ip",
                                                        "iptables",
                                                        "journalctl",
                                                        "kill",
                                                        "kmod",
                                                        "last",
                                                        "login",
                                                        "ls",
                                                        "lsattr",
                                                        "lsmod",
                                                        "lsof",
                                                        "md5sum",
                                                        "modprobe",
                                                        "mount",
                                                        "netstat",
                                                        "nft",
                                                        "passwd",
                                                        "pgrep",
                                                        "pkexec",
                                                        "pkill",
                                                        "ps",
                                                        "readlink",
                                                        "rpm",
                                                        "rsyslogd",
                                                        "sh",
                                                        "sha256sum",
                                                        "ss",
                                                        "ssh",
                                                        "sshd",
                                                        "sshd-session",
                                                        "stat",
                                                        "su",
                                                        "sudo",
                                                        "systemctl",
                                                        "systemd",
                                                        "tcpdump",
                                                        "top",
                                                        "unix_chkpwd",
                                                        "w",
                                                        "wget",
                                                        "who",
                                                        "xtables-nft-multi",
                                                        "yum"};

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool in_program_folder(std::string_view path) {
  return std::any_of(kProgramFolders.begin(), kProgramFolders.end(),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}

bool is_library_path(std::string_view path) {
  return path.starts_with("/lib") || path.starts_with("/usr/lib");
}

}  // namespace

bool is_key_program(std::string_view path) {
  const std::string_view name = name_in(path);
  if (in_program_folder(path))
    return std::find(kKeyPrograms.begin(), kKeyPrograms.end(), name) != kKeyPrograms.end();
  if (!is_library_path(path)) return false;
  if (name.starts_with("pam_") && name.ends_with(".so")) return true;
  for (const std::string_view library :
       {"libc.so", "libc-2.", "ld-linux", "ld-2.", "libpam.so", "libnss_files", "libkeyutils.so",
        "libselinux.so", "libdl.so", "libcrypt.so", "libprocps.so", "libproc2.so"}) {
    if (name.starts_with(library)) return true;
  }
  return false;
}

bool is_program_path(std::string_view path) {
  if (in_program_folder(path)) return true;
  if (!is_library_path(path)) return false;
  const std::string_view name = name_in(path);
  return name.ends_with(".so") || name.find(".so.") != std::string_view::npos || name.ends_with(".ko") ||
         name.find(".ko.") != std::string_view::npos;
}

std::string_view name_of(FileState state) {
  constexpr std::array<std::string_view, 7> kNames{"same",         "changed",    "missing",    "mode_changed",
                                                   "type_changed", "unreadable", "not_checked"};
  return kNames[static_cast<std::size_t>(state)];
}

FileCheck PackageFileChecker::check(const PackageFile& file) {
  FileCheck check;
  const auto status = context_.host.status(file.path, false);
  if (!status) {
    const bool absent = status.error().code == Errc::not_found;
    check.state = absent ? (file.optional ? FileState::same : FileState::missing) : FileState::unreadable;
    return check;
  }
  check.facts = status->facts;
  const std::uint32_t found = status->facts.mode;
  if (file.mode && (*file.mode & S_IFMT) != 0 && (*file.mode & S_IFMT) != (found & S_IFMT)) {
    check.state = file.optional ? FileState::same : FileState::type_changed;
    return check;
  }
  // What another package or the administrator has put a link for is looked at where it leads.
  if (status->is_symlink() && !file.digest.empty()) {
    if (const auto target = context_.host.status(file.path, true)) check.facts = target->facts;
  }
  if (!file.digest.empty() && !file.optional) check.state = compare_content(file, check);
  if (check.state == FileState::same && !file.optional && file.mode && S_ISREG(found) &&
      (*file.mode & 07777) != (found & 07777)) {
    check.state = FileState::mode_changed;
  }
  return check;
}

FileState PackageFileChecker::compare_content(const PackageFile& file, FileCheck& check) {
  if (!S_ISREG(check.facts->mode)) return FileState::type_changed;
  const std::uint64_t size = check.facts->size;
  if (size > kLargestFile || size > allowance_) return FileState::not_checked;
  const auto open = context_.host.open(file.path);
  if (!open) return FileState::unreadable;
  if (buffer_.empty()) buffer_.resize(kBuffer);
  Hasher hasher{file.algorithm};
  for (std::uint64_t offset = 0;;) {
    const auto got = (*open)->read_at(offset, buffer_);
    if (!got) return FileState::unreadable;
    if (*got == 0) break;
    if (offset == 0) {
      const std::string_view head{reinterpret_cast<const char*>(buffer_.data()), *got};
      check.elf = head.starts_with("\177ELF");
    }
    hasher.update(std::span{buffer_}.first(*got));
    offset += *got;
    // A file that grows while it is read has no end.
    if (offset > kLargestFile || context_.stopping()) return FileState::not_checked;
  }
  allowance_ -= size;
  check.digest = hasher.finish_hex();
  return check.digest == file.digest ? FileState::same : FileState::changed;
}

}  // namespace firsthour::collectors
