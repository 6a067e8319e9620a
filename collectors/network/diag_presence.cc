// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/diag_presence.h"

#include "collectors/host/kernel_text.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/network/netlink_presence.h"

#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace firsthour::collectors {
namespace {

struct Handler {
  std::string_view module;
  std::string_view symbol;  // its dump function; a symbol may go on after it (".isra.0", "_compat")
};
// The functions stand in the handler's table by address, so no kernel inlines them away.
constexpr std::array kHandlers{
    Handler{"inet_diag", "inet_diag_dump"},       Handler{"tcp_diag", "tcp_diag_dump"},
    Handler{"udp_diag", "udp_diag_dump"},         Handler{"udp_diag", "udplite_diag_dump"},
    Handler{"raw_diag", "raw_diag_dump"},         Handler{"sctp_diag", "sctp_diag_dump"},
    Handler{"unix_diag", "unix_diag_dump"},       Handler{"af_packet_diag", "packet_diag_dump"},
    Handler{"netlink_diag", "netlink_diag_dump"},
};
constexpr unsigned kInet = 1U << 0;

unsigned needed_by(const DiagKind& kind) {
  switch (kind.transport) {
    case Transport::tcp:
      return kInet | 1U << 1;
    case Transport::udp:
      return kInet | 1U << 2;
    case Transport::udplite:
      return kInet | 1U << 3;
    case Transport::raw:
      return kInet | 1U << 4;
    case Transport::sctp:
      return kInet | 1U << 5;
    case Transport::unix_domain:
      return 1U << 6;
    case Transport::packet:
      return 1U << 7;
    case Transport::netlink:
      return 1U << 8;
    case Transport::icmp:
      break;
  }
  return ~0U;
}

}  // namespace

void DiagPresence::scan_symbols(std::string_view lines) {
  // Only lines that can matter are looked at closely: "…_diag_dump…" is rare.
  for (auto at = lines.find("_diag_dump"); at != std::string_view::npos;
       at = lines.find("_diag_dump", at + 1)) {
    const auto blank = lines.find_last_of(" \n", at);
    const auto start = blank == std::string_view::npos ? 0 : blank + 1;
    const auto name = lines.substr(start, lines.find_first_of(" \t\n", start) - start);
    for (std::size_t i = 0; i < kHandlers.size(); ++i)
      if (name.starts_with(kHandlers[i].symbol)) seen_ |= 1U << i;
  }
}

void DiagPresence::module_seen(std::string_view name) {
  for (std::size_t i = 0; i < kHandlers.size(); ++i)
    if (name == kHandlers[i].module) seen_ |= 1U << i;
}

DiagPresence DiagPresence::look(Context& context) {
  const Host& host = context.host;
  DiagPresence presence;
  if (!host.live()) return presence;
  const auto netlink = host.read("/proc/net/netlink", 4 << 20);
  presence.protocol_ = netlink && netlink_protocol_listed(netlink->bytes, NETLINK_SOCK_DIAG);
  if (!presence.protocol_) return presence;
  const auto modules = host.status("/proc/modules", true);
  presence.anything_goes_ = !modules && modules.error().code == Errc::not_found;
  if (presence.anything_goes_) return presence;
  for (const auto& handler : kHandlers)
    if (host.status("/sys/module/" + std::string{handler.module}, true)) presence.module_seen(handler.module);
  presence.scan_symbols(symbol_facts(context)->services);
  return presence;
}

bool DiagPresence::has(const DiagKind& kind) const {
  if (!protocol_ || kind.transport == Transport::icmp) return false;  // ping sockets have no handler at all
  const auto needed = needed_by(kind);
  return anything_goes_ || (seen_ & needed) == needed;
}

}  // namespace firsthour::collectors
