// SPDX-License-Identifier: Apache-2.0
// System calls that say whether a PID is in use, each through other code of the kernel. They count PIDs in
// the PID namespace of the caller. All but pidfd_open answer for threads as well.
#pragma once

#include "casefile/descriptor.h"
#include "collectors/process/process_table.h"
#include "collectors/view/pid_set.h"

#include <array>
#include <functional>
#include <string_view>

namespace firsthour::collectors {

enum class PidCall { pidfd_open, kill, getpgid, sched_getscheduler };
inline constexpr std::array kPidCalls{PidCall::pidfd_open, PidCall::kill, PidCall::getpgid,
                                      PidCall::sched_getscheduler};
[[nodiscard]] std::string_view name_of(PidCall call);

// Whether the kernel has the call and lets us make it: asked about ourselves.
[[nodiscard]] bool works(PidCall call);
// REQUIRES: works(call). A refusal (EPERM) is an answer: there is something to refuse.
[[nodiscard]] bool answers(PidCall call, Pid pid);

// Adds every PID of `first`…`last` that answers. False when `stopping` said so before the end.
bool scan(PidCall call, Pid first, Pid last, PidSet& into, const std::function<bool()>& stopping);

// One process, held so that its PID cannot become another's unnoticed (Linux 5.3).
class HeldProcess {
 public:
  HeldProcess() = default;
  explicit HeldProcess(Pid pid);
  [[nodiscard]] bool held() const { return static_cast<bool>(fd_); }
  // Not yet reaped: as long as this is true, /proc has to list it.
  [[nodiscard]] bool exists() const;

 private:
  Descriptor fd_;
};

}  // namespace firsthour::collectors
