// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/numeric_filter.h"

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kLongest = 4096;

// Words of the language that take no name of their own, or are followed by a number.
constexpr std::array<std::string_view, 56> kWords{
    "dst",     "src",     "host",       "net",       "mask",  "port",  "portrange", "less",
    "greater", "proto",   "protochain", "ether",     "ip",    "ip6",   "ipv6",      "arp",
    "rarp",    "tcp",     "udp",        "sctp",      "icmp",  "icmp6", "igmp",      "igrp",
    "pim",     "vrrp",    "carp",       "ah",        "esp",   "vlan",  "mpls",      "pppoed",
    "pppoes",  "geneve",  "broadcast",  "multicast", "and",   "or",    "not",       "len",
    "link",    "inbound", "outbound",   "ifindex",   "llc",   "stp",   "ppp",       "slip",
    "wlan",    "type",    "subtype",    "dir",       "addr1", "addr2", "ra",        "ta"};
constexpr std::array<std::string_view, 16> kOffsets{"icmptype", "icmpcode",  "icmp6type",      "icmp6code",
                                                    "tcpflags", "icmp-echo", "icmp-echoreply", "icmp-unreach",
                                                    "tcp-fin",  "tcp-syn",   "tcp-rst",        "tcp-push",
                                                    "tcp-ack",  "tcp-urg",   "tcp-ece",        "tcp-cwr"};

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
         c == '_' || c == '-';
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// A number (also 0x…), an IPv4 or IPv6 address, a hardware address or a range of ports. A word of hex digits
// alone ("cafe") could be a name; with a colon in it, it cannot.
bool is_numeric(std::string_view word) {
  if (word.starts_with("0x") || word.starts_with("0X"))
    return word.size() > 2 && std::ranges::all_of(word.substr(2), is_hex);
  const auto digit_like = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  if (std::ranges::all_of(word, digit_like)) return true;
  const auto address_like = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
  return word.find(':') != std::string_view::npos && std::ranges::all_of(word, address_like);
}

bool is_known(std::string_view word) {
  return std::ranges::find(kWords, word) != kWords.end() ||
         std::ranges::find(kOffsets, word) != kOffsets.end();
}

}  // namespace

Result<> check_numeric_filter(std::string_view filter) {
  if (filter.size() > kLongest) return fail(Errc::usage, "the capture filter is longer than 4096 bytes");
  static constexpr std::string_view kOperators = " \t\n()[]!&|<>=+*/%^-:~,";
  while (!filter.empty()) {
    const auto end = std::ranges::find_if_not(filter, is_word_byte) - filter.begin();
    if (end == 0) {
      // A backslash quotes a protocol's name, which is looked up too.
      if (kOperators.find(filter.front()) == std::string_view::npos)
        return fail(Errc::usage, "the capture filter has a byte that is not of its language");
      filter.remove_prefix(1);
      continue;
    }
    auto word = filter.substr(0, static_cast<std::size_t>(end));
    filter.remove_prefix(word.size());
    if (is_known(word) || is_numeric(word)) continue;
    return fail(Errc::usage, "the capture filter has the name \"" + std::string{word} +
                                 "\": only numbers and numeric addresses are looked up nowhere");
  }
  return {};
}

}  // namespace firsthour::collectors
