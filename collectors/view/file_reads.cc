// SPDX-License-Identifier: Apache-2.0
// view.read: a few files that are worth lying about, by every way to read them.
#include "collectors/view/kernel_views.h"
#include "collectors/view/read_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLimit = 4 << 20;
constexpr unsigned kRechecks = 4;

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

// Queues and timers of sockets change from one read to the next and back again; which sockets there are does
// not, so of these lists only the number of lines counts.
void keep_lines_only(std::vector<RoutedRead>& reads) {
  for (auto& read : reads)
    read.bytes.assign(static_cast<std::size_t>(std::ranges::count(read.bytes, '\n')), '\n');
}

// Which of the sentinels differ now; what was asked goes into `check`.
std::vector<Difference> look(const Context& context, const std::set<std::string>* only, CrossCheck& check) {
  std::vector<Difference> found;
  std::set<std::string_view> routes;
  check.compared = 0;
  check.closed.clear();
  for (const std::string path : kSentinels) {
    if (context.stopping()) break;
    if (only != nullptr && !only->contains(path)) continue;
    auto reads = read_by_routes(path, kLimit);
    if (!reads) {
      if (reads.error().code != Errc::not_found) check.closed.push_back(reads.error().what);
      continue;
    }
    if (path.starts_with("/proc/self/net/")) keep_lines_only(*reads);
    ++check.compared;
    for (const auto& read : *reads)
      if (read.closed.empty()) routes.insert(read.route);
    if (auto difference = read_difference(path, *reads)) found.push_back(std::move(*difference));
  }
  check.views.assign(routes.begin(), routes.end());
  return found;
}

// Those that stand at another look, between the same routes: chance does not choose a route.
void keep_confirmed(const Context& context, std::vector<Difference>& differences) {
  std::set<std::string> names;
  for (const auto& difference : differences) names.insert(difference.name);
  CrossCheck again{.name = "file.read", .views = {}, .closed = {}};
  const auto now = look(context, &names, again);
  std::erase_if(differences, [&](const Difference& before) {
    return std::ranges::none_of(now, [&](const Difference& one) {
      return one.name == before.name && one.seen_by == before.seen_by &&
             one.missing_from == before.missing_from;
    });
  });
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
    if (wait_before_recheck(context)) {
      for (unsigned looks = 0; looks < kRechecks && !differences.empty(); ++looks)
        keep_confirmed(context, differences);
    } else {
      differences.clear();
      add_problem(outcome, Outcome::partial, "stopped before differences could be confirmed");
    }
  }
  for (const auto& difference : differences) {
    auto record = files.begin(difference, kRechecks);
    record.put_bytes("file.path", difference.name);
    files.add(std::move(record));
  }
  check.differences = differences.size();
  files.add(check);
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
