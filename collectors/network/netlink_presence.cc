// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/netlink_presence.h"

#include "collectors/host/kernel_text.h"
#include "collectors/kernel/symbol_facts.h"

#include <linux/netlink.h>

#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kTablesModule = "nf_tables", kConntrackModule = "nf_conntrack_netlink";
// Both stand in a table of callbacks by address, so no kernel inlines them away.
constexpr std::string_view kTablesSymbol = " nf_tables_getrule",
                           kConntrackSymbol = " ctnetlink_get_conntrack";

}  // namespace

bool netlink_protocol_listed(std::string_view proc_net_netlink, unsigned protocol) {
  const auto wanted = std::to_string(protocol);
  while (auto line = next_line(proc_net_netlink)) {
    (void)next_field(*line);  // the socket's address
    if (next_field(*line) == wanted && next_field(*line) == "0") return true;
  }
  return false;
}

void NetfilterPresence::scan_symbols(std::string_view lines) {
  tables_ = tables_ || lines.find(kTablesSymbol) != std::string_view::npos;
  conntrack_ = conntrack_ || lines.find(kConntrackSymbol) != std::string_view::npos;
}

void NetfilterPresence::module_seen(std::string_view name) {
  tables_ = tables_ || name == kTablesModule;
  conntrack_ = conntrack_ || name == kConntrackModule;
}

NetfilterPresence NetfilterPresence::look(Context& context) {
  const Host& host = context.host;
  NetfilterPresence presence;
  if (!host.live()) return presence;
  const auto netlink = host.read("/proc/net/netlink", 4 << 20);
  presence.protocol_ = netlink && netlink_protocol_listed(netlink->bytes, NETLINK_NETFILTER);
  if (!presence.protocol_) return presence;
  const auto modules = host.status("/proc/modules", true);
  presence.anything_goes_ = !modules && modules.error().code == Errc::not_found;
  if (presence.anything_goes_) return presence;
  for (const auto name : {kTablesModule, kConntrackModule})
    if (host.status("/sys/module/" + std::string{name}, true)) presence.module_seen(name);
  if (!presence.tables_ || !presence.conntrack_) presence.scan_symbols(symbol_facts(context)->services);
  return presence;
}

}  // namespace firsthour::collectors
