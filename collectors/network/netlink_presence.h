// SPDX-License-Identifier: Apache-2.0
// Which netlink protocols and netfilter subsystems are already in the kernel. Opening a protocol, or asking a
// subsystem, that is not there makes the kernel start /sbin/modprobe on the examined host, so this is found
// out by reading only, as in diag_presence.h: the kernel's own socket of the protocol in /proc/net/netlink,
// then the subsystem's module in /sys/module or its function in /proc/kallsyms. Where none says yes, the
// answer is no.
#pragma once

#include "collectors/collector.h"

#include <string_view>

namespace firsthour::collectors {

// True when `proc_net_netlink` has the kernel's own socket (port 0) of this NETLINK_* protocol.
[[nodiscard]] bool netlink_protocol_listed(std::string_view proc_net_netlink, unsigned protocol);

class NetfilterPresence {
 public:
  [[nodiscard]] static NetfilterPresence look(Context& context);
  [[nodiscard]] bool tables() const { return protocol_ && (anything_goes_ || tables_); }
  [[nodiscard]] bool conntrack() const { return protocol_ && (anything_goes_ || conntrack_); }

  // The parts, for tests. `scan_symbols` takes kallsyms in pieces of any size.
  void scan_symbols(std::string_view lines);
  void module_seen(std::string_view name);
  void protocol_seen() { protocol_ = true; }

 private:
  bool protocol_ = false;       // NETLINK_NETFILTER
  bool anything_goes_ = false;  // a kernel without modules: what is not there cannot be loaded
  bool tables_ = false, conntrack_ = false;
};

}  // namespace firsthour::collectors
