// SPDX-License-Identifier: Apache-2.0
// The filter is written by hand, thirty instructions long: libseccomp would be one more library in a static
// program for two architectures.
#include "collectors/traffic/confinement.h"

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <linux/sockios.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kArchitecture =
#if defined(__x86_64__)
    AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    AUDIT_ARCH_AARCH64;
#else
    0;
#endif

constexpr std::array kAllowed = {
    // packets and their counters
    SYS_ppoll, SYS_getsockopt, SYS_recvfrom, SYS_recvmsg, SYS_pread64, SYS_read,
#if defined(SYS_poll)
    SYS_poll,
#endif
    // files of the ring, and the line on the terminal
    SYS_write, SYS_writev, SYS_pwrite64, SYS_lseek, SYS_ftruncate, SYS_fdatasync, SYS_fsync, SYS_close,
    SYS_fstat, SYS_fstatfs, SYS_sync_file_range,
    // memory and threads
    SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_mprotect, SYS_futex, SYS_sched_yield,
    SYS_set_robust_list, SYS_rseq, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigaction,
    SYS_restart_syscall, SYS_clock_gettime, SYS_clock_nanosleep, SYS_gettimeofday, SYS_getpid, SYS_gettid,
    SYS_tgkill, SYS_getrandom, SYS_exit, SYS_exit_group};

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter jump_if(std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no);
}
sock_filter give(std::uint32_t verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }

constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

// Only with this value in the low half of that argument.
void allow_where(std::vector<sock_filter>& filter, long call, std::size_t argument, std::uint32_t value) {
  const std::size_t low =
      offsetof(seccomp_data, args) + 8 * argument + (std::endian::native == std::endian::big ? 4 : 0);
  filter.push_back(jump_if(static_cast<std::uint32_t>(call), 0, 4));
  filter.push_back(load(low));
  filter.push_back(jump_if(value, 0, 1));
  filter.push_back(give(SECCOMP_RET_ALLOW));
  filter.push_back(give(kRefuse));
}

std::vector<sock_filter> filter_for(int folder) {
  std::vector<sock_filter> filter{load(offsetof(seccomp_data, arch)), jump_if(kArchitecture, 1, 0),
                                  give(kRefuse), load(offsetof(seccomp_data, nr))};
  for (const long call : kAllowed) {
    filter.push_back(jump_if(static_cast<std::uint32_t>(call), 0, 1));
    filter.push_back(give(SECCOMP_RET_ALLOW));
  }
  for (const long call : {SYS_openat, SYS_unlinkat})
    allow_where(filter, call, 0, static_cast<std::uint32_t>(folder));
  allow_where(filter, SYS_setsockopt, 2, SO_ATTACH_FILTER);  // shuts the sockets at the end
  allow_where(filter, SYS_ioctl, 1,
              SIOCGIFFLAGS);  // libpcap asks whether an interface that fails is down or gone
  filter.push_back(give(kRefuse));
  return filter;
}

Result<> drop_capabilities() {
  // Locked: being root means nothing any more, also to a program that this one would start.
  constexpr unsigned long kNoRoot = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                    SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                    SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  (void)::prctl(PR_SET_SECUREBITS, kNoRoot, 0, 0, 0);  // only who has CAP_SETPCAP has anything to lock
  for (unsigned long one = 0; one < 64; ++one) (void)::prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return fail_errno("cannot give up capabilities");
  return {};
}

#if defined(SYS_landlock_create_ruleset)
// Files below the folder may be made, written and removed; no other file may be read, written or run.
bool shut_in_folder(int folder) {
  landlock_ruleset_attr handled{};
  // What the first version of Landlock knows: bits 0 to 12.
  handled.handled_access_fs = (std::uint64_t{1} << 13) - 1;
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
  if (ruleset < 0) return false;
  landlock_path_beneath_attr beneath{};
  beneath.parent_fd = folder;
  beneath.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                           LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
  const bool done = ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0 &&
                    ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}
#else
bool shut_in_folder(int) { return false; }
#endif

}  // namespace

Result<std::vector<std::string>> give_up_privileges(int folder) {
  std::vector<std::string> done{"capabilities"};
  if (auto dropped = drop_capabilities(); !dropped) return tl::unexpected{dropped.error()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno("no_new_privs");
  if (shut_in_folder(folder)) done.emplace_back("landlock");
  return done;
}

Result<std::string> allow_only_capture(int folder) {
  std::vector<sock_filter> filter = filter_for(folder);
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (kArchitecture == 0 ||
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
    return fail(Errc::unsupported, "the kernel takes no filter of system calls");
  return std::string{"seccomp"};
}

}  // namespace firsthour::collectors
