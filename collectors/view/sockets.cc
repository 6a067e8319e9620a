// SPDX-License-Identifier: Apache-2.0
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"
#include "collectors/view/socket_count.h"
#include "collectors/view/socket_routes.h"
#include "collectors/view/unlisted_sockets.h"
#include "collectors/view/view.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace firsthour::collectors {
namespace {

std::string name_of_socket(const SocketFacts& socket) {
  std::string name{name_of(socket.transport)};
  const auto end = [](const SocketEnd& one) {
    const bool colons = one.ip.find(':') != std::string::npos;
    return (colons ? '[' + one.ip + ']' : one.ip) + ':' + std::to_string(one.port);
  };
  if (!socket.local.ip.empty()) name += ' ' + end(socket.local);
  if (!socket.remote.ip.empty() && socket.remote.port != 0) name += " to " + end(socket.remote);
  if (!socket.path.empty()) name += ' ' + socket.path;
  return name + " inode " + std::to_string(socket.inode);
}

void put_holder(const Context& context, RecordWriter& record, Pid pid) {
  if (pid == 0) return;
  record.put("process.pid", pid);
  const auto* holder = context.processes->find(pid);
  if (holder == nullptr) return;
  record.put_bytes("process.name", holder->name);
  if (holder->executable) record.put_bytes("process.executable", *holder->executable);
}

void write(Context& context, CrossViewFiles& files, std::uint64_t ns, const SocketDifference& found) {
  const auto held = context.processes != nullptr ? context.processes->holders_of_socket(found.facts.inode)
                                                 : std::span<const Pid>{};
  Difference difference{"socket", name_of_socket(found.facts), {}, {}, {}};
  (found.in_dump ? difference.seen_by : difference.missing_from).emplace_back("sock_diag");
  (found.in_dump ? difference.missing_from : difference.seen_by).emplace_back("procfs");
  if (found.exact == ExactAnswer::found) difference.seen_by.emplace_back("sock_diag.exact");
  if (found.exact == ExactAnswer::absent) difference.missing_from.emplace_back("sock_diag.exact");
  if (!held.empty()) difference.seen_by.emplace_back("process.fd");
  difference.detail =
      "The kernel's binary list of sockets and its text below /proc/net, looked at three times.";
  auto record = files.begin(difference, 2);
  record.put("socket.inode", found.facts.inode);
  if (ns != 0) record.put("socket.namespace", ns);
  put_holder(context, record, held.empty() ? 0 : held.front());
  files.add(std::move(record));
}

class SocketViews {
 public:
  explicit SocketViews(Context& context) : context_{context}, files_{context} {}

  SourceOutcome run() {
    const auto routes = kernel_socket_routes(context_);
    SocketComparison comparison{*routes};
    SocketCount count{*routes};
    bool doubt = comparison.look();
    doubt = count.look() || doubt;
    look_at_held(comparison, *routes);
    bool confirmed = true;
    if (doubt || !unix_.empty()) {
      confirmed = wait_before_recheck(context_);
      if (confirmed) {
        comparison.look_again();
        comparison.look_again();
        confirmed = confirm_counts(count);
        confirm_unix();
      }
    }
    if (!confirmed)
      add_problem(outcome_, Outcome::timed_out, "stopped before differences were looked at again");
    report_listing(comparison, *routes, confirmed);
    report_counts(count, *routes, confirmed);
    report_unix(confirmed);
    files_.finish(outcome_);
    return std::move(outcome_);
  }

 private:
  // Held by a process, and in no list of a family that has two.
  void look_at_held(const SocketComparison& comparison, SocketRoutes& routes) {
    if (context_.processes == nullptr) return;
    std::vector<std::uint64_t> missing;
    const auto held = context_.processes->socket_inodes();
    std::ranges::copy_if(held, std::back_inserter(missing), [&](std::uint64_t inode) {
      return !std::ranges::binary_search(comparison.listed(), inode);
    });
    std::ranges::sort(missing);
    unlisted_ = missing.size();
    held_ = describe_held(context_, missing);
    unix_list_ = list_unix(context_, routes);
    unix_ = unlisted_unix(unix_list_, held_);
  }

  // Counts that were missing in the first look, in eight a delay later, and in eight after one more.
  bool confirm_counts(SocketCount& count) {
    count.look_again();
    if (count.differences().empty()) return true;
    if (!wait_before_recheck(context_)) return false;
    count.look_again();
    return true;
  }

  // The table of processes is as old as the run: a namespace may have come since.
  void confirm_unix() {
    if (unix_.empty()) return;
    ProcessTable now;
    now.fill(context_.host);
    Context again = context_;
    again.processes = &now;
    const auto routes = kernel_socket_routes(again);
    unix_ = still_unlisted(again, std::move(unix_), list_unix(again, *routes));
  }

  void report_listing(SocketComparison& comparison, const SocketRoutes& routes, bool confirmed) {
    const auto differences = confirmed ? comparison.differences() : std::vector<SocketDifference>{};
    for (const auto& difference : differences)
      write(context_, files_, routes.inode_of(difference.ns), difference);
    if (comparison.dropped() != 0)
      add_problem(outcome_, Outcome::partial,
                  std::to_string(comparison.dropped()) + " differences were too many to be looked at again");
    files_.add(CrossCheck{"socket.listing",
                          {"sock_diag", "procfs", "sock_diag.exact", "process.fd"},
                          comparison.closed(),
                          comparison.compared(),
                          differences.size(),
                          unlisted_,
                          count_protocols(held_)});
  }

  void report_counts(const SocketCount& count, const SocketRoutes& routes, bool confirmed) {
    const auto differences = confirmed ? count.differences() : std::vector<CountDifference>{};
    for (const auto& found : differences) write_count(found, routes.inode_of(found.ns));
    files_.add(CrossCheck{.name = "socket.count",
                          .views = {"sockstat", "sock_diag", "procfs"},
                          .closed = count.closed(),
                          .compared = count.compared(),
                          .differences = differences.size()});
  }

  void write_count(const CountDifference& found, std::uint64_t ns) {
    const auto& kind = diag_kinds()[found.kind];
    Difference difference{"socket",
                          std::to_string(found.counted - found.listed) + " of " + std::string{kind.text},
                          {"sockstat"},
                          {"sock_diag", "procfs"},
                          {}};
    difference.detail = "The protocol counts " + std::to_string(found.counted) +
                        " sockets in use, its lists have " + std::to_string(found.listed) +
                        ", in each of 17 looks.";
    auto record = files_.begin(difference, 16);
    if (ns != 0) record.put("socket.namespace", ns);
    record.put("network.transport", name_of(kind.transport));
    files_.add(std::move(record));
  }

  void report_unix(bool confirmed) {
    if (!confirmed) unix_.clear();
    for (const auto& socket : unix_) {
      Difference difference{"socket", "unix inode " + std::to_string(socket.inode), {}, {"sock_diag"}, {}};
      if (socket.pid != 0) difference.seen_by.emplace_back("process.fd");
      if (socket.peer != 0) difference.seen_by.emplace_back("sock_diag.peer");
      difference.detail = "A unix socket is in its family's list from its first moment to its last.";
      auto record = files_.begin(difference, 1);
      record.put("socket.inode", socket.inode);
      if (socket.peer != 0) record.put("socket.peer_inode", socket.peer);
      put_holder(context_, record, socket.pid);
      files_.add(std::move(record));
    }
    CrossCheck check{.name = "socket.unix",
                     .views = {"sock_diag", "process.fd", "sock_diag.peer"},
                     .closed = {},
                     .compared = unix_list_.inodes.size(),
                     .differences = unix_.size()};
    if (!unix_list_.closed.empty()) check.closed.push_back("sock_diag: " + unix_list_.closed);
    files_.add(check);
  }

  Context& context_;
  CrossViewFiles files_;
  SourceOutcome outcome_;
  std::optional<std::uint64_t> unlisted_;
  std::vector<HeldSocket> held_, unix_;
  UnixList unix_list_;
};

}  // namespace

SourceOutcome collect_socket_views(Context& context) {
  if (context.host.live()) return SocketViews{context}.run();
  SourceOutcome outcome;
  outcome.outcome = Outcome::skipped;
  outcome.reason = "an image has no running kernel to compare with";
  return outcome;
}

}  // namespace firsthour::collectors
