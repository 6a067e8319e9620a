// SPDX-License-Identifier: Apache-2.0
// What the host speaks to: sockets, interfaces, routes and neighbours, in every network namespace that can be
// reached. A live host is asked through netlink, families that are already in the kernel only: no module is
// ever loaded by these calls. An image or fixture, and whatever netlink does not give, is read from the
// texts below /proc/PID/net.
//
// Each returns `denied` when other namespaces exist that it had no right to read and could not read as
// text either, `partial` when a part was cut, and says in the reason what is missing.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

SourceOutcome collect_sockets(Context& context);          // host.socket, and the raw texts of /proc/net
SourceOutcome collect_conntrack(Context& context);        // host.conntrack
SourceOutcome collect_packet_filters(Context& context);   // host.packet_filter, and the answers they stand on
SourceOutcome collect_traffic_control(Context& context);  // host.traffic_control
SourceOutcome collect_rules(Context& context);            // host.rule
SourceOutcome collect_interfaces(Context& context);       // host.interface
SourceOutcome collect_wireguard(Context& context);        // host.wireguard
SourceOutcome collect_routes(Context& context);           // host.route
SourceOutcome collect_neighbours(Context& context);       // host.neighbour

}  // namespace firsthour::collectors
