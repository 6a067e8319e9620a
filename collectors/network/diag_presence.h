// SPDX-License-Identifier: Apache-2.0
// Which sock_diag handlers are already in the kernel. Asking for one that is not makes the kernel start
// /sbin/modprobe on the examined host, so this is found out by reading only:
//   - the kernel has no loadable modules: nothing can be loaded, everything may be asked for;
//   - the netlink protocol itself: the kernel's own socket of it stands in /proc/net/netlink;
//   - a handler: its module stands in /sys/module, or its dump function in /proc/kallsyms.
// Where none of these says yes, the answer is no, and the text view is used.
#pragma once

#include "collectors/collector.h"
#include "collectors/network/sock_diag.h"

#include <string>
#include <string_view>

namespace firsthour::collectors {

class DiagPresence {
 public:
  [[nodiscard]] static DiagPresence look(Context& context);
  [[nodiscard]] bool has(const DiagKind& kind) const;
  [[nodiscard]] bool protocol() const { return protocol_; }

  // The parts, for tests. `scan_symbols` takes kallsyms in pieces of any size.
  void scan_symbols(std::string_view lines);
  void module_seen(std::string_view name);
  void protocol_seen() { protocol_ = true; }

 private:
  bool protocol_ = false;  // NETLINK_SOCK_DIAG
  bool anything_goes_ = false;
  unsigned seen_ = 0;  // bit i: handler i of the table
};

}  // namespace firsthour::collectors
