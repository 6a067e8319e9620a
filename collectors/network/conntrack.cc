// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/kernel_text.h"
#include "collectors/network/conntrack_entry.h"
#include "collectors/network/namespaces.h"
#include "collectors/network/netlink_presence.h"
#include "collectors/network/network.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>

#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint16_t kDump = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;

void put_end(RecordWriter& record, const std::string& prefix, const SocketEnd& end, bool has_ports) {
  record.put(prefix + ".ip", end.ip);
  if (has_ports) record.put(prefix + ".port", end.port);
}

bool same(const SocketEnd& a, const SocketEnd& b) { return a.ip == b.ip && a.port == b.port; }

void write(RecordFile& file, const NetworkNamespace& ns, const ConntrackEntry& entry, std::string_view view) {
  RecordWriter record{"host.conntrack"};
  record.put("network.transport", entry.transport);
  record.put("network.type", entry.network_type);
  put_end(record, "source", entry.original.source, entry.has_ports);
  put_end(record, "destination", entry.original.destination, entry.has_ports);
  // Where the answer comes from another end than was asked, or goes to another, addresses are rewritten.
  if (!entry.reply.source.ip.empty() && !same(entry.reply.source, entry.original.destination))
    put_end(record, "destination.nat", entry.reply.source, entry.has_ports);
  if (!entry.reply.destination.ip.empty() && !same(entry.reply.destination, entry.original.source))
    put_end(record, "source.nat", entry.reply.destination, entry.has_ports);
  record.put("source.packets", entry.original.packets);
  record.put("source.bytes", entry.original.bytes);
  record.put("destination.packets", entry.reply.packets);
  record.put("destination.bytes", entry.reply.bytes);
  if (!entry.state.empty()) record.put_bytes("conntrack.state", entry.state);
  record.put_list("conntrack.status", entry.status);
  record.put("conntrack.timeout", entry.timeout);
  record.put("conntrack.mark", entry.mark);
  record.put("conntrack.zone", entry.zone);
  record.put("conntrack.id", entry.id);
  if (!entry.helper.empty()) record.put_bytes("conntrack.helper", entry.helper);
  record.put("conntrack.start", entry.start);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  record.put("firsthour.view", view);
  file.add(std::move(record));
}

// False when nothing came and the text should be tried.
bool dump(Context& context, RecordFile& file, const NetworkNamespace& ns, SourceOutcome& outcome) {
  auto netlink = open_netlink_in(ns, NETLINK_NETFILTER);
  if (!netlink) return netlink.error().code == Errc::not_found;  // the namespace has ended meanwhile
  std::uint64_t answers = 0;
  const auto before = outcome.outcome;
  dump_route(*netlink, kDump, conntrack_request(), "conntrack", outcome, [&](Bytes payload) {
    const auto entry = parse_conntrack(payload);
    ++answers;
    if (entry && !context.stopping()) write(file, ns, *entry, "ctnetlink");
    return entry.has_value();
  });
  return answers != 0 || outcome.outcome == before;
}

void read_text(Context& context, RecordFile& file, const NetworkNamespace& ns, SourceOutcome& outcome) {
  const auto text = namespace_text(context, ns, "nf_conntrack", outcome);
  std::uint64_t malformed = 0;
  std::string_view rest = text;
  while (const auto line = next_line(rest)) {
    if (const auto entry = parse_conntrack_line(*line))
      write(file, ns, *entry, "procfs");
    else
      ++malformed;
  }
  if (malformed != 0)
    add_problem(outcome, Outcome::partial,
                "nf_conntrack: " + std::to_string(malformed) + " lines are no entries");
}

}  // namespace

SourceOutcome collect_conntrack(Context& context) {
  SourceOutcome outcome;
  if (nothing_to_read(context, outcome)) return outcome;
  const bool by_netlink = NetfilterPresence::look(context).conntrack();
  RecordFile file{context, "host.conntrack"};
  for (const auto& ns : network_namespaces(context)) {
    if (context.stopping()) {
      add_problem(outcome, Outcome::timed_out, "stopped before all network namespaces were read");
      break;
    }
    if (by_netlink && dump(context, file, ns, outcome)) continue;
    read_text(context, file, ns, outcome);
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
