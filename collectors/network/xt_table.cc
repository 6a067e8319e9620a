// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/xt_table.h"

#include "collectors/network/protocol_names.h"
#include "collectors/network/socket_facts.h"
#include "collectors/network/xt_extension.h"

#include <netinet/in.h>
// After it: the kernel's own header of addresses gives way to the library's.
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>

namespace firsthour::collectors {
namespace {

// Where the parts of an entry lie.
struct Layout {
  std::size_t size, width, mask, in, out, in_mask, out_mask, protocol, flags, inverted, target, next,
      counters;
};

constexpr Layout kFour{sizeof(ipt_entry),
                       4,
                       offsetof(ipt_ip, smsk),
                       offsetof(ipt_ip, iniface),
                       offsetof(ipt_ip, outiface),
                       offsetof(ipt_ip, iniface_mask),
                       offsetof(ipt_ip, outiface_mask),
                       offsetof(ipt_ip, proto),
                       offsetof(ipt_ip, flags),
                       offsetof(ipt_ip, invflags),
                       offsetof(ipt_entry, target_offset),
                       offsetof(ipt_entry, next_offset),
                       offsetof(ipt_entry, counters)};
constexpr Layout kSix{sizeof(ip6t_entry),
                      16,
                      offsetof(ip6t_ip6, smsk),
                      offsetof(ip6t_ip6, iniface),
                      offsetof(ip6t_ip6, outiface),
                      offsetof(ip6t_ip6, iniface_mask),
                      offsetof(ip6t_ip6, outiface_mask),
                      offsetof(ip6t_ip6, proto),
                      offsetof(ip6t_ip6, flags),
                      offsetof(ip6t_ip6, invflags),
                      offsetof(ip6t_entry, target_offset),
                      offsetof(ip6t_entry, next_offset),
                      offsetof(ip6t_entry, counters)};
constexpr std::size_t kHead = sizeof(xt_entry_match);  // the same of matches and targets
constexpr std::uint8_t kGoto = 2, kSixGoto = 4;

struct Part {
  std::string_view name;
  unsigned revision = 0;
  Bytes data;
};

std::optional<Part> part_at(Bytes entry, std::size_t offset, std::size_t& length) {
  const auto size = fixed_at<std::uint16_t>(entry, offset);
  if (!size || *size < kHead || *size > entry.size() - offset) return {};
  length = *size;
  return Part{text_of(entry.subspan(offset + 2, XT_EXTENSION_MAXNAMELEN)),
              std::to_integer<unsigned>(entry[offset + kHead - 1]),
              entry.subspan(offset + kHead, *size - kHead)};
}

void add(std::string& text, std::string_view words) {
  if (!text.empty()) text += ' ';
  text += words;
}

void add_option(std::string& text, bool inverted, std::string_view option, std::string_view value) {
  if (inverted) add(text, "!");
  add(text, option);
  add(text, value);
}

bool any_set(Bytes bytes) {
  return std::ranges::any_of(bytes, [](std::byte byte) { return byte != std::byte{}; });
}

std::string network(Bytes address, Bytes mask) {
  unsigned ones = 0;
  bool ended = false, odd = false;
  for (const auto byte : mask) {
    const auto bits = std::to_integer<std::uint8_t>(byte);
    const auto leading = static_cast<unsigned>(std::countl_one(bits));
    odd = odd || (ended && bits != 0) || static_cast<std::uint8_t>(bits << leading) != 0;
    ended = ended || leading != 8;
    ones += leading;
  }
  return ip_text(address) + '/' + (odd ? ip_text(mask) : std::to_string(ones));
}

// A mask that does not reach behind the name ends in a wildcard.
std::string interface_text(Bytes name, Bytes mask) {
  std::string text{text_of(name)};
  const auto covered = static_cast<std::size_t>(std::ranges::find(mask, std::byte{}) - mask.begin());
  return covered <= text.size() ? text.substr(0, covered) + '+' : text;
}

// Addresses, interfaces and protocol: what every entry has.
std::string header_text(const Layout& at, Bytes entry) {
  enum : std::uint8_t { in = 1, out = 2, source = 8, destination = 16, protocol = 64 };
  const auto inverted = std::to_integer<std::uint8_t>(entry[at.inverted]);
  const auto part = [&](std::size_t offset, std::size_t length) { return entry.subspan(offset, length); };
  std::string text;
  if (any_set(part(at.mask, at.width)))
    add_option(text, inverted & source, "-s", network(part(0, at.width), part(at.mask, at.width)));
  if (any_set(part(at.mask + at.width, at.width)))
    add_option(text, inverted & destination, "-d",
               network(part(at.width, at.width), part(at.mask + at.width, at.width)));
  if (any_set(part(at.in_mask, IFNAMSIZ)))
    add_option(text, inverted & in, "-i", interface_text(part(at.in, IFNAMSIZ), part(at.in_mask, IFNAMSIZ)));
  if (any_set(part(at.out_mask, IFNAMSIZ)))
    add_option(text, inverted & out, "-o",
               interface_text(part(at.out, IFNAMSIZ), part(at.out_mask, IFNAMSIZ)));
  const auto number = fixed_at<std::uint16_t>(entry, at.protocol).value_or(0);
  if (number != 0)
    add_option(text, inverted & protocol, "-p", transport_name(static_cast<std::uint8_t>(number)));
  return text;
}

class Reader {
 public:
  Reader(XtFamily family, const XtHooks& hooks, Bytes entries)
      : layout_{family == XtFamily::ipv4 ? kFour : kSix},
        goto_{family == XtFamily::ipv4 ? kGoto : kSixGoto},
        hooks_{hooks},
        all_{entries} {}

  Result<std::vector<XtChain>> read() {
    // The names of chains first: a jump goes to the entry behind the one that names the chain.
    if (auto walked = walk([this](std::size_t offset, Bytes entry) { find_chain(offset, entry); }); !walked)
      return tl::unexpected{walked.error()};
    (void)walk([this](std::size_t offset, Bytes entry) { take(offset, entry); });
    return std::move(chains_);
  }

 private:
  template <class Each>
  Result<> walk(Each each) {
    for (std::size_t offset = 0; offset < all_.size();) {
      const auto rest = all_.subspan(offset);
      const auto target = fixed_at<std::uint16_t>(rest, layout_.target),
                 next = fixed_at<std::uint16_t>(rest, layout_.next);
      if (!next || *target < layout_.size || *next < *target + kHead || *next > rest.size())
        return fail(Errc::malformed, "xtables entry at byte " + std::to_string(offset) + " does not fit");
      each(offset, rest.first(*next));
      offset += *next;
    }
    return {};
  }

  [[nodiscard]] Part target_of(Bytes entry) const {
    std::size_t length = 0;
    return part_at(entry, *fixed_at<std::uint16_t>(entry, layout_.target), length).value_or(Part{});
  }

  void find_chain(std::size_t offset, Bytes entry) {
    const auto target = target_of(entry);
    if (target.name == "ERROR") names_[offset + entry.size()] = text_of(target.data);
  }

  // The number of the hook whose list has `offset`.
  [[nodiscard]] std::optional<unsigned> hook_at(const std::array<std::uint32_t, 5>& list,
                                                std::size_t offset) const {
    for (unsigned i = 0; i < list.size(); ++i)
      if ((hooks_.valid >> i & 1) && list[i] == offset) return i;
    return {};
  }

  void take(std::size_t offset, Bytes entry) {
    static constexpr std::array<std::string_view, 5> kNames{"PREROUTING", "INPUT", "FORWARD", "OUTPUT",
                                                            "POSTROUTING"};
    if (const auto hook = hook_at(hooks_.entry, offset)) {
      XtChain chain;
      chain.name = kNames[*hook];
      chain.hook = xt_action(chain.name);
      chains_.push_back(std::move(chain));
    }
    const auto target = target_of(entry);
    if (target.name == "ERROR") {
      // The last one only ends the table.
      if (offset + entry.size() < all_.size()) chains_.emplace_back().name = text_of(target.data);
      return;
    }
    if (chains_.empty()) return;
    auto rule = rule_of(offset, entry, target);
    auto& chain = chains_.back();
    if (hook_at(hooks_.underflow, offset) && !chain.hook.empty()) {
      chain.policy = rule.action;
      chain.packets = rule.packets;
      chain.bytes = rule.bytes;
      return;
    }
    // Every chain of users ends in a return that nobody wrote.
    const bool ends = chain.hook.empty() && rule.action == "return" && ends_chain(offset + entry.size());
    if (!ends) chain.rules.push_back(std::move(rule));
  }

  [[nodiscard]] bool ends_chain(std::size_t next) const {
    const auto rest = all_.subspan(next);
    const auto length = fixed_at<std::uint16_t>(rest, layout_.next);
    return !length || target_of(rest.first(std::min<std::size_t>(*length, rest.size()))).name == "ERROR";
  }

  XtRule rule_of(std::size_t offset, Bytes entry, const Part& target) {
    XtRule rule;
    rule.text = header_text(layout_, entry);
    rule.packets = fixed_at<std::uint64_t>(entry, layout_.counters).value_or(0);
    rule.bytes = fixed_at<std::uint64_t>(entry, layout_.counters + 8).value_or(0);
    const std::size_t end = *fixed_at<std::uint16_t>(entry, layout_.target);
    for (std::size_t at = layout_.size, length = 0; at < end; at += length) {
      const auto match = part_at(entry.first(end), at, length);
      if (!match) break;
      rule.expressions.emplace_back(match->name);
      const auto words = xt_match_text(match->name, match->revision, match->data);
      if (!words) rule.undecoded.emplace_back(match->name);
      add(rule.text, words ? *words : "-m " + std::string{match->name});
    }
    if (target.name.empty())
      take_verdict(rule, offset + entry.size(), entry, target);
    else
      take_target(rule, target);
    return rule;
  }

  static void take_target(XtRule& rule, const Part& target) {
    rule.expressions.emplace_back(target.name);
    rule.action = xt_action(target.name);
    const auto words = xt_target_text(target.name, target.revision, target.data);
    if (!words) rule.undecoded.emplace_back(target.name);
    add(rule.text, "-j " + (words ? *words : std::string{target.name}));
  }

  // A verdict below zero ends the walk; another is the entry to go on with.
  void take_verdict(XtRule& rule, std::size_t next, Bytes entry, const Part& target) const {
    const auto verdict = fixed_at<std::int32_t>(target.data).value_or(0);
    if (verdict < 0) {
      rule.action = verdict == -1 ? "drop" : verdict == -2 ? "accept" : verdict == -4 ? "queue" : "return";
      std::string word = rule.action;
      std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      return add(rule.text, "-j " + word);
    }
    if (static_cast<std::size_t>(verdict) == next) return;  // no target: it counts
    const bool goes = std::to_integer<std::uint8_t>(entry[layout_.flags]) & goto_;
    rule.action = goes ? "goto" : "jump";
    if (const auto name = names_.find(static_cast<std::size_t>(verdict)); name != names_.end())
      rule.jumps_to = name->second;
    add(rule.text, (goes ? "-g " : "-j ") + rule.jumps_to);
  }

  const Layout& layout_;
  std::uint8_t goto_;
  const XtHooks& hooks_;
  Bytes all_;
  std::map<std::size_t, std::string> names_;  // by offset of the chain's first entry
  std::vector<XtChain> chains_;
};

}  // namespace

Result<XtHooks> parse_xt_hooks(Bytes info) {
  const auto found = fixed_at<ipt_getinfo>(info);
  if (!found) return fail(Errc::malformed, "xtables information is too short");
  XtHooks hooks;
  hooks.valid = found->valid_hooks;
  std::ranges::copy(found->hook_entry, hooks.entry.begin());
  std::ranges::copy(found->underflow, hooks.underflow.begin());
  hooks.size = found->size;
  return hooks;
}

Result<std::vector<XtChain>> parse_xt_entries(XtFamily family, const XtHooks& hooks, Bytes entries) {
  return Reader{family, hooks, entries}.read();
}

}  // namespace firsthour::collectors
