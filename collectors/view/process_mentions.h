// SPDX-License-Identifier: Apache-2.0
// Who else knows of a process: control groups, its children and its parent, locks, System V IPC.
#pragma once

#include "collectors/collector.h"
#include "collectors/view/pid_set.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One place that names a PID.
struct Mention {
  std::string_view view;  // "cgroup.procs" "children" "ppid" "locks" "sysvipc"
  std::string path;       // the file that said so
  // The kernel names only what is there (a member, a child, a parent); locks and IPC keep the PIDs of the
  // dead.
  bool alive = false;
};

struct Mentions {
  // Of PIDs that `known` has not; at most kMostUnknown of them, at most one mention a view.
  std::map<Pid, std::vector<Mention>> unknown;
  std::uint64_t compared = 0;       // PIDs named in all
  std::vector<std::string> views;   // that could be asked
  std::vector<std::string> closed;  // that could not, or not wholly, each with its reason
  static constexpr std::size_t kMostUnknown = 4096;
};

// `same_pids`: /proc counts PIDs as we do; control groups always count as we do.
[[nodiscard]] Mentions read_mentions(Context& context, const PidSet& known, bool same_pids);

// Whether the place still names the PID.
[[nodiscard]] bool still_named(const Host& host, const Mention& mention, Pid pid);

}  // namespace firsthour::collectors
