// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network.h"
#include "collectors/network/network_texts.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>

namespace firsthour::collectors {
namespace {

void write(RecordFile& file, const NetworkNamespace& ns, const NeighbourFacts& facts,
           const std::string& interface) {
  RecordWriter record{"host.neighbour"};
  record.put("neighbour.ip", facts.ip);
  if (!facts.mac.empty()) record.put("neighbour.mac", facts.mac);
  if (!interface.empty()) record.put_bytes("neighbour.interface", interface);
  record.put("neighbour.state", facts.state);
  if (facts.proxy) record.put("neighbour.proxy", true);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  file.add(std::move(record));
}

void read_netlink(RecordFile& file, const NetworkNamespace& ns, NetlinkSocket& netlink,
                  SourceOutcome& outcome) {
  const InterfaceNames names{netlink, outcome};
  for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}})
    for (const bool proxies : {false, true})
      dump_route(netlink, RTM_GETNEIGH, neighbour_request(family, proxies), "neighbours", outcome,
                 [&](Bytes payload) {
                   const auto facts = parse_neighbour(payload);
                   if (!facts) return false;
                   // A kernel that does not know the question answers it with the ordinary list.
                   if (!facts->ip.empty() && facts->proxy == proxies)
                     write(file, ns, *facts, names.of(facts->index));
                   return true;
                 });
}

}  // namespace

SourceOutcome collect_neighbours(Context& context) {
  SourceOutcome outcome;
  if (nothing_to_read(context, outcome)) return outcome;
  RecordFile file{context, "host.neighbour"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink != nullptr) return read_netlink(file, ns, *netlink, outcome);
    for (const auto& [name, facts] : parse_arp(namespace_text(context, ns, "arp", outcome)))
      write(file, ns, facts, name);
  });
  file.finish(outcome);
  add_kernel_file(context, "host.neighbour", "/proc/net/arp", outcome);
  return outcome;
}

}  // namespace firsthour::collectors
