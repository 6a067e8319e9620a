// SPDX-License-Identifier: Apache-2.0
// view.read: a few files that are worth lying about, by every way to read them.
#include "collectors/view/kernel_views.h"
#include "collectors/view/read_check.h"

#include <array>
#include <set>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLimit = 4 << 20;

// Texts whose bytes stand still from one read to the next on most hosts.
constexpr std::array kSentinels{"/proc/modules",
                                "/proc/self/net/tcp",
                                "/proc/self/net/tcp6",
                                "/proc/self/net/udp",
                                "/proc/self/net/packet",
                                "/proc/version",
                                "/proc/filesystems",
                                "/proc/cmdline",
                                "/proc/sys/kernel/tainted",
                                "/proc/self/mountinfo",
                                "/proc/swaps",
                                "/etc/passwd",
                                "/etc/shadow",
                                "/etc/group",
                                "/etc/ld.so.preload",
                                "/etc/ld.so.cache",
                                "/etc/crontab",
                                "/root/.ssh/authorized_keys",
                                "/etc/ssh/sshd_config"};

// Which of the sentinels differ now; what was asked goes into `check`.
std::vector<Difference> look(const Context& context, const std::set<std::string>* only, CrossCheck& check) {
  std::vector<Difference> found;
  std::set<std::string_view> routes;
  check.compared = 0;
  check.closed.clear();
  for (const std::string path : kSentinels) {
    if (context.stopping()) break;
    if (only != nullptr && !only->contains(path)) continue;
    const auto reads = read_by_routes(path, kLimit);
    if (!reads) {
      if (reads.error().code != Errc::not_found) check.closed.push_back(reads.error().what);
      continue;
    }
    ++check.compared;
    for (const auto& read : *reads)
      if (read.closed.empty()) routes.insert(read.route);
    if (auto difference = read_difference(path, *reads)) found.push_back(std::move(*difference));
  }
  check.views.assign(routes.begin(), routes.end());
  return found;
}

}  // namespace

SourceOutcome view_file_reads(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image is read through our own kernel";
    return outcome;
  }
  CrossCheck check{.name = "file.read", .views = {}, .closed = {}};
  auto differences = look(context, nullptr, check);
  CrossViewFiles files{context};
  if (!differences.empty()) {
    std::set<std::string> candidates;
    for (const auto& difference : differences) candidates.insert(difference.name);
    CrossCheck again{.name = check.name, .views = {}, .closed = {}};
    if (wait_before_recheck(context)) {
      differences = look(context, &candidates, again);
    } else {
      differences.clear();
      add_problem(outcome, Outcome::partial, "stopped before differences could be confirmed");
    }
  }
  for (const auto& difference : differences) {
    auto record = files.begin(difference, 1);
    record.put_bytes("file.path", difference.name);
    files.add(std::move(record));
  }
  check.differences = differences.size();
  files.add(check);
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
