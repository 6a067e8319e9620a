// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/nft_object.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <array>

namespace firsthour::collectors {
namespace {

std::string family_name(std::uint8_t family) {
  switch (family) {
    case NFPROTO_INET:
      return "inet";
    case NFPROTO_IPV4:
      return "ip";
    case NFPROTO_ARP:
      return "arp";
    case NFPROTO_NETDEV:
      return "netdev";
    case NFPROTO_BRIDGE:
      return "bridge";
    case NFPROTO_IPV6:
      return "ip6";
    default:
      return "family-" + std::to_string(family);
  }
}

std::string hook_name(std::uint8_t family, std::uint32_t hook) {
  static constexpr std::array<std::string_view, 6> kInet{"prerouting", "input",       "forward",
                                                         "output",     "postrouting", "ingress"};
  static constexpr std::array<std::string_view, 3> kArp{"input", "output", "forward"};
  static constexpr std::array<std::string_view, 2> kNetdev{"ingress", "egress"};
  if (family == NFPROTO_ARP && hook < kArp.size()) return std::string{kArp[hook]};
  if (family == NFPROTO_NETDEV && hook < kNetdev.size()) return std::string{kNetdev[hook]};
  const bool plain = family != NFPROTO_ARP && family != NFPROTO_NETDEV;
  return plain && hook < kInet.size() ? std::string{kInet[hook]} : "hook-" + std::to_string(hook);
}

std::vector<std::string> words(std::uint32_t bits, std::span<const std::string_view> names) {
  std::vector<std::string> found;
  for (unsigned bit = 0; bit < 32; ++bit)
    if (bits >> bit & 1)
      found.push_back(bit < names.size() ? std::string{names[bit]} : "bit-" + std::to_string(bit));
  return found;
}

// What nft keeps with an object for itself: type, length, value; type 0 is the comment.
std::string comment_of(Bytes userdata) {
  while (userdata.size() >= 2) {
    const auto length = std::to_integer<std::size_t>(userdata[1]);
    if (length > userdata.size() - 2) return {};
    if (userdata[0] == std::byte{0}) return std::string{text_of(userdata.subspan(2, length))};
    userdata = userdata.subspan(2 + length);
  }
  return {};
}

void take_table(NftObject& object, const NetlinkAttribute& attribute) {
  static constexpr std::array<std::string_view, 3> kFlags{"dormant", "owner", "persist"};
  if (attribute.type == NFTA_TABLE_NAME) object.table = text_of(attribute.value);
  if (attribute.type == NFTA_TABLE_HANDLE) object.handle = big_endian_at<std::uint64_t>(attribute.value);
  if (attribute.type == NFTA_TABLE_USERDATA) object.comment = comment_of(attribute.value);
  if (attribute.type == NFTA_TABLE_FLAGS)
    object.flags = words(big_endian_at<std::uint32_t>(attribute.value).value_or(0), kFlags);
}

void take_hook(NftObject& object, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    const auto number = big_endian_at<std::uint32_t>(attribute->value);
    if (attribute->type == NFTA_HOOK_HOOKNUM && number)
      object.hook = hook_name(object.family_number, *number);
    if (attribute->type == NFTA_HOOK_PRIORITY && number) object.priority = static_cast<std::int32_t>(*number);
    if (attribute->type == NFTA_HOOK_DEV) object.devices.emplace_back(text_of(attribute->value));
    if (attribute->type != NFTA_HOOK_DEVS) continue;
    AttributeReader devices{attribute->value};
    while (const auto device = devices.next()) object.devices.emplace_back(text_of(device->value));
  }
}

void take_chain(NftObject& object, const NetlinkAttribute& attribute) {
  switch (attribute.type) {
    case NFTA_CHAIN_TABLE:
      object.table = text_of(attribute.value);
      break;
    case NFTA_CHAIN_NAME:
      object.chain = text_of(attribute.value);
      break;
    case NFTA_CHAIN_HANDLE:
      object.handle = big_endian_at<std::uint64_t>(attribute.value);
      break;
    case NFTA_CHAIN_TYPE:
      object.chain_type = text_of(attribute.value);
      break;
    case NFTA_CHAIN_POLICY:
      object.policy = big_endian_at<std::uint32_t>(attribute.value) == 0U ? "drop" : "accept";
      break;
    case NFTA_CHAIN_HOOK:
      take_hook(object, attribute.value);
      break;
    case NFTA_CHAIN_USERDATA:
      object.comment = comment_of(attribute.value);
      break;
    default:
      break;
  }
}

void take_rule(NftObject& object, const NetlinkAttribute& attribute) {
  if (attribute.type == NFTA_RULE_TABLE) object.table = text_of(attribute.value);
  if (attribute.type == NFTA_RULE_CHAIN) object.chain = text_of(attribute.value);
  if (attribute.type == NFTA_RULE_HANDLE) object.handle = big_endian_at<std::uint64_t>(attribute.value);
  if (attribute.type == NFTA_RULE_USERDATA) object.comment = comment_of(attribute.value);
  if (attribute.type == NFTA_RULE_EXPRESSIONS) object.says = decode_nft_expressions(attribute.value);
}

// Numbers of nft's own types of data; the kernel only keeps them.
NftValue key_kind(std::uint32_t type) {
  switch (type) {
    case 7:
    case 8:
      return NftValue::ip;
    case 12:
      return NftValue::protocol;
    case 13:
      return NftValue::port;
    case 41:
      return NftValue::name;
    default:
      return NftValue::hex;
  }
}

void take_set(NftObject& object, const NetlinkAttribute& attribute) {
  static constexpr std::array<std::string_view, 9> kFlags{
      "anonymous", "constant", "interval", "map", "timeout", "dynamic", "object", "concat", "expression"};
  const auto number = big_endian_at<std::uint32_t>(attribute.value);
  if (attribute.type == NFTA_SET_TABLE) object.table = text_of(attribute.value);
  if (attribute.type == NFTA_SET_NAME) object.set = text_of(attribute.value);
  if (attribute.type == NFTA_SET_HANDLE) object.handle = big_endian_at<std::uint64_t>(attribute.value);
  if (attribute.type == NFTA_SET_FLAGS) object.flags = words(number.value_or(0), kFlags);
  if (attribute.type == NFTA_SET_KEY_TYPE) object.key = key_kind(number.value_or(0));
}

std::string element_text(Bytes nested, NftValue key) {
  std::string text, target;
  bool ends = false;
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    // An interval's end is an element of its own with this flag.
    if (attribute->type == NFTA_SET_ELEM_FLAGS)
      ends = (big_endian_at<std::uint32_t>(attribute->value).value_or(0) & NFT_SET_ELEM_INTERVAL_END) != 0;
    if (attribute->type != NFTA_SET_ELEM_KEY && attribute->type != NFTA_SET_ELEM_DATA) continue;
    AttributeReader data{attribute->value};
    while (const auto inner = data.next()) {
      const bool is_key = attribute->type == NFTA_SET_ELEM_KEY;
      if (inner->type == NFTA_DATA_VALUE)
        (is_key ? text : target) = nft_value_text(inner->value, is_key ? key : NftValue::hex);
      if (inner->type != NFTA_DATA_VERDICT) continue;
      const auto verdict = nft_verdict(inner->value);
      target = verdict.action + (verdict.chain.empty() ? "" : ' ' + verdict.chain);
    }
  }
  if (ends) text = "before " + text;
  return target.empty() ? text : text + " : " + target;
}

std::string padded_attribute(std::uint16_t type, const std::string& name) {
  const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + name.size() + 1), type};
  std::string bytes{reinterpret_cast<const char*>(&header), sizeof header};
  bytes += name;
  bytes.resize((bytes.size() + 1 + 3) / 4 * 4, '\0');
  return bytes;
}

std::string family_request(std::uint8_t family) {
  nfgenmsg request{};
  request.nfgen_family = family;
  request.version = NFNETLINK_V0;
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

}  // namespace

std::string nft_request() { return family_request(NFPROTO_UNSPEC); }

std::string nft_elements_request(const NftObject& set) {
  return family_request(set.family_number) + padded_attribute(NFTA_SET_ELEM_LIST_TABLE, set.table) +
         padded_attribute(NFTA_SET_ELEM_LIST_SET, set.set);
}

Result<NftObject> parse_nft_object(std::uint16_t type, Bytes payload) {
  const auto header = fixed_at<nfgenmsg>(payload);
  if (!header) return fail(Errc::malformed, "nf_tables answer is too short");
  NftObject object;
  object.family_number = header->nfgen_family;
  object.family = family_name(header->nfgen_family);
  object.kind = type == NFT_MSG_GETTABLE   ? "table"
                : type == NFT_MSG_GETCHAIN ? "chain"
                : type == NFT_MSG_GETRULE  ? "rule"
                                           : "set";
  AttributeReader attributes{attributes_after(payload, sizeof *header)};
  while (const auto attribute = attributes.next()) {
    if (type == NFT_MSG_GETTABLE) take_table(object, *attribute);
    if (type == NFT_MSG_GETCHAIN) take_chain(object, *attribute);
    if (type == NFT_MSG_GETRULE) take_rule(object, *attribute);
    if (type == NFT_MSG_GETSET) take_set(object, *attribute);
  }
  return object;
}

std::vector<std::string> parse_nft_elements(Bytes payload, NftValue key) {
  std::vector<std::string> elements;
  AttributeReader attributes{attributes_after(payload, sizeof(nfgenmsg))};
  while (const auto attribute = attributes.next()) {
    if (attribute->type != NFTA_SET_ELEM_LIST_ELEMENTS) continue;
    AttributeReader list{attribute->value};
    while (const auto element = list.next()) elements.push_back(element_text(element->value, key));
  }
  return elements;
}

}  // namespace firsthour::collectors
