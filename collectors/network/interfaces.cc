// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network.h"
#include "collectors/network/network_texts.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

using Addresses = std::vector<std::string>;

void put_text(RecordWriter& record, std::string_view key, const std::string& text) {
  if (!text.empty()) record.put_bytes(key, text);
}

void put_kind(RecordWriter& record, const LinkKind& kind) {
  put_text(record, "interface.kind", kind.name);
  put_text(record, "interface.port_kind", kind.port_kind);
  put_text(record, "interface.port_state", kind.port_state);
  put_text(record, "interface.mode", kind.mode);
  record.put("interface.vlan_id", kind.vlan_id);
  put_text(record, "interface.vlan_protocol", kind.vlan_protocol);
  record.put("interface.vlan_filtering", kind.vlan_filtering);
  record.put("interface.tunnel_id", kind.tunnel_id);
  put_text(record, "interface.tunnel_local", kind.tunnel_local);
  put_text(record, "interface.tunnel_remote", kind.tunnel_remote);
  record.put("interface.tunnel_port", kind.tunnel_port);
  record.put("interface.tunnel_index", kind.tunnel_link);
  record.put("interface.active_port", kind.active_port);
  record.put("interface.table", kind.table);
  record.put("interface.owner_uid", kind.owner);
  record.put("interface.owner_gid", kind.group);
  record.put("interface.persistent", kind.persistent);
}

std::string last_part(const Result<std::string>& link) {
  return link ? link->substr(link->rfind('/') + 1) : std::string{};
}

// The driver by sysfs, not by ioctl: SIOCETHTOOL for a device that has just gone makes the kernel look for a
// module of its name. sysfs shows the interfaces of one namespace only, but devices of all.
void put_device(const Context& context, RecordWriter& record, const NetworkNamespace& ns,
                const LinkFacts& link) {
  auto bus = link.device_bus, device = link.device;
  std::string folder;
  if (!device.empty() && !bus.empty())
    folder = "/sys/bus/" + bus + "/devices/" + device;
  else if (ns.own && !link.name.empty() && link.name.find('/') == std::string::npos)
    folder = "/sys/class/net/" + link.name + "/device";
  if (folder.empty()) return;
  if (device.empty()) device = last_part(context.host.read_link(folder));
  if (bus.empty()) bus = last_part(context.host.read_link(folder + "/subsystem"));
  put_text(record, "interface.device_bus", bus);
  put_text(record, "interface.device", device);
  put_text(record, "interface.driver", last_part(context.host.read_link(folder + "/driver")));
}

void write(const Context& context, RecordFile& file, const NetworkNamespace& ns, const LinkFacts& link,
           const Addresses& addresses) {
  RecordWriter record{"host.interface"};
  record.put_bytes("interface.name", link.name);
  if (link.index != 0) record.put("interface.index", link.index);
  if (!link.mac.empty()) record.put("interface.mac", link.mac);
  if (!link.state.empty()) record.put("interface.state", link.state);
  if (!link.flags.empty()) record.put_list("interface.flags", link.flags);
  record.put("interface.mtu", link.mtu);
  put_kind(record, link.kind);
  put_device(context, record, ns, link);
  if (!addresses.empty()) record.put_list("interface.addresses", addresses);
  record.put("interface.rx_bytes", link.rx_bytes);
  record.put("interface.tx_bytes", link.tx_bytes);
  record.put("interface.rx_packets", link.rx_packets);
  record.put("interface.tx_packets", link.tx_packets);
  record.put("interface.rx_errors", link.rx_errors);
  record.put("interface.tx_errors", link.tx_errors);
  record.put("interface.rx_dropped", link.rx_dropped);
  record.put("interface.tx_dropped", link.tx_dropped);
  record.put("interface.promiscuity", link.promiscuity);
  if (!link.permanent_mac.empty()) record.put("interface.permanent_mac", link.permanent_mac);
  if (!link.aliases.empty()) record.put_list("interface.aliases", link.aliases);
  if (!link.description.empty()) record.put_bytes("interface.description", link.description);
  record.put("interface.parent_index", link.parent_index);
  record.put("interface.parent_namespace_id", link.parent_namespace_id);
  record.put("interface.controller_index", link.controller_index);
  const std::vector<std::uint64_t> programs{link.xdp_programs.begin(), link.xdp_programs.end()};
  if (!programs.empty()) record.put_list("interface.xdp_programs", programs);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  file.add(std::move(record));
}

void read_netlink(const Context& context, RecordFile& file, const NetworkNamespace& ns,
                  NetlinkSocket& netlink, SourceOutcome& outcome) {
  const auto links = dump_links(netlink, outcome);
  std::map<std::uint32_t, Addresses> addresses;
  for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}})
    dump_route(netlink, RTM_GETADDR, address_request(family), "addresses", outcome, [&](Bytes payload) {
      const auto facts = parse_address(payload);
      if (facts && !facts->address.empty()) addresses[facts->index].push_back(facts->address);
      return facts.has_value();
    });
  for (const auto& link : links) write(context, file, ns, link, addresses[link.index]);
}

void read_texts(Context& context, RecordFile& file, const NetworkNamespace& ns, SourceOutcome& outcome) {
  std::map<std::string, Addresses> addresses;
  std::map<std::string, std::uint32_t> numbers;
  for (auto& [name, facts] : parse_if_inet6(namespace_text(context, ns, "if_inet6", outcome))) {
    addresses[name].push_back(std::move(facts.address));
    numbers[name] = facts.index;
  }
  for (auto& link : parse_dev(namespace_text(context, ns, "dev", outcome))) {
    if (const auto number = numbers.find(link.name); number != numbers.end()) link.index = number->second;
    write(context, file, ns, link, addresses[link.name]);
  }
}

}  // namespace

SourceOutcome collect_interfaces(Context& context) {
  SourceOutcome outcome;
  if (nothing_to_read(context, outcome)) return outcome;
  RecordFile file{context, "host.interface"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink != nullptr)
      read_netlink(context, file, ns, *netlink, outcome);
    else
      read_texts(context, file, ns, outcome);
  });
  file.finish(outcome);
  for (const auto* path : {"/proc/net/dev", "/proc/net/if_inet6"})
    add_kernel_file(context, "host.interface", path, outcome);
  return outcome;
}

}  // namespace firsthour::collectors
