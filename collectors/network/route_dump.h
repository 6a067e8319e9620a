// SPDX-License-Identifier: Apache-2.0
// What interfaces, routes and neighbours have in common: a walk over the namespaces with an rtnetlink socket
// in each, and the names of interfaces by number.
#pragma once

#include "collectors/collector.h"
#include "collectors/network/namespaces.h"
#include "collectors/network/rtnetlink.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// Calls `visit` for each namespace; the socket is null where rtnetlink cannot be had and texts must do.
// What is missing goes into `outcome`.
void for_each_route_socket(Context& context, SourceOutcome& outcome,
                           const std::function<void(const NetworkNamespace&, NetlinkSocket*)>& visit);

// One dump; failures, malformed answers and changes during the dump go into `outcome`. `what` names it there.
void dump_route(NetlinkSocket& netlink, std::uint16_t type, std::string_view request, std::string_view what,
                SourceOutcome& outcome, const std::function<bool(Bytes)>& take);

[[nodiscard]] std::vector<LinkFacts> dump_links(NetlinkSocket& netlink, SourceOutcome& outcome);

// The names of the interfaces of the socket's namespace, as bytes.
class InterfaceNames {
 public:
  InterfaceNames(NetlinkSocket& netlink, SourceOutcome& outcome);
  // "" for a number that is not known.
  [[nodiscard]] std::string of(std::uint32_t index) const;

 private:
  std::map<std::uint32_t, std::string> names_;
};

// A text of the namespace, or nothing; a failure other than absence goes into `outcome`.
[[nodiscard]] std::string namespace_text(Context& context, const NetworkNamespace& ns, std::string_view name,
                                         SourceOutcome& outcome);

// True, with the outcome `skipped`, when this root has neither a running kernel nor its texts.
[[nodiscard]] bool nothing_to_read(const Context& context, SourceOutcome& outcome);

}  // namespace firsthour::collectors
