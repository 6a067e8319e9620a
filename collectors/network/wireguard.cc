// SPDX-License-Identifier: Apache-2.0
// host.wireguard: the kernel's WireGuard interfaces and their peers. Asked only in namespaces that have such
// an interface, so its family is in the kernel; its number is looked up in the list of all families, since
// asking for one by its name could load a module.
#include "collectors/network/network.h"
#include "collectors/network/route_dump.h"
#include "collectors/network/wireguard_message.h"
#include "collectors/output/record_file.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPeers = 65536;  // of one interface: the kernel's own limit is 2^20

RecordWriter begin(const NetworkNamespace& ns, const LinkFacts& link, std::string_view kind) {
  RecordWriter record{"host.wireguard"};
  record.put("wireguard.kind", kind);
  record.put_bytes("wireguard.interface", link.name);
  record.put("wireguard.interface_index", link.index);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  return record;
}

void put_text(RecordWriter& record, std::string_view key, const std::string& text) {
  if (!text.empty()) record.put(key, text);
}

void write(RecordFile& file, const NetworkNamespace& ns, const LinkFacts& link,
           const WireguardDevice& device) {
  auto record = begin(ns, link, "interface");
  put_text(record, "wireguard.public_key", device.public_key);
  record.put("wireguard.private_key_set", device.private_key_set);
  record.put("wireguard.listen_port", device.port);
  record.put("wireguard.mark", device.mark);
  record.put("wireguard.peers", device.peers.size());
  file.add(std::move(record));
  for (const auto& peer : device.peers) {
    auto entry = begin(ns, link, "peer");
    put_text(entry, "wireguard.public_key", peer.public_key);
    entry.put("wireguard.preshared_key_set", peer.preshared_key_set);
    put_text(entry, "destination.ip", peer.endpoint_ip);
    if (!peer.endpoint_ip.empty()) entry.put("destination.port", peer.endpoint_port);
    entry.put_list("wireguard.allowed", peer.allowed);
    entry.put("wireguard.last_handshake", peer.last_handshake);
    entry.put("wireguard.keepalive", peer.keepalive);
    entry.put("wireguard.rx_bytes", peer.rx_bytes);
    entry.put("wireguard.tx_bytes", peer.tx_bytes);
    file.add(std::move(entry));
  }
}

void read_device(RecordFile& file, const NetworkNamespace& ns, const LinkFacts& link, NetlinkSocket& netlink,
                 std::uint16_t family, SourceOutcome& outcome) {
  WireguardDevice device;
  bool answered = false, cut = false;
  dump_route(netlink, family, wireguard_request(link.index), "wireguard", outcome, [&](Bytes payload) {
    auto more = parse_wireguard(payload);
    if (!more) return false;
    if (!answered)
      device = std::move(*more);
    else if (device.peers.size() < kPeers)
      join(device, std::move(*more));
    else
      cut = true;
    answered = true;
    return true;
  });
  netlink.forget();  // the answers had the keys
  if (answered) write(file, ns, link, device);
  if (cut) add_problem(outcome, Outcome::partial, "wireguard: more than 65536 peers");
}

void read_namespace(RecordFile& file, const NetworkNamespace& ns, const std::vector<LinkFacts>& links,
                    SourceOutcome& outcome) {
  auto netlink = open_netlink_in(ns, NETLINK_GENERIC);
  if (!netlink) return add_problem(outcome, Outcome::denied, netlink.error().what);
  std::optional<std::uint16_t> family;
  dump_route(*netlink, GENL_ID_CTRL, families_request(), "generic families", outcome, [&](Bytes payload) {
    if (!family) family = family_number(payload, "wireguard");
    return true;
  });
  if (!family) return add_problem(outcome, Outcome::partial, "wireguard: the kernel lists no such family");
  for (const auto& link : links) read_device(file, ns, link, *netlink, *family, outcome);
}

}  // namespace

SourceOutcome collect_wireguard(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  RecordFile file{context, "host.wireguard"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink == nullptr)
      return add_problem(outcome, Outcome::denied,
                         "interfaces of net:[" + std::to_string(ns.inode) + "] denied");
    auto links = dump_links(*netlink, outcome);
    std::erase_if(links, [](const LinkFacts& link) { return link.kind.name != "wireguard"; });
    if (!links.empty()) read_namespace(file, ns, links, outcome);
  });
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
