// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/iptables.h"
#include "collectors/network/namespaces.h"
#include "collectors/network/netlink_presence.h"
#include "collectors/network/network.h"
#include "collectors/network/nft_object.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kElements = 256;     // of a set, in its record
constexpr std::size_t kSets = 4096;        // of a namespace, whose elements are asked for
constexpr std::size_t kAnswers = 8 << 20;  // bytes of the kernel's answers that are kept

std::uint16_t message_type(std::uint16_t type) {
  return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | type);
}

void put_name(RecordWriter& record, std::string_view key, const std::string& bytes) {
  if (!bytes.empty()) record.put_bytes(key, bytes);
}

class FilterCollection {
 public:
  // `tables`: nf_tables is in the kernel.
  FilterCollection(Context& context, bool tables)
      : context_{context}, tables_{tables}, file_{context, "host.packet_filter"} {}

  SourceOutcome run() {
    const auto all = network_namespaces(context_);
    for (const auto& ns : all) {
      if (context_.stopping()) {
        add_problem(outcome_, Outcome::timed_out, "stopped before all network namespaces were read");
        break;
      }
      if (tables_) read_namespace(ns);
      read_tables_of_iptables(ns);
    }
    if (without_iptables_ > 0)
      add_problem(outcome_, without_iptables_ == all.size() ? Outcome::denied : Outcome::partial,
                  "iptables of " + std::to_string(without_iptables_) +
                      " network namespaces not read: " + why_without_);
    file_.finish(outcome_);
    keep_answers();
    return outcome_;
  }

 private:
  void read_namespace(const NetworkNamespace& ns) {
    auto netlink = open_netlink_in(ns, NETLINK_NETFILTER);
    if (!netlink) {
      if (netlink.error().code != Errc::not_found)  // else the namespace has ended meanwhile
        add_problem(outcome_, Outcome::denied, netlink.error().what);
      return;
    }
    std::vector<NftObject> sets;
    std::string chain;
    std::uint64_t position = 0;
    for (const std::uint16_t type : {NFT_MSG_GETTABLE, NFT_MSG_GETCHAIN, NFT_MSG_GETRULE, NFT_MSG_GETSET})
      dump_route(*netlink, message_type(type), nft_request(), "packet filter", outcome_, [&](Bytes payload) {
        auto object = parse_nft_object(type, payload);
        keep(type, payload);
        if (!object) return false;
        if (type == NFT_MSG_GETSET) {
          if (sets.size() < kSets) sets.push_back(std::move(*object));
          return true;
        }
        const auto place = object->family + '\0' + object->table + '\0' + object->chain;
        position = place == chain ? position + 1 : 1;
        chain = place;
        file_.add(record_of(ns, *object, position));
        return true;
      });
    if (sets.size() == kSets)
      add_problem(outcome_, Outcome::partial,
                  "more than " + std::to_string(kSets) + " sets: the rest is not read");
    for (const auto& set : sets) write_set(ns, *netlink, set);
  }

  void write_set(const NetworkNamespace& ns, NetlinkSocket& netlink, const NftObject& set) {
    std::vector<std::string> elements;
    std::uint64_t count = 0;
    dump_route(netlink, message_type(NFT_MSG_GETSETELEM), nft_elements_request(set), "elements of a set",
               outcome_, [&](Bytes payload) {
                 keep(NFT_MSG_GETSETELEM, payload);
                 for (auto& element : parse_nft_elements(payload, set.key)) {
                   ++count;
                   if (elements.size() < kElements) elements.push_back(std::move(element));
                 }
                 return true;
               });
    auto record = record_of(ns, set, 0);
    record.put_list("packet_filter.elements", elements);
    record.put("packet_filter.element_count", count);
    file_.add(std::move(record));
  }

  void read_tables_of_iptables(const NetworkNamespace& ns) {
    const auto read =
        read_iptables(context_, ns, outcome_, [&](const XtTable& table) { write_table(ns, table); });
    if (read) return;
    if (without_iptables_++ == 0) why_without_ = read.error().what;
  }

  void write_table(const NetworkNamespace& ns, const XtTable& table) {
    for (const auto& chain : table.chains) {
      const auto begin = [&](std::string_view kind) {
        RecordWriter record{"host.packet_filter"};
        record.put("packet_filter.system", "iptables");
        record.put("packet_filter.kind", kind);
        record.put("packet_filter.family", table.family == XtFamily::ipv4 ? "ip" : "ip6");
        put_name(record, "packet_filter.table", table.name);
        put_name(record, "packet_filter.chain", chain.name);
        if (ns.inode != 0) record.put("socket.namespace", ns.inode);
        return record;
      };
      auto record = begin("chain");
      put_name(record, "packet_filter.hook", chain.hook);
      put_name(record, "packet_filter.policy", chain.policy);
      if (!chain.hook.empty()) {
        record.put("packet_filter.packets", chain.packets);
        record.put("packet_filter.bytes", chain.bytes);
      }
      file_.add(std::move(record));
      std::uint64_t position = 0;
      for (const auto& rule : chain.rules) {
        auto of_rule = begin("rule");
        NftStatement says{rule.text, rule.expressions, rule.undecoded, {}, {}, rule.packets, rule.bytes};
        if (!rule.action.empty()) says.actions.push_back(rule.action);
        if (!rule.jumps_to.empty()) says.jumps_to.push_back(rule.jumps_to);
        put_statement(of_rule, says, ++position);
        file_.add(std::move(of_rule));
      }
    }
  }

  static RecordWriter record_of(const NetworkNamespace& ns, const NftObject& object, std::uint64_t position) {
    RecordWriter record{"host.packet_filter"};
    record.put("packet_filter.system", "nftables");
    record.put("packet_filter.kind", object.kind);
    record.put("packet_filter.family", object.family);
    put_name(record, "packet_filter.table", object.table);
    put_name(record, "packet_filter.chain", object.chain);
    put_name(record, "packet_filter.set", object.set);
    record.put("packet_filter.handle", object.handle);
    put_name(record, "packet_filter.chain_type", object.chain_type);
    put_name(record, "packet_filter.hook", object.hook);
    record.put("packet_filter.priority", object.priority);
    put_name(record, "packet_filter.policy", object.policy);
    if (!object.devices.empty()) record.put_list("packet_filter.devices", object.devices);
    if (!object.flags.empty()) record.put_list("packet_filter.flags", object.flags);
    put_name(record, "packet_filter.comment", object.comment);
    if (object.says) put_statement(record, *object.says, position);
    if (ns.inode != 0) record.put("socket.namespace", ns.inode);
    return record;
  }

  static void put_statement(RecordWriter& record, const NftStatement& says, std::uint64_t position) {
    record.put("packet_filter.position", position);
    record.put_bytes("packet_filter.rule", says.text);
    record.put_list("packet_filter.expressions", says.expressions);
    if (!says.undecoded.empty()) record.put_list("packet_filter.undecoded", says.undecoded);
    record.put_list("packet_filter.actions", says.actions);
    if (!says.jumps_to.empty()) record.put_list("packet_filter.jumps_to", says.jumps_to);
    record.put("packet_filter.packets", says.packets);
    record.put("packet_filter.bytes", says.bytes);
  }

  // The answers as netlink messages, one after another, so that what we do not decode is not lost.
  void keep(std::uint16_t type, Bytes payload) {
    if (answers_.size() + payload.size() > kAnswers) {
      answers_cut_ = true;
      return;
    }
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + payload.size());
    header.nlmsg_type = message_type(type);
    answers_.append(reinterpret_cast<const char*>(&header), sizeof header);
    answers_.append(reinterpret_cast<const char*>(payload.data()), payload.size());
    answers_.resize((answers_.size() + 3) / 4 * 4, '\0');
  }

  void keep_answers() {
    if (answers_.empty()) return;
    Item item;
    item.kind = "kernel-file";
    item.source = "host.packet_filter";
    item.path = "netlink:nf_tables";
    item.started = item.finished = context_.host.now();
    if (answers_cut_) {
      item.outcome = Outcome::partial;
      item.reason = "longer than 8 MiB";
    }
    ++outcome_.items;
    outcome_.bytes += answers_.size();
    if (auto added = context_.out.add(std::move(item), std::as_bytes(std::span{answers_})); !added)
      add_problem(outcome_, Outcome::failed, added.error().what);
  }

  Context& context_;
  bool tables_;
  RecordFile file_;
  std::uint64_t without_iptables_ = 0;  // namespaces
  std::string why_without_;             // what the first of them said
  std::string answers_;
  bool answers_cut_ = false;
  SourceOutcome outcome_;
};

}  // namespace

SourceOutcome collect_packet_filters(Context& context) {
  if (context.host.live()) {
    const bool tables = NetfilterPresence::look(context).tables();
    if (tables || context.host.status("/proc/net/ip_tables_names", true) ||
        context.host.status("/proc/net/ip6_tables_names", true))
      return FilterCollection{context, tables}.run();
  }
  SourceOutcome outcome;
  outcome.outcome = Outcome::skipped;
  outcome.reason =
      context.host.live() ? "no packet filter is in the kernel" : "an image has no running kernel";
  return outcome;
}

}  // namespace firsthour::collectors
