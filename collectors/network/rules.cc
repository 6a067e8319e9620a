// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/fib_rule.h"
#include "collectors/network/network.h"
#include "collectors/network/route_dump.h"
#include "collectors/output/record_file.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>

namespace firsthour::collectors {
namespace {

void put_text(RecordWriter& record, std::string_view key, const std::string& text) {
  if (!text.empty()) record.put(key, text);
}

void write(RecordFile& file, const NetworkNamespace& ns, const RuleFacts& rule) {
  RecordWriter record{"host.rule"};
  record.put("rule.priority", rule.priority);
  record.put("rule.family", rule.family);
  put_text(record, "rule.source", rule.source);
  put_text(record, "rule.destination", rule.destination);
  record.put("rule.action", rule.action);
  record.put("rule.table", rule.table);
  record.put("rule.goto", rule.target);
  if (!rule.input_interface.empty()) record.put_bytes("rule.input_interface", rule.input_interface);
  if (!rule.output_interface.empty()) record.put_bytes("rule.output_interface", rule.output_interface);
  record.put("rule.mark", rule.mark);
  record.put("rule.mark_mask", rule.mark_mask);
  record.put("rule.inverted", rule.inverted);
  put_text(record, "rule.transport", rule.transport);
  put_text(record, "rule.source_ports", rule.source_ports);
  put_text(record, "rule.destination_ports", rule.destination_ports);
  put_text(record, "rule.user_ids", rule.user_ids);
  record.put("rule.tunnel_id", rule.tunnel_id);
  record.put("rule.suppressed_prefix_length", rule.suppressed_prefix_length);
  record.put("rule.origin", rule.origin);
  if (ns.inode != 0) record.put("socket.namespace", ns.inode);
  file.add(std::move(record));
}

}  // namespace

SourceOutcome collect_rules(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "rules are told by a running kernel only";
    return outcome;
  }
  RecordFile file{context, "host.rule"};
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink == nullptr)
      return add_problem(outcome, Outcome::denied, "rules of net:[" + std::to_string(ns.inode) + "] denied");
    for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}})
      dump_route(*netlink, RTM_GETRULE, rule_request(family), "rules", outcome, [&](Bytes payload) {
        const auto rule = parse_rule(payload);
        if (rule) write(file, ns, *rule);
        return rule.has_value();
      });
  });
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
