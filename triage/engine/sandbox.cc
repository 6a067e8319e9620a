// SPDX-License-Identifier: Apache-2.0
// The only user of libseccomp.
#include "triage/engine/sandbox.h"

#include "casefile/freed.h"
#include "triage/sandbox_check.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace firsthour::triage {
namespace {

constexpr int kAllowed[] = {
    // what was handed over, and the answers
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat),
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(poll), SCMP_SYS(ppoll),
    // memory
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    // what the C library does by itself
    SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sched_yield), SCMP_SYS(getrandom),
    SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)};

using Filter = std::unique_ptr<void, Freed<seccomp_release>>;

int allow_parts(scmp_filter_ctx filter) {
  // fstat of the C library is newfstatat with an empty path; one with a path would look around.
  const int stat = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                    SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
  const int map =
      seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  const int protect = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  return stat ? stat : map ? map : protect;
}

// What sanitizers need besides, to work and to say what they found: they ask by a pipe whether memory is
// there.
int allow_sanitizers([[maybe_unused]] scmp_filter_ctx filter) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  for (const int call : {SCMP_SYS(sigaltstack), SCMP_SYS(pipe2), SCMP_SYS(pipe), SCMP_SYS(write)})
    if (const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0)) return error;
#endif
  return 0;
}

// What the process has as private memory that can be written, in bytes: what RLIMIT_DATA counts.
[[maybe_unused]] std::uint64_t data_now() {
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    const int read =
        std::fscanf(file, "%lu %lu %lu %lu %lu %lu", &size, &resident, &shared, &text, &library, &data);
    std::fclose(file);
    if (read != 6) data = 0;
  }
  return data * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// The sanitizers' shadow memory would count, terabytes of it.
void limit_memory([[maybe_unused]] std::uint64_t memory) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (const std::uint64_t now = data_now(); now > 0) {
    const rlimit limit{now + memory, now + memory};
    ::setrlimit(RLIMIT_DATA, &limit);
  }
#endif
}

}  // namespace

Result<> enter_sandbox(std::uint64_t memory) {
  limit_memory(memory);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);  // what it reads may be secret
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno("no_new_privs");
  const Filter filter{seccomp_init(SCMP_ACT_ERRNO(EPERM))};
  if (!filter) return fail(Errc::unsupported, "seccomp: no filter can be made");
  // Threads that run already are in it too.
  int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  if (error == 0) error = allow_parts(filter.get());
  if (error == 0) error = allow_sanitizers(filter.get());
  for (const int call : kAllowed)
    if (error == 0) error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
  if (error == 0) error = seccomp_load(filter.get());
  if (error != 0) return fail(Errc::unsupported, "seccomp: error " + std::to_string(-error));
  return {};
}

Result<> try_sandbox() {
  const pid_t child = ::fork();
  if (child < 0) return fail_errno("fork");
  if (child == 0) ::_exit(enter_sandbox(std::uint64_t{1} << 30U) ? 0 : 1);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(Errc::unsupported, "seccomp filters are not allowed here");
}

}  // namespace firsthour::triage
