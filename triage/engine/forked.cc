// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/forked.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace firsthour::triage {
namespace {

// Only its end of the socket stays open: neither the case nor the terminal is a worker's business.
void drop_descriptors(int kept) {
  if (kept != kWorkerSocket) ::dup3(kept, kWorkerSocket, O_CLOEXEC);
  if (::syscall(SYS_close_range, kWorkerSocket + 1U, ~0U, 0U) != 0) {
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int fd = kWorkerSocket + 1; fd < most; ++fd) ::close(fd);
  }
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    nothing >= 0 ? ::dup2(nothing, fd) : ::close(fd);
  if (nothing > kWorkerSocket) ::close(nothing);
}

}  // namespace

Result<WorkerProcess> fork_worker(const std::function<void()>& work) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno("cannot make a socket");
  WorkerProcess worker{-1, Descriptor{ends[0]}};
  const Descriptor theirs{ends[1]};
  const pid_t parent = ::getpid();
  worker.pid = ::fork();
  if (worker.pid < 0) return fail_errno("cannot start a worker");
  if (worker.pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(72);
    ::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the one who hands out the work
    drop_descriptors(theirs.get());
    work();
    ::_exit(0);
  }
  return worker;
}

}  // namespace firsthour::triage
