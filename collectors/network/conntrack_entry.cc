// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/conntrack_entry.h"

#include "collectors/host/kernel_text.h"
#include "collectors/network/protocol_names.h"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace firsthour::collectors {
namespace {

std::string tracked_tcp_state(std::uint8_t state) {
  static constexpr std::array<std::string_view, 10> kNames{
      "NONE",       "SYN_SENT", "SYN_RECV",  "ESTABLISHED", "FIN_WAIT",
      "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",       "SYN_SENT2"};
  return state < kNames.size() ? std::string{kNames[state]} : "state-" + std::to_string(state);
}

std::vector<std::string> status_words(std::uint32_t status) {
  static constexpr std::array<std::string_view, 16> kWords{
      "EXPECTED",   "SEEN_REPLY",   "ASSURED",      "CONFIRMED", "SRC_NAT",       "DST_NAT",
      "SEQ_ADJUST", "SRC_NAT_DONE", "DST_NAT_DONE", "DYING",     "FIXED_TIMEOUT", "TEMPLATE",
      "UNTRACKED",  "HELPER",       "OFFLOAD",      "HW_OFFLOAD"};
  std::vector<std::string> words;
  for (unsigned bit = 0; bit < kWords.size(); ++bit)
    if (status >> bit & 1) words.emplace_back(kWords[bit]);
  return words;
}

void read_addresses(FlowDirection& flow, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == CTA_IP_V4_SRC || attribute->type == CTA_IP_V6_SRC)
      flow.source.ip = ip_text(attribute->value);
    if (attribute->type == CTA_IP_V4_DST || attribute->type == CTA_IP_V6_DST)
      flow.destination.ip = ip_text(attribute->value);
  }
}

void read_protocol(ConntrackEntry& entry, FlowDirection& flow, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    const auto port = big_endian_at<std::uint16_t>(attribute->value);
    if (attribute->type == CTA_PROTO_NUM)
      if (const auto number = fixed_at<std::uint8_t>(attribute->value))
        entry.transport = transport_name(*number);
    if (attribute->type == CTA_PROTO_SRC_PORT && port) flow.source.port = *port, entry.has_ports = true;
    if (attribute->type == CTA_PROTO_DST_PORT && port) flow.destination.port = *port, entry.has_ports = true;
  }
}

void read_tuple(ConntrackEntry& entry, FlowDirection& flow, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == CTA_TUPLE_IP) read_addresses(flow, attribute->value);
    if (attribute->type == CTA_TUPLE_PROTO) read_protocol(entry, flow, attribute->value);
  }
}

void read_counters(FlowDirection& flow, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == CTA_COUNTERS_PACKETS)
      flow.packets = big_endian_at<std::uint64_t>(attribute->value);
    if (attribute->type == CTA_COUNTERS_BYTES) flow.bytes = big_endian_at<std::uint64_t>(attribute->value);
  }
}

// The one attribute `inner` inside the one attribute `outer` of `nested`; empty when it is not there.
Bytes find_nested(Bytes nested, std::uint16_t outer, std::uint16_t inner) {
  AttributeReader first{nested};
  while (const auto one = first.next()) {
    if (one->type != outer) continue;
    AttributeReader second{one->value};
    while (const auto two = second.next())
      if (two->type == inner) return two->value;
  }
  return {};
}

void take(ConntrackEntry& entry, const NetlinkAttribute& attribute) {
  const auto value = attribute.value;
  const auto number = big_endian_at<std::uint32_t>(value);
  switch (attribute.type) {
    case CTA_TUPLE_ORIG:
      return read_tuple(entry, entry.original, value);
    case CTA_TUPLE_REPLY:
      return read_tuple(entry, entry.reply, value);
    case CTA_COUNTERS_ORIG:
      return read_counters(entry.original, value);
    case CTA_COUNTERS_REPLY:
      return read_counters(entry.reply, value);
    case CTA_STATUS:
      if (number) entry.status = status_words(*number);
      return;
    case CTA_PROTOINFO:
      if (const auto state = find_nested(value, CTA_PROTOINFO_TCP, CTA_PROTOINFO_TCP_STATE); !state.empty())
        entry.state = tracked_tcp_state(std::to_integer<std::uint8_t>(state.front()));
      return;
    case CTA_TIMEOUT:
      entry.timeout = number;
      return;
    case CTA_MARK:
      entry.mark = number;
      return;
    case CTA_ID:
      entry.id = number;
      return;
    case CTA_ZONE:
      entry.zone = big_endian_at<std::uint16_t>(value);
      return;
    default:
      return;
  }
}

void take_names(ConntrackEntry& entry, const NetlinkAttribute& attribute) {
  AttributeReader nested{attribute.value};
  while (const auto inner = nested.next()) {
    if (attribute.type == CTA_HELP && inner->type == CTA_HELP_NAME) entry.helper = text_of(inner->value);
    if (attribute.type == CTA_TIMESTAMP && inner->type == CTA_TIMESTAMP_START)
      if (const auto start = big_endian_at<std::uint64_t>(inner->value))
        entry.start = Instant{static_cast<std::int64_t>(*start)};
  }
}

}  // namespace

std::string conntrack_request() {
  nfgenmsg request{};
  request.nfgen_family = AF_UNSPEC;
  request.version = NFNETLINK_V0;
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

Result<ConntrackEntry> parse_conntrack(Bytes payload) {
  const auto header = fixed_at<nfgenmsg>(payload);
  if (!header) return fail(Errc::malformed, "conntrack answer is too short");
  ConntrackEntry entry;
  entry.network_type = header->nfgen_family == AF_INET6 ? "ipv6" : "ipv4";
  AttributeReader attributes{attributes_after(payload, sizeof *header)};
  while (const auto attribute = attributes.next()) {
    take(entry, *attribute);
    take_names(entry, *attribute);
  }
  if (entry.original.source.ip.empty() || entry.original.destination.ip.empty())
    return fail(Errc::malformed, "conntrack answer without addresses");
  return entry;
}

std::optional<ConntrackEntry> parse_conntrack_line(std::string_view line) {
  // ipv4     2 tcp      6 431999 ESTABLISHED src=… dst=… sport=… dport=… [UNREPLIED] src=… … [ASSURED] mark=0
  // …
  ConntrackEntry entry;
  const auto family = next_field(line);
  if (family != "ipv4" && family != "ipv6") return std::nullopt;
  entry.network_type = family == "ipv4" ? "ipv4" : "ipv6";
  (void)next_field(line);
  (void)next_field(line);
  const auto protocol = number_from<std::uint8_t>(next_field(line));
  if (!protocol) return std::nullopt;
  entry.transport = transport_name(*protocol);
  entry.timeout = number_from<std::uint32_t>(next_field(line));
  bool replied = true;
  int sources = 0;
  for (auto field = next_field(line); !field.empty(); field = next_field(line)) {
    const auto equals = field.find('=');
    if (field == "[UNREPLIED]") replied = false;
    if (field == "[ASSURED]") entry.status.emplace_back("ASSURED");
    if (equals == std::string_view::npos) {
      if (sources == 0 && !field.starts_with('[')) entry.state = field;
      continue;
    }
    const auto key = field.substr(0, equals), value = field.substr(equals + 1);
    if (key == "src") ++sources;
    auto& flow = sources < 2 ? entry.original : entry.reply;
    if (key == "src") flow.source.ip = value;
    if (key == "dst") flow.destination.ip = value;
    if (key == "sport")
      flow.source.port = number_from<std::uint16_t>(value).value_or(0), entry.has_ports = true;
    if (key == "dport") flow.destination.port = number_from<std::uint16_t>(value).value_or(0);
    if (key == "packets") flow.packets = number_from<std::uint64_t>(value);
    if (key == "bytes") flow.bytes = number_from<std::uint64_t>(value);
    if (key == "mark") entry.mark = number_from<std::uint32_t>(value);
    if (key == "zone") entry.zone = number_from<std::uint16_t>(value);
  }
  if (replied) entry.status.emplace_back("SEEN_REPLY");
  if (entry.original.source.ip.empty() || entry.original.destination.ip.empty()) return std::nullopt;
  return entry;
}

}  // namespace firsthour::collectors
