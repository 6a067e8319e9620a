// SPDX-License-Identifier: Apache-2.0
// old_kernel PROGRAM [ARGUMENT…]: runs the program as on Linux 3.10, as far as system calls go: each that
// came later is answered with ENOSYS, which is what a kernel says of a call it does not know. Exit code 77
// when this machine takes no filter. What else a newer kernel has (files of /proc, flags of old calls) stays.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>

namespace {

// finit_module was the last call of 3.10 in both tables.
#if defined(__x86_64__)
constexpr unsigned kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = AUDIT_ARCH_AARCH64;
#else
#error "which machine's table of system calls is this?"
#endif
constexpr unsigned kLast = SYS_finit_module;

bool forget_newer_calls() {
  constexpr unsigned kAllow = SECCOMP_RET_ALLOW, kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
  std::array<sock_filter, 6> program{{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, arch)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, kMachine},
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JGT | BPF_K, 1, 0, kLast},
      {BPF_RET | BPF_K, 0, 0, kAllow},
      {BPF_RET | BPF_K, 0, 0, kUnknown},
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("usage: old_kernel PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  if (!forget_newer_calls()) {
    std::perror("old_kernel: no system call filter here");
    return 77;
  }
  ::execv(words[1], words + 1);
  std::perror(words[1]);
  return 127;
}
