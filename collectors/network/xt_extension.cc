// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/xt_extension.h"

#include "collectors/network/rtnetlink.h"
#include "collectors/network/socket_facts.h"

#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_owner.h>
#include <linux/netfilter/xt_string.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace firsthour::collectors {
namespace {

using Text = std::optional<std::string>;

std::string not_if(bool inverted) { return inverted ? "! " : ""; }

std::string hex(std::uint32_t number) {
  std::array<char, 8> digits{};
  return "0x" + std::string{digits.data(), std::to_chars(digits.begin(), digits.end(), number, 16).ptr};
}

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

std::string ports(std::uint16_t first, std::uint16_t last) {
  return first == last ? std::to_string(first) : std::to_string(first) + ':' + std::to_string(last);
}

// Nothing where all ports match.
void add_ports(std::string& text, std::string_view option, const std::uint16_t (&range)[2], bool inverted) {
  if (range[0] == 0 && range[1] == 0xFFFF && !inverted) return;
  text += ' ' + not_if(inverted) + std::string{option} + ' ' + ports(range[0], range[1]);
}

std::string tcp_flags(std::uint8_t bits) {
  static constexpr std::array<std::string_view, 6> kWords{"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
  std::string text;
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (bits >> i & 1) text += (text.empty() ? "" : ",") + std::string{kWords[i]};
  return text.empty() ? "NONE" : text;
}

Text tcp(Bytes data) {
  const auto info = fixed_at<xt_tcp>(data);
  if (!info) return {};
  std::string text = "-m tcp";
  add_ports(text, "--sport", info->spts, (info->invflags & XT_TCP_INV_SRCPT) != 0);
  add_ports(text, "--dport", info->dpts, (info->invflags & XT_TCP_INV_DSTPT) != 0);
  if (info->flg_mask != 0)
    text += ' ' + not_if((info->invflags & XT_TCP_INV_FLAGS) != 0) + "--tcp-flags " +
            tcp_flags(info->flg_mask) + ' ' + tcp_flags(info->flg_cmp);
  return text;
}

Text udp(Bytes data) {
  const auto info = fixed_at<xt_udp>(data);
  if (!info) return {};
  std::string text = "-m udp";
  add_ports(text, "--sport", info->spts, (info->invflags & XT_UDP_INV_SRCPT) != 0);
  add_ports(text, "--dport", info->dpts, (info->invflags & XT_UDP_INV_DSTPT) != 0);
  return text;
}

Text multiport(unsigned revision, Bytes data) {
  const auto info = revision == 1 ? fixed_at<xt_multiport_v1>(data) : std::nullopt;
  if (!info || info->count > XT_MULTI_PORTS) return {};
  std::string list;
  for (unsigned i = 0; i < info->count; ++i) {
    const bool range = info->pflags[i] != 0 && i + 1 < info->count;
    list += (list.empty() ? "" : ",") + ports(info->ports[i], info->ports[range ? i + 1 : i]);
    if (range) ++i;
  }
  const std::string_view option = info->flags == XT_MULTIPORT_SOURCE        ? "--sports "
                                  : info->flags == XT_MULTIPORT_DESTINATION ? "--dports "
                                                                            : "--ports ";
  return "-m multiport " + not_if(info->invert != 0) + std::string{option} + list;
}

// Bit 0 is invalid, then the three states; what follows differs between the two matches.
std::string states(std::uint32_t mask, bool of_state_match) {
  struct Word {
    std::uint32_t bit;
    std::string_view word;
  };
  static constexpr std::array kWords{Word{1, "INVALID"}, Word{8, "NEW"}, Word{2, "ESTABLISHED"},
                                     Word{4, "RELATED"}};
  std::string text;
  const auto add = [&](std::string_view word) { text += (text.empty() ? "" : ",") + std::string{word}; };
  for (const auto& [bit, word] : kWords)
    if (mask & bit) add(word);
  if (mask & 64) add(of_state_match ? "UNTRACKED" : "SNAT");
  if (mask & 128) add("DNAT");
  if (mask & 256) add("UNTRACKED");
  return text;
}

// Four pairs of address and mask, five numbers, then what is compared: xt_conntrack_mtinfo1 to 3.
Text conntrack(unsigned revision, Bytes data) {
  constexpr std::size_t kFlags = 8 * 16 + 4 + 4 + 2 + 4 * 2, kStates = kFlags + 4;
  constexpr std::uint16_t kState = 1;
  const auto compared = fixed_at<std::uint16_t>(data, kFlags),
             inverted = fixed_at<std::uint16_t>(data, kFlags + 2);
  std::optional<std::uint32_t> wanted = fixed_at<std::uint16_t>(data, kStates);
  if (revision == 1) wanted = fixed_at<std::uint8_t>(data, kStates);
  if (revision < 1 || revision > 3 || !compared || !inverted || !wanted || *compared != kState) return {};
  return "-m conntrack " + not_if((*inverted & kState) != 0) + "--ctstate " + states(*wanted, false);
}

Text mark(unsigned revision, Bytes data) {
  const auto value = fixed_at<std::uint32_t>(data), mask = fixed_at<std::uint32_t>(data, 4);
  const auto inverted = fixed_at<std::uint8_t>(data, 8);
  if (revision != 1 || !inverted) return {};
  return "-m mark " + not_if(*inverted != 0) + "--mark " + hex(*value) +
         (*mask == ~0U ? "" : '/' + hex(*mask));
}

Text owner(unsigned revision, Bytes data) {
  const auto info = revision == 1 ? fixed_at<xt_owner_match_info>(data) : std::nullopt;
  if (!info) return {};
  const auto range = [](std::uint32_t first, std::uint32_t last) {
    return first == last ? std::to_string(first) : std::to_string(first) + '-' + std::to_string(last);
  };
  std::string text = "-m owner";
  if (info->match & XT_OWNER_UID)
    text += ' ' + not_if((info->invert & XT_OWNER_UID) != 0) + "--uid-owner " +
            range(info->uid_min, info->uid_max);
  if (info->match & XT_OWNER_GID)
    text += ' ' + not_if((info->invert & XT_OWNER_GID) != 0) + "--gid-owner " +
            range(info->gid_min, info->gid_max);
  return text;
}

Text pattern(unsigned revision, Bytes data) {
  const auto info = fixed_at<xt_string_info>(data);
  if (revision != 1 || !info || info->patlen > sizeof info->pattern) return {};
  return "-m string " + not_if((info->u.v1.flags & XT_STRING_FLAG_INVERT) != 0) + "--string " +
         quoted({info->pattern, info->patlen});
}

Text address_type(unsigned revision, Bytes data) {
  static constexpr std::array<std::string_view, 12> kWords{
      "UNSPEC",    "UNICAST",     "LOCAL",    "BROADCAST", "ANYCAST", "MULTICAST",
      "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW",     "NAT",     "XRESOLVE"};
  const auto info = revision == 1 ? fixed_at<xt_addrtype_info_v1>(data) : std::nullopt;
  if (!info) return {};
  std::string text = "-m addrtype";
  const auto add = [&](std::uint16_t bits, bool inverted, std::string_view option) {
    std::string list;
    for (std::size_t i = 0; i < kWords.size(); ++i)
      if (bits >> i & 1) list += (list.empty() ? "" : ",") + std::string{kWords[i]};
    if (bits != 0) text += ' ' + not_if(inverted) + std::string{option} + ' ' + list;
  };
  add(info->source, (info->flags & XT_ADDRTYPE_INVERT_SOURCE) != 0, "--src-type");
  add(info->dest, (info->flags & XT_ADDRTYPE_INVERT_DEST) != 0, "--dst-type");
  return text;
}

Text mac(Bytes data) {
  const auto inverted = fixed_at<std::int32_t>(data, 8);
  if (!inverted) return {};
  return "-m mac " + not_if(*inverted != 0) + "--mac-source " + hardware_address(data.first(6));
}

Text icmp(std::string_view name, Bytes data) {
  const auto type = fixed_at<std::uint8_t>(data), inverted = fixed_at<std::uint8_t>(data, 3);
  if (!inverted) return {};
  const std::string option = name == "icmp6" ? " --icmpv6-type " : " --icmp-type ";
  return "-m " + std::string{name} + ' ' + not_if(*inverted != 0) + option.substr(1) +
         (*type == 0xFF && name == "icmp" ? "any" : std::to_string(*type));
}

Text limit(Bytes data) {
  const auto average = fixed_at<std::uint32_t>(data), burst = fixed_at<std::uint32_t>(data, 4);
  if (!burst || *average == 0) return {};
  struct Unit {
    std::uint32_t each;  // ten-thousandths of a second
    std::string_view word;
  };
  static constexpr std::array kUnits{Unit{10'000, "sec"}, Unit{600'000, "min"}, Unit{36'000'000, "hour"},
                                     Unit{864'000'000, "day"}};
  const auto unit = std::ranges::find_if(kUnits, [&](const Unit& each) { return each.each >= *average; });
  const auto& [each, word] = unit == kUnits.end() ? kUnits.back() : *unit;
  return "-m limit --limit " + std::to_string(each / *average) + '/' + std::string{word} + " --limit-burst " +
         std::to_string(*burst);
}

struct Translation {
  std::uint32_t flags = 0;
  Bytes first, last;
  std::uint16_t first_port = 0, last_port = 0;
};

// The three shapes of a range of nat, which their sizes tell apart: of IPv4 only, of both families, and the
// same with a base port.
std::optional<Translation> translation(Bytes data) {
  const bool old = data.size() < 40;
  if (data.size() < 20) return {};
  const std::size_t flags = old ? 4 : 0, at = flags + 4, width = old ? 4 : 16;
  const auto ip = [&](std::size_t offset) {
    const auto address = data.subspan(offset, width);
    // Where only the first four of sixteen bytes are set it is IPv4: no IPv6 network reaches so short an end.
    const bool four =
        old || std::ranges::all_of(address.subspan(4), [](std::byte b) { return b == std::byte{}; });
    return address.first(four ? 4 : 16);
  };
  return Translation{fixed_at<std::uint32_t>(data, flags).value_or(0), ip(at), ip(at + width),
                     big_endian_at<std::uint16_t>(data, at + 2 * width).value_or(0),
                     big_endian_at<std::uint16_t>(data, at + 2 * width + 2).value_or(0)};
}

Text nat(std::string_view name, Bytes data) {
  constexpr std::uint32_t kAddresses = 1, kPorts = 2;
  const auto range = translation(data);
  if (!range) return {};
  std::string to;
  if (range->flags & kAddresses) {
    const auto first = ip_text(range->first), last = ip_text(range->last);
    const bool six = range->first.size() == 16 && (range->flags & kPorts);
    to = (six ? "[" : "") + first + (first == last ? "" : '-' + last) + (six ? "]" : "");
  }
  const bool addresses = name == "DNAT" || name == "SNAT";
  if (range->flags & kPorts) {
    const auto first = std::to_string(range->first_port), last = std::to_string(range->last_port);
    to += (addresses ? ":" : "") + first + (first == last ? "" : '-' + last);
  }
  const std::string option = name == "DNAT"   ? " --to-destination "
                             : name == "SNAT" ? " --to-source "
                                              : " --to-ports ";
  return std::string{name} + (to.empty() ? "" : option + to);
}

Text log(std::string_view name, Bytes data) {
  const bool to_group = name == "NFLOG";
  const std::size_t at = to_group ? 12 : 2, length = to_group ? 64 : 30;
  if (data.size() < at + length) return {};
  const auto prefix = text_of(data.subspan(at, length));
  std::string text{name};
  if (to_group) text += " --nflog-group " + std::to_string(fixed_at<std::uint16_t>(data, 4).value_or(0));
  if (!prefix.empty()) text += std::string{to_group ? " --nflog-prefix " : " --log-prefix "} + quoted(prefix);
  return text;
}

Text set_mark(unsigned revision, Bytes data) {
  const auto value = fixed_at<std::uint32_t>(data), mask = fixed_at<std::uint32_t>(data, 4);
  if (revision != 2 || !mask) return {};
  return "MARK --set-xmark " + hex(*value) + '/' + hex(*mask);
}

Text transparent_proxy(unsigned revision, Bytes data) {
  const auto port = big_endian_at<std::uint16_t>(data, 24);
  if (revision != 1 || !port) return {};
  return "TPROXY --on-port " + std::to_string(*port);
}

// A copy of every packet goes there.
Text tee(Bytes data) {
  if (data.size() < 16) return {};
  const bool four =
      std::ranges::all_of(data.subspan(4, 12), [](std::byte byte) { return byte == std::byte{}; });
  return "TEE --gateway " + ip_text(data.first(four ? 4 : 16));
}

}  // namespace

Text xt_match_text(std::string_view name, unsigned revision, Bytes data) {
  if (name == "tcp") return tcp(data);
  if (name == "udp") return udp(data);
  if (name == "multiport") return multiport(revision, data);
  if (name == "comment") return "-m comment --comment " + quoted(text_of(data));
  if (name == "conntrack") return conntrack(revision, data);
  if (name == "state") {
    const auto mask = fixed_at<std::uint32_t>(data);
    return mask ? Text{"-m state --state " + states(*mask, true)} : Text{};
  }
  if (name == "mark") return mark(revision, data);
  if (name == "owner") return owner(revision, data);
  if (name == "string") return pattern(revision, data);
  if (name == "addrtype") return address_type(revision, data);
  if (name == "mac") return mac(data);
  if (name == "icmp" || name == "icmp6") return icmp(name, data);
  if (name == "limit") return limit(data);
  return {};
}

Text xt_target_text(std::string_view name, unsigned revision, Bytes data) {
  if (name == "DNAT" || name == "SNAT" || name == "REDIRECT" || name == "MASQUERADE") return nat(name, data);
  if (name == "LOG" || name == "NFLOG") return log(name, data);
  if (name == "MARK") return set_mark(revision, data);
  if (name == "TPROXY") return transparent_proxy(revision, data);
  if (name == "TEE") return tee(data);
  if (name == "REJECT" && data.size() >= 4) return "REJECT";
  if (const auto queue = fixed_at<std::uint16_t>(data); name == "NFQUEUE" && queue)
    return "NFQUEUE --queue-num " + std::to_string(*queue);
  return {};
}

std::string xt_action(std::string_view target) {
  std::string action{target};
  std::ranges::transform(action, action.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return action;
}

}  // namespace firsthour::collectors
