// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/nft_expression.h"

#include "collectors/network/protocol_names.h"
#include "collectors/network/socket_facts.h"
#include "collectors/network/xt_extension.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>

#include <algorithm>
#include <array>
#include <bit>

namespace firsthour::collectors {
namespace {

// The attributes of one expression by number; all expressions have fewer than this.
class Attributes {
 public:
  explicit Attributes(Bytes nested) {
    AttributeReader reader{nested};
    while (const auto attribute = reader.next())
      if (attribute->type < values_.size()) values_[attribute->type] = attribute->value;
  }
  [[nodiscard]] Bytes operator[](std::size_t type) const { return values_[type]; }
  [[nodiscard]] std::optional<std::uint32_t> number(std::size_t type) const {
    return big_endian_at<std::uint32_t>(values_[type]);
  }
  [[nodiscard]] std::string text(std::size_t type) const { return std::string{text_of(values_[type])}; }

 private:
  std::array<Bytes, 24> values_{};
};

struct Register {
  std::string text;  // "ip saddr"
  NftValue kind = NftValue::hex;
  Bytes mask;
};

std::string hex_of(Bytes value) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (const auto byte : value) {
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

// Length of a mask that is ones and then zeros; nothing for another.
std::optional<unsigned> prefix_of(Bytes mask) {
  unsigned ones = 0;
  bool ended = false;
  for (const auto byte : mask) {
    const auto bits = std::to_integer<std::uint8_t>(byte);
    const auto leading = static_cast<unsigned>(std::countl_one(bits));
    if ((ended && bits != 0) || static_cast<std::uint8_t>(bits << leading) != 0) return std::nullopt;
    ones += leading;
    ended = ended || leading != 8;
  }
  return ones;
}

std::string ct_states(Bytes value) {
  static constexpr std::array<std::string_view, 3> kLow{"invalid", "established", "related"};
  const auto bits = fixed_at<std::uint32_t>(value);
  if (!bits) return hex_of(value);
  std::string text;
  const auto add = [&](std::string_view word) { text += (text.empty() ? "" : ",") + std::string{word}; };
  for (unsigned bit = 0; bit < kLow.size(); ++bit)
    if (*bits >> bit & 1) add(kLow[bit]);
  if (*bits >> 3 & 1) add("new");
  if (*bits >> 6 & 1) add("untracked");
  return text.empty() ? "0" : text;
}

std::string nfproto_name(Bytes value) {
  const auto number = value.empty() ? 0 : std::to_integer<unsigned>(value.front());
  return number == 2 ? "ipv4" : number == 10 ? "ipv6" : std::to_string(number);
}

struct Loaded {
  std::string_view text;
  NftValue kind;
};

constexpr Loaded kUnknown{"", NftValue::hex};

Loaded meta_key(std::uint32_t key) {
  using enum NftValue;
  static constexpr std::array<Loaded, 23> kKeys{Loaded{"meta length", number},
                                                {"meta protocol", hex},
                                                {"meta priority", hex},
                                                {"meta mark", number},
                                                {"iif", number},
                                                {"oif", number},
                                                {"iifname", name},
                                                {"oifname", name},
                                                {"iiftype", hex},
                                                {"oiftype", hex},
                                                {"skuid", number},
                                                {"skgid", number},
                                                {"nftrace", hex},
                                                {"rtclassid", hex},
                                                {"secmark", hex},
                                                {"nfproto", nfproto},
                                                {"l4proto", protocol},
                                                {"ibrname", name},
                                                {"obrname", name},
                                                {"pkttype", hex},
                                                {"cpu", number},
                                                {"iifgroup", number},
                                                {"oifgroup", number}};
  return key < kKeys.size() ? kKeys[key] : key == NFT_META_CGROUP ? Loaded{"cgroup", number} : kUnknown;
}

Loaded ct_key(std::uint32_t key) {
  using enum NftValue;
  static constexpr std::array<Loaded, 18> kKeys{Loaded{"ct state", ct_state},
                                                {"ct direction", hex},
                                                {"ct status", hex},
                                                {"ct mark", number},
                                                {"ct secmark", hex},
                                                {"ct expiration", hex},
                                                {"ct helper", name},
                                                {"ct l3proto", nfproto},
                                                {"ct saddr", ip},
                                                {"ct daddr", ip},
                                                {"ct protocol", protocol},
                                                {"ct proto-src", port},
                                                {"ct proto-dst", port},
                                                {"ct label", hex},
                                                {"ct packets", hex},
                                                {"ct bytes", hex},
                                                {"ct avgpkt", hex},
                                                {"ct zone", hex}};
  return key < kKeys.size() ? kKeys[key] : kUnknown;
}

Loaded payload_field(std::uint32_t base, std::uint32_t offset, std::uint32_t length) {
  using enum NftValue;
  struct Field {
    std::uint32_t base, offset, length;
    Loaded loaded;
  };
  static constexpr std::array kFields{
      Field{NFT_PAYLOAD_NETWORK_HEADER, 12, 4, {"ip saddr", ip}},
      Field{NFT_PAYLOAD_NETWORK_HEADER, 16, 4, {"ip daddr", ip}},
      Field{NFT_PAYLOAD_NETWORK_HEADER, 9, 1, {"ip protocol", protocol}},
      Field{NFT_PAYLOAD_NETWORK_HEADER, 8, 16, {"ip6 saddr", ip}},
      Field{NFT_PAYLOAD_NETWORK_HEADER, 24, 16, {"ip6 daddr", ip}},
      Field{NFT_PAYLOAD_NETWORK_HEADER, 6, 1, {"ip6 nexthdr", protocol}},
      Field{NFT_PAYLOAD_TRANSPORT_HEADER, 0, 2, {"th sport", port}},
      Field{NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, {"th dport", port}},
      Field{NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1, {"icmp type", hex}},
      Field{NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1, {"tcp flags", hex}},
  };
  const auto found = std::ranges::find_if(
      kFields, [&](const Field& f) { return f.base == base && f.offset == offset && f.length == length; });
  return found == kFields.end() ? kUnknown : found->loaded;
}

class Decoder {
 public:
  void take(std::string_view name, Bytes data) {
    said_.expressions.emplace_back(name);
    if (decode(name, Attributes{data})) return;
    said_.undecoded.emplace_back(name);
    say("[" + std::string{name} + "]");
  }
  NftStatement result() && { return std::move(said_); }

 private:
  bool decode(std::string_view name, const Attributes& a) {
    if (name == "meta") return load(a, NFTA_META_DREG, meta_key(a.number(NFTA_META_KEY).value_or(~0U)));
    if (name == "ct") return load(a, NFTA_CT_DREG, ct_key(a.number(NFTA_CT_KEY).value_or(~0U)));
    if (name == "match" || name == "target") return extension(name == "target", a);
    if (name == "payload") return payload(a);
    if (name == "bitwise") return bitwise(a);
    if (name == "cmp") return compare(a);
    if (name == "range") return range(a);
    if (name == "lookup") return lookup(a);
    if (name == "immediate") return immediate(a);
    if (name == "counter") return counter(a);
    if (name == "nat") return nat(a);
    if (name == "redir" || name == "masq") return redirect(name, a);
    if (name == "log") return say("log" + quoted(a.text(NFTA_LOG_PREFIX), " prefix "), "log");
    if (name == "reject") return say("reject", "reject");
    if (name == "limit") return limit(a);
    return false;
  }

  bool say(const std::string& words, std::string_view action = {}) {
    said_.text += (said_.text.empty() ? "" : " ") + words;
    if (!action.empty()) said_.actions.emplace_back(action);
    return true;
  }
  static std::string quoted(const std::string& text, std::string_view before) {
    return text.empty() ? std::string{} : std::string{before} + '"' + text + '"';
  }

  // Registers of 16 bytes (1 to 4) lie over those of 4 (from 8).
  Register& at(std::optional<std::uint32_t> number) {
    const auto n = number.value_or(0);
    const auto word = n >= NFT_REG32_00 ? n - NFT_REG32_00 : n >= NFT_REG_1 ? (n - NFT_REG_1) * 4 : 0;
    return registers_[word % registers_.size()];
  }

  bool load(const Attributes& a, std::size_t target, const Loaded& loaded) {
    // Without a target it writes ("meta mark set"): not decoded.
    if (a[target].empty() || loaded.text.empty()) return false;
    at(a.number(target)) = {std::string{loaded.text}, loaded.kind, {}};
    return true;
  }
  bool payload(const Attributes& a) {
    const auto base = a.number(NFTA_PAYLOAD_BASE), offset = a.number(NFTA_PAYLOAD_OFFSET),
               length = a.number(NFTA_PAYLOAD_LEN);
    if (a[NFTA_PAYLOAD_DREG].empty() || !base || !offset || !length) return false;
    const auto field = payload_field(*base, *offset, *length);
    if (!field.text.empty()) return load(a, NFTA_PAYLOAD_DREG, field);
    static constexpr std::array<std::string_view, 4> kBases{"@ll", "@nh", "@th", "@ih"};
    if (*base >= kBases.size()) return false;
    at(a.number(NFTA_PAYLOAD_DREG)) = {std::string{kBases[*base]} + ',' + std::to_string(*offset * 8ULL) +
                                           ',' + std::to_string(*length * 8ULL),
                                       NftValue::hex,
                                       {}};
    return true;
  }
  static Bytes data_value(Bytes nested) {
    AttributeReader reader{nested};
    while (const auto attribute = reader.next())
      if (attribute->type == NFTA_DATA_VALUE) return attribute->value;
    return {};
  }
  bool bitwise(const Attributes& a) {
    const auto mask = data_value(a[NFTA_BITWISE_MASK]), flip = data_value(a[NFTA_BITWISE_XOR]);
    const bool flips = std::ranges::any_of(flip, [](std::byte b) { return b != std::byte{}; });
    if (mask.empty() || flips || a.number(NFTA_BITWISE_OP).value_or(0) != 0) return false;
    auto loaded = at(a.number(NFTA_BITWISE_SREG));
    loaded.mask = mask;
    at(a.number(NFTA_BITWISE_DREG)) = std::move(loaded);
    return true;
  }
  bool compare(const Attributes& a) {
    static constexpr std::array<std::string_view, 6> kOperators{" ", " != ", " < ", " <= ", " > ", " >= "};
    const auto& left = at(a.number(NFTA_CMP_SREG));
    const auto value = data_value(a[NFTA_CMP_DATA]);
    const auto comparison = a.number(NFTA_CMP_OP).value_or(0);
    if (left.text.empty() || value.empty() || comparison >= kOperators.size()) return false;
    const bool zero = std::ranges::all_of(value, [](std::byte b) { return b == std::byte{}; });
    if (left.kind == NftValue::protocol && comparison == NFT_CMP_EQ && left.mask.empty())
      transport_ = nft_value_text(value, left.kind);
    if (left.kind == NftValue::ct_state && !left.mask.empty() && zero && comparison <= NFT_CMP_NEQ)
      return say(left.text + (comparison == NFT_CMP_NEQ ? " " : " != ") + ct_states(left.mask));
    std::string right = nft_value_text(value, left.kind), name = left_name(left);
    if (!left.mask.empty()) {
      if (const auto prefix = left.kind == NftValue::ip ? prefix_of(left.mask) : std::nullopt)
        right += '/' + std::to_string(*prefix);
      else
        name += " & " + hex_of(left.mask);
    }
    return say(name + std::string{kOperators[comparison]} + right);
  }
  // "th dport" after "l4proto tcp" is "tcp dport".
  [[nodiscard]] std::string left_name(const Register& left) const {
    if (left.text.starts_with("th ") && (transport_ == "tcp" || transport_ == "udp" || transport_ == "sctp"))
      return transport_ + left.text.substr(2);
    return left.text;
  }
  bool range(const Attributes& a) {
    const auto& left = at(a.number(NFTA_RANGE_SREG));
    const auto from = data_value(a[NFTA_RANGE_FROM_DATA]), to = data_value(a[NFTA_RANGE_TO_DATA]);
    if (left.text.empty() || from.empty() || to.empty()) return false;
    return say(left_name(left) + (a.number(NFTA_RANGE_OP).value_or(0) == 0 ? " " : " != ") +
               nft_value_text(from, left.kind) + '-' + nft_value_text(to, left.kind));
  }
  bool lookup(const Attributes& a) {
    const auto& left = at(a.number(NFTA_LOOKUP_SREG));
    if (left.text.empty()) return false;
    const bool is_map = !a[NFTA_LOOKUP_DREG].empty();
    const bool is_verdict = is_map && a.number(NFTA_LOOKUP_DREG) == NFT_REG_VERDICT;
    const bool inverted = (a.number(NFTA_LOOKUP_FLAGS).value_or(0) & 1) != 0;
    const auto words = left_name(left) +
                       (is_verdict ? " vmap @"
                        : is_map   ? " map @"
                        : inverted ? " != @"
                                   : " @") +
                       a.text(NFTA_LOOKUP_SET);
    if (is_map && !is_verdict) {
      at(a.number(NFTA_LOOKUP_DREG)) = {words, NftValue::hex, {}};
      return true;
    }
    return say(words, is_verdict ? "vmap" : "");
  }
  bool immediate(const Attributes& a) {
    AttributeReader reader{a[NFTA_IMMEDIATE_DATA]};
    while (const auto attribute = reader.next()) {
      if (attribute->type == NFTA_DATA_VALUE) {
        at(a.number(NFTA_IMMEDIATE_DREG)) = {"", NftValue::hex, attribute->value};
        return true;
      }
      if (attribute->type != NFTA_DATA_VERDICT) continue;
      auto verdict = nft_verdict(attribute->value);
      if (!verdict.chain.empty()) said_.jumps_to.push_back(verdict.chain);
      return say(verdict.action + (verdict.chain.empty() ? "" : ' ' + verdict.chain), verdict.action);
    }
    return false;
  }
  // What iptables-nft has written: matches and targets of xtables, in the words of iptables.
  bool extension(bool is_target, const Attributes& a) {
    static_assert(int{NFTA_MATCH_NAME} == int{NFTA_TARGET_NAME} &&
                  int{NFTA_MATCH_INFO} == int{NFTA_TARGET_INFO});
    const auto name = a.text(NFTA_MATCH_NAME);
    const auto revision = a.number(NFTA_MATCH_REV).value_or(0);
    const auto words = is_target ? xt_target_text(name, revision, a[NFTA_MATCH_INFO])
                                 : xt_match_text(name, revision, a[NFTA_MATCH_INFO]);
    said_.expressions.back() += ' ' + name;
    if (!words) said_.undecoded.push_back(said_.expressions.back());
    const std::string option = is_target ? "-j " : "-m ";
    return say(!words      ? option + name
               : is_target ? option + *words
                           : *words,
               is_target ? xt_action(name) : std::string{});
  }
  bool counter(const Attributes& a) {
    said_.packets = big_endian_at<std::uint64_t>(a[NFTA_COUNTER_PACKETS]);
    said_.bytes = big_endian_at<std::uint64_t>(a[NFTA_COUNTER_BYTES]);
    return true;
  }
  // What an address or port register holds: an immediate's bytes, or where it was loaded from.
  std::string held(std::optional<std::uint32_t> number, NftValue kind) {
    if (!number) return {};
    const auto& reg = at(number);
    return reg.text.empty() ? nft_value_text(reg.mask, kind) : reg.text;
  }
  bool nat(const Attributes& a) {
    const std::string name = a.number(NFTA_NAT_TYPE).value_or(0) == NFT_NAT_SNAT ? "snat" : "dnat";
    const auto address = held(a.number(NFTA_NAT_REG_ADDR_MIN), NftValue::ip);
    const auto port = held(a.number(NFTA_NAT_REG_PROTO_MIN), NftValue::port);
    return say(name + " to " + address + (port.empty() ? "" : ':' + port), name);
  }
  bool redirect(std::string_view name, const Attributes& a) {
    const std::string word = name == "redir" ? "redirect" : "masquerade";
    const std::size_t from =
        name == "redir" ? std::size_t{NFTA_REDIR_REG_PROTO_MIN} : std::size_t{NFTA_MASQ_REG_PROTO_MIN};
    const auto port = held(a.number(from), NftValue::port);
    return say(word + (port.empty() ? "" : " to :" + port), word);
  }
  bool limit(const Attributes& a) {
    const auto rate = big_endian_at<std::uint64_t>(a[NFTA_LIMIT_RATE]);
    const auto unit = big_endian_at<std::uint64_t>(a[NFTA_LIMIT_UNIT]);
    if (!rate || !unit) return false;
    return say("limit rate " + std::to_string(*rate) + " per " + std::to_string(*unit) + "s");
  }

  NftStatement said_;
  std::array<Register, 16> registers_{};
  std::string transport_;
};

}  // namespace

std::string nft_value_text(Bytes value, NftValue kind) {
  switch (kind) {
    case NftValue::ip:
      if (auto text = ip_text(value); !text.empty()) return text;
      break;
    case NftValue::port:
      if (value.size() == 2) return std::to_string(*big_endian_at<std::uint16_t>(value));
      break;
    case NftValue::protocol:
      if (value.size() == 1) return transport_name(std::to_integer<std::uint8_t>(value.front()));
      break;
    case NftValue::name:
      return '"' + std::string{text_of(value)} + '"';
    case NftValue::number:
      if (const auto number = fixed_at<std::uint32_t>(value); number && value.size() == 4)
        return std::to_string(*number);
      break;
    case NftValue::ct_state:
      return ct_states(value);
    case NftValue::nfproto:
      return nfproto_name(value);
    case NftValue::hex:
      break;
  }
  return hex_of(value);
}

NftVerdict nft_verdict(Bytes nested) {
  NftVerdict verdict{"unknown", {}};
  AttributeReader reader{nested};
  while (const auto attribute = reader.next()) {
    if (attribute->type == NFTA_VERDICT_CHAIN) verdict.chain = text_of(attribute->value);
    if (attribute->type != NFTA_VERDICT_CODE) continue;
    static constexpr std::array<std::string_view, 6> kUp{"drop",  "accept", "stolen",
                                                         "queue", "repeat", "stop"};
    static constexpr std::array<std::string_view, 5> kDown{"continue", "break", "jump", "goto", "return"};
    const auto code = big_endian_at<std::uint32_t>(attribute->value).value_or(~0U >> 1);
    if (code < kUp.size()) verdict.action = kUp[code];
    if (~code < kDown.size()) verdict.action = kDown[~code];
    if ((code & 0xFF) == 3) verdict.action = "queue";
  }
  return verdict;
}

NftStatement decode_nft_expressions(Bytes list) {
  Decoder decoder;
  AttributeReader elements{list};
  while (const auto element = elements.next()) {
    if (element->type != NFTA_LIST_ELEM) continue;
    std::string_view name;
    Bytes data;
    AttributeReader inner{element->value};
    while (const auto attribute = inner.next()) {
      if (attribute->type == NFTA_EXPR_NAME) name = text_of(attribute->value);
      if (attribute->type == NFTA_EXPR_DATA) data = attribute->value;
    }
    decoder.take(name, data);
  }
  return std::move(decoder).result();
}

}  // namespace firsthour::collectors
