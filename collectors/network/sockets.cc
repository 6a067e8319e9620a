// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_listing.h"
#include "collectors/network/diag_presence.h"
#include "collectors/network/holders.h"
#include "collectors/network/namespaces.h"
#include "collectors/network/network.h"
#include "collectors/network/proc_net.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kTextLimit = 32 << 20;
// So many sockets are kept before they are joined with processes and packages: on most hosts all of them, so
// that nothing slow stands between the first dump and the last.
constexpr std::size_t kKept = 8192;

struct Seen {
  std::uint64_t ns = 0;
  SocketFacts facts;
  std::string_view view;
  bool ours = false;
};

void put_end(RecordWriter& record, std::string_view side, const SocketEnd& end) {
  const std::string prefix{side};
  if (end.ip.empty()) return;
  record.put(prefix + ".ip", end.ip);
  record.put(prefix + ".port", end.port);
}

class SocketCollection {
 public:
  explicit SocketCollection(Context& context)
      : context_{context},
        presence_{DiagPresence::look(context)},
        holders_{context},
        file_{context, "host.socket"} {}

  SourceOutcome run() {
    for (const auto& ns : network_namespaces(context_)) {
      if (context_.stopping()) {
        add_problem(outcome_, Outcome::timed_out, "stopped before all network namespaces were read");
        break;
      }
      read_namespace(ns);
    }
    if (const auto hidden = hidden_namespaces(context_); hidden != 0)
      add_problem(outcome_, Outcome::partial,
                  "network namespaces of " + std::to_string(hidden) + " processes denied");
    for (const auto& kind : diag_kinds())
      if (!kind.text.empty())
        add_kernel_file(context_, "host.socket", "/proc/net/" + std::string{kind.text}, outcome_);
    join();
    file_.finish(outcome_);
    return outcome_;
  }

 private:
  void read_namespace(const NetworkNamespace& ns) {
    std::optional<NetlinkSocket> netlink;
    if (presence_.protocol()) {
      auto opened = open_netlink_in(ns, NETLINK_SOCK_DIAG);
      if (opened)
        netlink = std::move(*opened);
      else if (opened.error().code == Errc::not_found)
        return;                   // the namespace has ended meanwhile
      else if (ns.texts.empty())  // one that only a file keeps: never our own
        add_problem(outcome_, Outcome::partial, opened.error().what);
    }
    for (const auto& kind : diag_kinds()) {
      if (netlink && presence_.has(kind) && dump(ns, kind, *netlink)) continue;
      read_text(ns, kind);
    }
  }

  // False when nothing came and the text should be tried.
  bool dump(const NetworkNamespace& ns, const DiagKind& kind, NetlinkSocket& netlink) {
    const auto request = diag_request(kind);
    std::uint64_t answers = 0, malformed = 0;
    const auto end = netlink.dump(SOCK_DIAG_BY_FAMILY, std::as_bytes(std::span{request}),
                                  [&](const NetlinkMessage& message) {
                                    ++answers;
                                    if (auto facts = parse_diag(kind, message.payload))
                                      keep(ns, std::move(*facts), "sock_diag");
                                    else
                                      ++malformed;
                                  });
    if (malformed != 0)
      add_problem(outcome_, Outcome::partial, std::string{name_of(kind.transport)} + ": malformed answers");
    if (!end && answers != 0)
      add_problem(outcome_, Outcome::partial, std::string{name_of(kind.transport)} + ": " + end.error().what);
    return end.has_value() || answers != 0;
  }

  void read_text(const NetworkNamespace& ns, const DiagKind& kind) {
    if (kind.text.empty()) return note_missing_text(ns, kind);
    const auto path = ns.texts + std::string{kind.text};
    const auto text = read_network_text(context_.host, ns, kind.text, kTextLimit);
    if (!text) {
      // No such text: a kernel without the protocol, or the process has gone.
      if (text.error().code != Errc::not_found) add_problem(outcome_, Outcome::partial, text.error().what);
      return;
    }
    auto parsed = parse_proc_net(kind, text->bytes);
    for (auto& facts : parsed.sockets) keep(ns, std::move(facts), "procfs");
    if (text->cut) add_problem(outcome_, Outcome::partial, path + ": longer than 32 MiB");
    if (parsed.malformed != 0)
      add_problem(outcome_, Outcome::partial,
                  path + ": " + std::to_string(parsed.malformed) + " lines are no entries");
  }

  // SCTP has texts of another shape; said only where the protocol is in use.
  void note_missing_text(const NetworkNamespace& ns, const DiagKind& kind) {
    if (kind.transport == Transport::sctp && context_.host.status(ns.texts + "sctp/eps", true))
      add_problem(outcome_, Outcome::partial, "sctp sockets not read: sctp_diag is not in the kernel");
  }

  void keep(const NetworkNamespace& ns, SocketFacts facts, std::string_view view) {
    const bool ours = holders_.is_ours_now(facts);
    seen_.push_back({ns.inode, std::move(facts), view, ours});
    if (seen_.size() >= kKept) join();
  }

  void join() {
    for (const auto& seen : seen_) write(seen);
    seen_.clear();
  }

  void write(const Seen& seen) {
    const auto& facts = seen.facts;
    RecordWriter record{"host.socket"};
    record.put("network.transport", name_of(facts.transport));
    if (!facts.network_type.empty()) record.put("network.type", facts.network_type);
    put_end(record, "source", facts.local);
    put_end(record, "destination", facts.remote);
    record.put("socket.state", facts.state);
    if (facts.inode != 0) record.put("socket.inode", facts.inode);
    record.put("socket.cookie", facts.cookie);
    if (seen.ns != 0) record.put("socket.namespace", seen.ns);
    record.put("socket.interface_index", facts.interface_index);
    record.put("socket.protocol", facts.protocol);
    record.put("socket.packet_type", facts.packet_type);
    if (!facts.path.empty()) record.put_bytes("socket.path", facts.path);
    record.put("socket.peer_inode", facts.peer_inode);
    record.put("socket.filter_attached", facts.filter_attached);
    if (!facts.filter.empty()) record.put_list("socket.filter", list_classic_bpf(facts.filter));
    if (facts.uid) record.put("user.id", std::to_string(*facts.uid));
    holders_.put(record, facts, seen.ours);
    record.put("firsthour.view", seen.view);
    file_.add(std::move(record));
  }

  Context& context_;
  DiagPresence presence_;
  SocketHolders holders_;
  RecordFile file_;
  std::vector<Seen> seen_;
  SourceOutcome outcome_;
};

}  // namespace

SourceOutcome collect_sockets(Context& context) {
  SourceOutcome outcome;
  if (nothing_to_read(context, outcome)) return outcome;
  return SocketCollection{context}.run();
}

}  // namespace firsthour::collectors
