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

void write(RecordFile& file, const NetworkNamespace& ns, const RouteFacts& route,
           const std::string& interface) {
  RecordWriter record{"host.route"};
  record.put("route.destination", route.destination);
  if (!route.gateway.empty()) record.put("route.gateway", route.gateway);
  if (!interface.empty()) record.put_bytes("route.interface", interface);
  record.put("route.metric", route.metric);
  record.put("route.table", route.table);
  if (!route.source.empty()) record.put("route.source", route.source);
  record.put("route.type", route.type);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  file.add(std::move(record));
}

void read_netlink(RecordFile& file, const NetworkNamespace& ns, NetlinkSocket& netlink,
                  SourceOutcome& outcome) {
  const InterfaceNames names{netlink, outcome};
  for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}})
    dump_route(netlink, RTM_GETROUTE, route_request(family), "routes", outcome, [&](Bytes payload) {
      const auto routes = parse_route(payload);
      if (!routes) return false;
      for (const auto& route : *routes) write(file, ns, route, names.of(route.interface_index.value_or(0)));
      return true;
    });
}

}  // namespace

SourceOutcome collect_routes(Context& context) {
  SourceOutcome outcome;
  if (nothing_to_read(context, outcome)) return outcome;
  RecordFile file{context, "host.route"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink != nullptr) return read_netlink(file, ns, *netlink, outcome);
    for (const auto& [name, route] : parse_route_text(namespace_text(context, ns, "route", outcome)))
      write(file, ns, route, name);
    for (const auto& [name, route] : parse_ipv6_route(namespace_text(context, ns, "ipv6_route", outcome)))
      write(file, ns, route, name);
  });
  file.finish(outcome);
  for (const auto* path : {"/proc/net/route", "/proc/net/ipv6_route"})
    add_kernel_file(context, "host.route", path, outcome);
  return outcome;
}

}  // namespace firsthour::collectors
