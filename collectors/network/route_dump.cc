// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/route_dump.h"

#include "collectors/output/record_file.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <span>

namespace firsthour::collectors {

bool nothing_to_read(const Context& context, SourceOutcome& outcome) {
  if (context.host.live() || context.host.status("/proc/net", true)) return false;
  outcome.outcome = Outcome::skipped;
  outcome.reason = "an image has no running kernel";
  return true;
}

void for_each_route_socket(Context& context, SourceOutcome& outcome,
                           const std::function<void(const NetworkNamespace&, NetlinkSocket*)>& visit) {
  for (const auto& ns : network_namespaces(context)) {
    if (context.stopping()) {
      add_problem(outcome, Outcome::timed_out, "stopped before all network namespaces were read");
      return;
    }
    if (!context.host.live()) {
      visit(ns, nullptr);
      continue;
    }
    auto netlink = open_netlink_in(ns, NETLINK_ROUTE);
    if (netlink) {
      visit(ns, &*netlink);
    } else if (netlink.error().code != Errc::not_found) {  // else the namespace has ended meanwhile
      if (ns.texts.empty())
        add_problem(outcome, Outcome::partial, netlink.error().what);
      else
        visit(ns, nullptr);
    }
  }
}

void dump_route(NetlinkSocket& netlink, std::uint16_t type, std::string_view request, std::string_view what,
                SourceOutcome& outcome, const std::function<bool(Bytes)>& take) {
  std::uint64_t malformed = 0;
  const auto end = netlink.dump(type, std::as_bytes(std::span{request}), [&](const NetlinkMessage& message) {
    if (!take(message.payload)) ++malformed;
  });
  const std::string name{what};
  if (malformed != 0)
    add_problem(outcome, Outcome::partial, name + ": " + std::to_string(malformed) + " malformed answers");
  // A kernel without IPv6 has no routes of it: not a failure.
  if (!end && end.error().code != Errc::unsupported && end.error().code != Errc::not_found)
    add_problem(outcome, Outcome::partial, name + ": " + end.error().what);
  if (end && *end == DumpEnd::inconsistent)
    add_problem(outcome, Outcome::changed, name + ": changed while read");
}

std::vector<LinkFacts> dump_links(NetlinkSocket& netlink, SourceOutcome& outcome) {
  std::vector<LinkFacts> links;
  dump_route(netlink, RTM_GETLINK, link_request(), "interfaces", outcome, [&](Bytes payload) {
    auto link = parse_link(payload);
    if (link) links.push_back(std::move(*link));
    return link.has_value();
  });
  return links;
}

InterfaceNames::InterfaceNames(NetlinkSocket& netlink, SourceOutcome& outcome) {
  for (auto& link : dump_links(netlink, outcome)) names_[link.index] = std::move(link.name);
}

std::string InterfaceNames::of(std::uint32_t index) const {
  const auto found = names_.find(index);
  return found == names_.end() ? std::string{} : found->second;
}

std::string namespace_text(Context& context, const NetworkNamespace& ns, std::string_view name,
                           SourceOutcome& outcome) {
  auto text = read_network_text(context.host, ns, name, 32 << 20);
  if (!text) {
    if (text.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, text.error().what);
    return {};
  }
  if (text->cut) add_problem(outcome, Outcome::partial, std::string{name} + ": longer than 32 MiB");
  return std::move(text->bytes);
}

}  // namespace firsthour::collectors
