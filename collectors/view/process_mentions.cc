// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/process_mentions.h"

#include "collectors/host/kernel_text.h"
#include "collectors/process/stat.h"
#include "collectors/system/mount_table.h"
#include "collectors/view/pid_mentions.h"

#include <dirent.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kTextLimit = 16 << 20, kStatLimit = 4 << 10;
// A reading costs some ten microseconds: the volatile records take a second in all.
constexpr std::uint64_t kMostChildrenFiles = 4096, kMostGroups = 16'384;
constexpr int kDeepestGroup = 64;

class Reader {
 public:
  Reader(Context& context, const PidSet& known) : context_{context}, host_{context.host}, known_{known} {}

  Mentions read(bool same_pids) {
    if (context_.processes != nullptr) context_.processes->fill(host_);
    if (same_pids)
      read_groups();
    else
      closed("cgroup.procs: /proc counts the PIDs of another PID namespace");
    read_parents();
    read_children();
    read_text("/proc/locks", "locks", parse_lock_holders);
    for (const char* path : {"/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem"})
      read_text(path, "sysvipc", parse_ipc_users);
    return std::move(mentions_);
  }

 private:
  void name(Pid pid, const Mention& mention) {
    ++mentions_.compared;
    if (known_.has(pid)) return;
    auto& unknown = mentions_.unknown;
    const auto found = unknown.find(pid);
    if (found == unknown.end() && unknown.size() >= Mentions::kMostUnknown) return;
    auto& of_pid = unknown[pid];
    if (std::none_of(of_pid.begin(), of_pid.end(), [&](const Mention& m) { return m.view == mention.view; }))
      of_pid.push_back(mention);
  }
  void opened(std::string_view view) {
    if (std::find(mentions_.views.begin(), mentions_.views.end(), view) == mentions_.views.end())
      mentions_.views.emplace_back(view);
  }
  void closed(std::string reason) {
    if (mentions_.closed.size() < 64) mentions_.closed.push_back(std::move(reason));
  }

  void read_groups() {
    const auto text = host_.read("/proc/self/mountinfo", kTextLimit);
    if (!text) return closed("cgroup.procs: " + text.error().what);
    std::vector<std::uint64_t> walked;  // the same hierarchy may be mounted twice
    for (const auto& mount : parse_mounts(text->bytes)) {
      if (mount.type != "cgroup" && mount.type != "cgroup2") continue;
      if (std::find(walked.begin(), walked.end(), mount.device) != walked.end()) continue;
      walked.push_back(mount.device);
      read_group(mount.point, 0);
    }
    if (walked.empty()) closed("cgroup.procs: no control groups are mounted");
    if (groups_ >= kMostGroups) closed("cgroup.procs: only the first " + std::to_string(kMostGroups));
  }

  void read_group(const std::string& folder, int depth) {
    if (groups_ >= kMostGroups || depth > kDeepestGroup || context_.stopping()) return;
    ++groups_;
    const Mention mention{"cgroup.procs", folder + "/cgroup.procs", true};
    // A threaded group of version 2 refuses; its domain names the processes.
    if (const auto text = host_.read(mention.path, kTextLimit)) {
      opened(mention.view);
      for (const Pid pid : parse_pid_list(text->bytes)) name(pid, mention);
    }
    const auto entries = host_.list(folder);
    if (!entries) return;
    for (const auto& entry : *entries)
      if (entry.type == DT_DIR) read_group(folder + "/" + entry.name, depth + 1);
  }

  void read_parents() {
    if (context_.processes == nullptr) return;
    opened("ppid");
    for (const auto& entry : context_.processes->all())
      if (entry.parent != 0)
        name(entry.parent, {"ppid", "/proc/" + std::to_string(entry.pid) + "/stat", true});
  }

  void read_children() {
    if (context_.processes == nullptr) return;
    std::uint64_t files = 0;
    for (const auto& entry : context_.processes->all()) {
      if (files >= kMostChildrenFiles || context_.stopping()) {
        return closed("children: only of the first " + std::to_string(files) + " threads");
      }
      const std::string folder = "/proc/" + std::to_string(entry.pid) + "/task";
      const auto threads = host_.list(folder);
      if (!threads) continue;
      for (const auto& thread : *threads) {
        const Mention mention{"children", folder + "/" + thread.name + "/children", true};
        const auto text = host_.read(mention.path, kTextLimit);
        // Before Linux 4.2 only kernels made for checkpoints have this file.
        if (!text && text.error().code == Errc::not_found && files == 0 && entry.pid == 1)
          return closed("children: not in this kernel");
        if (!text) continue;
        ++files;
        opened(mention.view);
        for (const Pid pid : parse_pid_list(text->bytes)) name(pid, mention);
      }
    }
  }

  void read_text(const char* path, std::string_view view, std::vector<Pid> (*parse)(std::string_view)) {
    const auto text = host_.read(path, kTextLimit);
    if (!text) return closed(std::string{view} + ": " + text.error().what);
    opened(view);
    for (const Pid pid : parse(text->bytes)) name(pid, {view, path, false});
  }

  Context& context_;
  const Host& host_;
  const PidSet& known_;
  Mentions mentions_;
  std::uint64_t groups_ = 0;
};

}  // namespace

Mentions read_mentions(Context& context, const PidSet& known, bool same_pids) {
  return Reader{context, known}.read(same_pids);
}

bool still_named(const Host& host, const Mention& mention, Pid pid) {
  const auto text = host.read(mention.path, mention.view == "ppid" ? kStatLimit : kTextLimit);
  if (!text) return false;
  if (mention.view == "ppid") {
    const auto stat = parse_process_stat(text->bytes);
    return stat && stat->parent == pid;
  }
  const auto pids = mention.view == "locks"     ? parse_lock_holders(text->bytes)
                    : mention.view == "sysvipc" ? parse_ipc_users(text->bytes)
                                                : parse_pid_list(text->bytes);
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

}  // namespace firsthour::collectors
