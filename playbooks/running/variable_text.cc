// SPDX-License-Identifier: Apache-2.0
#include "playbooks/variable_text.h"

#include "casefile/json.h"
#include "casefile/number.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kEnd = ":value";

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_name(char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-'; }

// The length of `__name__:value` at the beginning of the text, 0 when there is none.
std::size_t reference(std::string_view text) {
  if (!text.starts_with("__") || text.size() < 5 || !letter(text[2])) return 0;
  std::size_t end = 2;
  while (end < text.size() && in_name(text[end])) ++end;
  const std::string_view key = text.substr(0, end);
  if (key.size() < 5 || !key.ends_with("__") || !text.substr(end).starts_with(kEnd)) return 0;
  return end + kEnd.size();
}

bool hexadecimal(std::string_view value) {
  return !value.empty() && value.size() % 2 == 0 &&
         std::ranges::all_of(value, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool integer(std::string_view value) { return number_from<std::int64_t>(value).has_value(); }

bool floating(std::string_view value) {
  const auto number = number_from<double>(value);
  return number && std::isfinite(*number);
}

bool address(int family, std::string_view value) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const std::size_t slash = value.find('/');
  const std::string host{value.substr(0, slash)};
  if (inet_pton(family, host.c_str(), bytes.data()) != 1) return false;
  if (slash == std::string_view::npos) return true;
  const auto prefix = number_from<unsigned>(value.substr(slash + 1));
  return prefix && *prefix <= (family == AF_INET ? 32U : 128U);
}

bool mac(std::string_view value) {
  if (value.size() != 17) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool separator = i % 3 == 2;
    if (separator ? value[i] != ':' && value[i] != '-'
                  : std::isxdigit(static_cast<unsigned char>(value[i])) == 0)
      return false;
  }
  return true;
}

bool uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : std::isxdigit(static_cast<unsigned char>(value[i])) == 0) return false;
  }
  return true;
}

bool uri(std::string_view value) {
  const std::size_t colon = value.find(':');
  return colon != std::string_view::npos && colon > 0 && letter(value[0]) &&
         std::ranges::all_of(value, [](unsigned char c) { return c > 0x20; });
}

struct Rule {
  std::string_view type, is;
  bool (*fits)(std::string_view value);
};
constexpr std::array kRules{
    Rule{"bool", "true or false", [](std::string_view v) { return v == "true" || v == "false"; }},
    Rule{"integer", "a whole number", integer},
    Rule{"long", "a whole number", integer},
    Rule{"float", "a number", floating},
    Rule{"hexstring", "pairs of hexadecimal digits", hexadecimal},
    Rule{"hash", "hexadecimal digits", hexadecimal},
    Rule{"md5-hash", "32 hexadecimal digits",
         [](std::string_view v) { return v.size() == 32 && hexadecimal(v); }},
    Rule{"sha256-hash", "64 hexadecimal digits",
         [](std::string_view v) { return v.size() == 64 && hexadecimal(v); }},
    Rule{"ipv4-addr", "an IPv4 address", [](std::string_view v) { return address(AF_INET, v); }},
    Rule{"ipv6-addr", "an IPv6 address", [](std::string_view v) { return address(AF_INET6, v); }},
    Rule{"mac-addr", "a MAC address", mac},
    Rule{"uri", "a URI", uri},
    Rule{"uuid", "a UUID", uuid},
    Rule{"dictionary", "a JSON object",
         [](std::string_view v) {
           const auto json = parse_json(v);
           return json && json->is_object();
         }},
};

}  // namespace

Result<std::string> with_values(
    std::string_view text, const Variables& variables,
    const std::function<std::string(std::string_view before, std::string_view value)>& as) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text[at] == '_' ? reference(text.substr(at)) : 0;
    if (length == 0) {
      out += text[at++];
      continue;
    }
    const std::string_view key = text.substr(at, length - kEnd.size());
    const auto found = variables.find(key);
    if (found == variables.end()) return fail(Errc::not_found, std::string{key} + " is not defined");
    if (!found->second.value) return fail(Errc::not_found, std::string{key} + " has no known value");
    out += as ? as(out, *found->second.value) : *found->second.value;
    at += length;
  }
  return out;
}

Result<> check_value(std::string_view type, std::string_view value) {
  for (const Rule& rule : kRules)
    if (rule.type == type && !rule.fits(value))
      return fail(Errc::malformed, "it must be " + std::string{rule.is});
  return {};
}

}  // namespace firsthour::playbooks
