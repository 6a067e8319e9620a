// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/traffic_control.h"

#include <arpa/inet.h>
#include <linux/gen_stats.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>
#include <linux/tc_act/tc_mirred.h>

#include <array>
#include <charconv>
#include <string_view>

namespace firsthour::collectors {
namespace {

struct Attribute {
  std::string_view kind;
  std::uint16_t actions;
};

// Where a filter of each kind keeps its actions.
constexpr std::array kActionsOf{Attribute{"bpf", TCA_BPF_ACT},      Attribute{"flower", TCA_FLOWER_ACT},
                                Attribute{"u32", TCA_U32_ACT},      Attribute{"matchall", TCA_MATCHALL_ACT},
                                Attribute{"basic", TCA_BASIC_ACT},  Attribute{"fw", TCA_FW_ACT},
                                Attribute{"route", TCA_ROUTE4_ACT}, Attribute{"cgroup", TCA_CGROUP_ACT},
                                Attribute{"flow", TCA_FLOW_ACT}};

std::string hex(std::uint32_t number) {
  std::array<char, 8> digits{};
  return {digits.data(), std::to_chars(digits.begin(), digits.end(), number, 16).ptr};
}

std::string redirection(Bytes options) {
  AttributeReader attributes{options};
  while (const auto attribute = attributes.next()) {
    const auto parameters =
        attribute->type == TCA_MIRRED_PARMS ? fixed_at<tc_mirred>(attribute->value) : std::nullopt;
    if (!parameters) continue;
    const bool copies = parameters->eaction == TCA_EGRESS_MIRROR || parameters->eaction == TCA_INGRESS_MIRROR;
    const bool inward = parameters->eaction == TCA_INGRESS_REDIR || parameters->eaction == TCA_INGRESS_MIRROR;
    return std::string{copies ? " mirror" : " redirect"} + " to " + (inward ? "ingress of " : "") +
           std::to_string(parameters->ifindex);
  }
  return {};
}

void take_action(TrafficControlFacts& facts, Bytes action) {
  std::string kind;
  Bytes options;
  AttributeReader attributes{action};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == TCA_ACT_KIND) kind = text_of(attribute->value);
    if (attribute->type == TCA_ACT_OPTIONS) options = attribute->value;
  }
  if (kind == "mirred") kind += redirection(options);
  if (kind == "bpf") {
    AttributeReader nested{options};
    while (const auto attribute = nested.next())
      if (const auto id = fixed_at<std::uint32_t>(attribute->value); attribute->type == TCA_ACT_BPF_ID && id)
        facts.action_programs.push_back(*id);
  }
  if (!kind.empty()) facts.actions.push_back(std::move(kind));
}

void take_actions(TrafficControlFacts& facts, Bytes list) {
  AttributeReader actions{list};
  while (const auto action = actions.next()) take_action(facts, action->value);
}

void take_program(TrafficControlFacts& facts, const NetlinkAttribute& attribute) {
  if (attribute.type == TCA_BPF_ID) facts.program = fixed_at<std::uint32_t>(attribute.value);
  if (attribute.type == TCA_BPF_NAME) facts.program_name = text_of(attribute.value);
  if (attribute.type == TCA_BPF_FLAGS)
    facts.direct_action =
        (fixed_at<std::uint32_t>(attribute.value).value_or(0) & TCA_BPF_FLAG_ACT_DIRECT) != 0;
}

void take_options(TrafficControlFacts& facts, Bytes options) {
  AttributeReader nested{options};
  while (const auto attribute = nested.next()) {
    if (facts.type == "bpf") take_program(facts, *attribute);
    for (const auto& [kind, actions] : kActionsOf)
      if (facts.type == kind && attribute->type == actions) take_actions(facts, attribute->value);
  }
}

void take_statistics(TrafficControlFacts& facts, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == TCA_STATS_BASIC) {
      facts.bytes = fixed_at<std::uint64_t>(attribute->value);
      facts.packets = fixed_at<std::uint32_t>(attribute->value, offsetof(gnet_stats_basic, packets));
    }
    if (attribute->type == TCA_STATS_QUEUE)
      facts.drops = fixed_at<std::uint32_t>(attribute->value, offsetof(gnet_stats_queue, drops));
  }
}

Result<TrafficControlFacts> parse_common(Bytes payload, Bytes& options, Bytes& statistics) {
  const auto message = fixed_at<tcmsg>(payload);
  if (!message) return fail(Errc::malformed, "rtnetlink traffic control answer is too short");
  TrafficControlFacts facts;
  facts.interface_index = static_cast<std::uint32_t>(message->tcm_ifindex);
  facts.handle = message->tcm_handle;
  facts.parent = message->tcm_parent;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == TCA_KIND) facts.type = text_of(attribute->value);
    if (attribute->type == TCA_CHAIN) facts.chain = fixed_at<std::uint32_t>(attribute->value);
    if (attribute->type == TCA_OPTIONS) options = attribute->value;
    if (attribute->type == TCA_STATS2) statistics = attribute->value;
  }
  return facts;
}

}  // namespace

Result<TrafficControlFacts> parse_queue(Bytes payload) {
  Bytes options, statistics;
  auto facts = parse_common(payload, options, statistics);
  if (facts) take_statistics(*facts, statistics);
  return facts;
}

Result<TrafficControlFacts> parse_filter(Bytes payload) {
  Bytes options, statistics;
  auto facts = parse_common(payload, options, statistics);
  if (!facts) return facts;
  const auto message = fixed_at<tcmsg>(payload);
  facts->priority = static_cast<std::uint16_t>(message->tcm_info >> 16);
  facts->protocol = ntohs(static_cast<std::uint16_t>(message->tcm_info & 0xFFFF));
  // A filter of a shared block has no interface; the parent's place then holds the block's number.
  if (facts->interface_index == TCM_IFINDEX_MAGIC_BLOCK) {
    facts->block = facts->parent;
    facts->interface_index = facts->parent = 0;
  }
  take_options(*facts, options);
  return facts;
}

std::string handle_text(std::uint32_t handle) { return hex(handle >> 16) + ':' + hex(handle & 0xFFFF); }

std::string parent_text(std::uint32_t parent) {
  switch (parent) {
    case TC_H_ROOT:
      return "root";
    case TC_H_INGRESS:                // of a queue
    case TC_H_MAKE(TC_H_INGRESS, 0):  // of a filter
      return "ingress";
    case TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS):
      return "clsact.ingress";
    case TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS):
      return "clsact.egress";
    default:
      return handle_text(parent);
  }
}

}  // namespace firsthour::collectors
