// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/pid_calls.h"

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

// The same on every architecture; older kernels' headers lack them.
constexpr long kPidfdSendSignal = 424, kPidfdOpen = 434;

long ask(PidCall call, pid_t pid) {
  switch (call) {
    case PidCall::pidfd_open: {
      const long fd = ::syscall(kPidfdOpen, pid, 0);
      if (fd >= 0) ::close(static_cast<int>(fd));
      return fd;
    }
    case PidCall::kill:
      return ::kill(pid, 0);
    case PidCall::getpgid:
      return ::getpgid(pid);
    case PidCall::sched_getscheduler:
      return ::sched_getscheduler(pid);
  }
  return -1;
}

}  // namespace

std::string_view name_of(PidCall call) {
  switch (call) {
    case PidCall::pidfd_open:
      return "pidfd_open";
    case PidCall::kill:
      return "kill";
    case PidCall::getpgid:
      return "getpgid";
    case PidCall::sched_getscheduler:
      break;
  }
  return "sched_getscheduler";
}

bool works(PidCall call) { return ask(call, ::getpid()) >= 0; }

bool answers(PidCall call, Pid pid) {
  const long answer = ask(call, static_cast<pid_t>(pid));
  return answer >= 0 || errno == EPERM || errno == EACCES || errno == EMFILE || errno == ENFILE;
}

bool scan(PidCall call, Pid first, Pid last, PidSet& into, const std::function<bool()>& stopping) {
  constexpr Pid kStep = 16'384;
  for (Pid pid = first; pid <= last; ++pid) {
    if (pid % kStep == 0 && stopping()) return false;
    if (answers(call, pid)) into.add(pid);
  }
  return true;
}

HeldProcess::HeldProcess(Pid pid)
    : fd_{static_cast<int>(::syscall(kPidfdOpen, static_cast<pid_t>(pid), 0))} {}

bool HeldProcess::exists() const {
  if (!fd_) return false;
  return ::syscall(kPidfdSendSignal, fd_.get(), 0, nullptr, 0) == 0 || errno == EPERM;
}

}  // namespace firsthour::collectors
