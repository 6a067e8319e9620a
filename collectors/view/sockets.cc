// SPDX-License-Identifier: Apache-2.0
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"
#include "collectors/view/socket_routes.h"
#include "collectors/view/view.h"

#include <algorithm>
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
  if (!held.empty()) {
    record.put("process.pid", held.front());
    if (const auto* first = context.processes->find(held.front())) {
      record.put_bytes("process.name", first->name);
      if (first->executable) record.put_bytes("process.executable", *first->executable);
    }
  }
  files.add(std::move(record));
}

std::optional<std::uint64_t> unlisted(const Context& context, const SocketComparison& comparison) {
  if (context.processes == nullptr) return std::nullopt;
  const auto held = context.processes->socket_inodes();
  return std::ranges::count_if(
      held, [&](std::uint64_t inode) { return !std::ranges::binary_search(comparison.listed(), inode); });
}

}  // namespace

SourceOutcome collect_socket_views(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel to compare with";
    return outcome;
  }
  CrossViewFiles files{context};
  const auto routes = kernel_socket_routes(context);
  SocketComparison comparison{*routes};
  bool confirmed = true;
  if (comparison.look()) {
    confirmed = wait_before_recheck(context);
    if (confirmed) {
      comparison.look_again();
      comparison.look_again();
    } else {
      add_problem(outcome, Outcome::timed_out, "stopped before differences were looked at again");
    }
  }
  const auto differences = confirmed ? comparison.differences() : std::vector<SocketDifference>{};
  for (const auto& difference : differences)
    write(context, files, routes->inode_of(difference.ns), difference);
  if (comparison.dropped() != 0)
    add_problem(outcome, Outcome::partial,
                std::to_string(comparison.dropped()) + " differences were too many to be looked at again");
  files.add(CrossCheck{"socket.listing",
                       {"sock_diag", "procfs", "sock_diag.exact", "process.fd"},
                       comparison.closed(),
                       comparison.compared(),
                       differences.size(),
                       unlisted(context, comparison)});
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
