// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/fib_rule.h"

#include "collectors/network/protocol_names.h"
#include "collectors/network/socket_facts.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>

namespace firsthour::collectors {
namespace {

std::string action_name(std::uint8_t action) {
  static constexpr std::array<std::string_view, 9> kNames{"unspecified", "table",       "goto",
                                                          "nop",         "reserved-4",  "reserved-5",
                                                          "blackhole",   "unreachable", "prohibit"};
  return action < kNames.size() ? std::string{kNames[action]} : "action-" + std::to_string(action);
}

template <class Number>
std::string range_of(Bytes value) {
  const auto first = fixed_at<Number>(value);
  const auto last = fixed_at<Number>(value, sizeof(Number));
  return first && last ? std::to_string(*first) + '-' + std::to_string(*last) : std::string{};
}

std::optional<std::uint32_t> unless_unset(std::optional<std::uint32_t> value) {
  return value == ~0U ? std::nullopt : value;  // -1 stands for none
}

void take(RuleFacts& rule, const fib_rule_hdr& header, const NetlinkAttribute& attribute) {
  const auto value = attribute.value;
  const auto number = fixed_at<std::uint32_t>(value);
  switch (attribute.type) {
    case FRA_SRC:
      rule.source = ip_text(value) + '/' + std::to_string(header.src_len);
      break;
    case FRA_DST:
      rule.destination = ip_text(value) + '/' + std::to_string(header.dst_len);
      break;
    case FRA_PRIORITY:
      rule.priority = number.value_or(0);
      break;
    case FRA_TABLE:
      rule.table = number;
      break;
    case FRA_GOTO:
      rule.target = number;
      break;
    case FRA_FWMARK:
      rule.mark = number;
      break;
    case FRA_FWMASK:
      rule.mark_mask = number;
      break;
    case FRA_IIFNAME:
      rule.input_interface = text_of(value);
      break;
    case FRA_OIFNAME:
      rule.output_interface = text_of(value);
      break;
    case FRA_SUPPRESS_PREFIXLEN:
      rule.suppressed_prefix_length = unless_unset(number);
      break;
    case FRA_PROTOCOL:
      if (const auto origin = fixed_at<std::uint8_t>(value)) rule.origin = *origin;
      break;
    case FRA_TUN_ID:
      rule.tunnel_id = big_endian_at<std::uint64_t>(value);
      break;
    case FRA_IP_PROTO:
      if (const auto protocol = fixed_at<std::uint8_t>(value)) rule.transport = transport_name(*protocol);
      break;
    case FRA_UID_RANGE:
      rule.user_ids = range_of<std::uint32_t>(value);
      break;
    case FRA_SPORT_RANGE:
      rule.source_ports = range_of<std::uint16_t>(value);
      break;
    case FRA_DPORT_RANGE:
      rule.destination_ports = range_of<std::uint16_t>(value);
      break;
    default:
      break;
  }
}

}  // namespace

std::string rule_request(std::uint8_t family) {
  fib_rule_hdr request{};
  request.family = family;
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

Result<RuleFacts> parse_rule(Bytes payload) {
  const auto header = fixed_at<fib_rule_hdr>(payload);
  if (!header) return fail(Errc::malformed, "rtnetlink rule answer is too short");
  if (header->family != AF_INET && header->family != AF_INET6)
    return fail(Errc::malformed, "rtnetlink rule answer is of another family");
  RuleFacts rule;
  rule.family = header->family == AF_INET ? "ipv4" : "ipv6";
  rule.action = action_name(header->action);
  rule.inverted = (header->flags & FIB_RULE_INVERT) != 0;
  if (header->table != 0) rule.table = header->table;
  AttributeReader attributes{attributes_after(payload, sizeof *header)};
  while (const auto attribute = attributes.next()) take(rule, *header, *attribute);
  if (header->action != FR_ACT_TO_TBL) rule.table.reset();
  return rule;
}

}  // namespace firsthour::collectors
