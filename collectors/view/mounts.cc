// SPDX-License-Identifier: Apache-2.0
// view.mount: what every mount namespace has mounted over processes, and the first also over modules, network
// and /proc itself.
#include "collectors/process/pass.h"
#include "collectors/view/cross_check.h"
#include "collectors/view/mount_cover.h"
#include "collectors/view/process_look.h"
#include "collectors/view/view.h"

#include <algorithm>
#include <set>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMountsLimit = 64 << 20;
constexpr std::size_t kMostCovers = 1024;

struct Found {
  std::uint64_t mount_namespace = 0;
  Mount mount;
  std::string path;
  std::optional<Pid> pid;
  bool same_pids = false;  // its procfs counts PIDs as ours does
};

class MountCheck {
 public:
  MountCheck(Context& context, const ProcessTable& table)
      : context_{context}, table_{table}, look_{context.host}, files_{context} {}

  SourceOutcome run() {
    if (context_.host.live()) look_.prepare();
    auto found = look();
    compared_ = 0;
    if (!found.empty() && !wait_before_recheck(context_)) {
      add_problem(outcome_, Outcome::timed_out, "stopped before differences were looked at again");
      found.clear();
    }
    const auto again = found.empty() ? std::vector<Found>{} : look();
    std::uint64_t differences = 0;
    for (const auto& one : found) {
      const bool stands = std::any_of(again.begin(), again.end(), [&](const Found& other) {
        return other.mount.id == one.mount.id && other.mount_namespace == one.mount_namespace;
      });
      if (!stands) continue;
      write(one);
      ++differences;
    }
    files_.add(CrossCheck{"mount.cover", {"mountinfo", "procfs.path"}, closed_, most_compared_, differences});
    files_.finish(outcome_);
    return std::move(outcome_);
  }

 private:
  // Another procfs may count the PIDs of another PID namespace.
  [[nodiscard]] bool is_our_procfs(const Mount& procfs) const {
    const auto ours = context_.host.status("/proc", true);
    return context_.host.live() && ours && ours->facts.device == procfs.device;
  }

  std::vector<Found> look() {
    std::vector<Found> found;
    compared_ = 0;
    closed_.clear();
    auto namespaces = table_.namespaces(NamespaceKind::mnt);
    // The links were denied or this root has none: the first process stands for all.
    if (namespaces.empty()) namespaces[0] = {table_.all().front().pid};
    for (const auto& [inode, pids] : namespaces) {
      if (context_.stopping()) break;
      bool read = false;
      for (const Pid pid : pids) {
        read = look_in(inode, pid, pids, found);
        if (read) break;
      }
      if (!read) closed_.push_back("mount namespace " + std::to_string(inode) + ": mountinfo not readable");
    }
    most_compared_ = std::max(most_compared_, compared_);
    return found;
  }

  bool look_in(std::uint64_t inode, Pid pid, const std::vector<Pid>& pids, std::vector<Found>& found) {
    const auto text = context_.host.read("/proc/" + std::to_string(pid) + "/mountinfo", kMountsLimit);
    if (!text || text->bytes.empty()) return false;
    const auto mounts = parse_mounts(text->bytes);
    compared_ += mounts.size();
    // Where kernel threads are seen to live, nobody masks for a container.
    const bool first = std::any_of(pids.begin(), pids.end(), [&](Pid one) {
      const auto* entry = table_.find(one);
      return entry != nullptr && entry->kernel_thread;
    });
    for (const auto& cover : mount_covers(mounts, first))
      if (found.size() < kMostCovers)
        found.push_back({inode, *cover.mount, cover.path, cover.pid, is_our_procfs(*cover.below)});
    return true;
  }

  void write(const Found& found) {
    const Mount& mount = found.mount;
    const Difference difference{"mount",
                                mount.point,
                                {"mountinfo"},
                                {"procfs.path"},
                                mount.type + " from " + mount.source + ", its " + mount.root +
                                    ", is mounted over " + (found.path.empty() ? "/proc" : found.path) +
                                    " of the kernel's own file system"};
    RecordWriter record = files_.begin(difference, 1);
    if (found.pid && found.same_pids)
      look_.describe(*found.pid, record);
    else if (found.pid)
      record.put("process.pid", *found.pid);
    record.put_bytes("mount.point", mount.point);
    if (found.mount_namespace != 0) record.put("mount.namespace", found.mount_namespace);
    files_.add(std::move(record));
  }

  Context& context_;
  const ProcessTable& table_;
  ProcessLook look_;
  CrossViewFiles files_;
  SourceOutcome outcome_;
  std::vector<std::string> closed_;
  std::uint64_t compared_ = 0, most_compared_ = 0;
};

}  // namespace

SourceOutcome collect_mount_views(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr || table->all().empty()) return outcome;
  return MountCheck{context, *table}.run();
}

}  // namespace firsthour::collectors
