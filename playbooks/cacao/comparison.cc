// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/comparison.h"

#include "casefile/number.h"
#include "playbooks/cacao/pattern.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::pair<std::string_view, Comparison>, 12> kSigns{{
    {"=", Comparison::equal},
    {"==", Comparison::equal},
    {"!=", Comparison::unequal},
    {"<>", Comparison::unequal},
    {"<", Comparison::less},
    {"<=", Comparison::less_equal},
    {">", Comparison::greater},
    {">=", Comparison::greater_equal},
    {"LIKE", Comparison::like},
    {"MATCHES", Comparison::matches},
    {"ISSUBSET", Comparison::is_subset},
    {"ISSUPERSET", Comparison::is_superset},
}};

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

template <class Value>
bool ordered(const Value& left, Comparison how, const Value& right) {
  switch (how) {
    case Comparison::equal:
      return left == right;
    case Comparison::unequal:
      return left != right;
    case Comparison::less:
      return left < right;
    case Comparison::less_equal:
      return left <= right;
    case Comparison::greater:
      return left > right;
    default:
      return left >= right;
  }
}

bool is_number(std::string_view type) { return type == "integer" || type == "long" || type == "float"; }
bool ignores_case(std::string_view type) {
  return type == "mac-addr" || type == "uuid" || type == "hexstring" || type.ends_with("hash") ||
         type == "bool";
}

Result<bool> compare_numbers(std::string_view left, Comparison how, std::string_view right) {
  const auto whole_left = number_from<std::int64_t>(left), whole_right = number_from<std::int64_t>(right);
  if (whole_left && whole_right) return ordered(*whole_left, how, *whole_right);
  const auto a = number_from<double>(left), b = number_from<double>(right);
  if (!a || !b || std::isnan(*a) || std::isnan(*b))
    return fail(Errc::malformed, std::string{a ? right : left} + " is no number");
  return ordered(*a, how, *b);
}

// % stands for any text, _ for one character. Two fingers, no recursion: linear in memory.
bool like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, resume = 0;
  const auto step = [&](std::size_t at) {  // over one character of UTF-8
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
  };
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == '_') {
      ++p;
      t = step(t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

Result<bool> matches(std::string_view text, std::string_view pattern) {
  if (text.size() > (16U << 10U) || pattern.size() > 1024)
    return fail(Errc::malformed, "MATCHES takes texts up to 16 KiB and patterns up to 1024 bytes");
  return found_in(text, pattern);
}

struct Network {
  int family = 0;
  std::array<unsigned char, 16> bytes{};
  unsigned prefix = 0;
};
std::optional<Network> network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string host{text.substr(0, slash)};
  Network out;
  out.family = host.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(out.family, host.c_str(), out.bytes.data()) != 1) return std::nullopt;
  out.prefix = out.family == AF_INET ? 32 : 128;
  if (slash == std::string_view::npos) return out;
  const auto prefix = number_from<unsigned>(text.substr(slash + 1));
  if (!prefix || *prefix > out.prefix) return std::nullopt;
  out.prefix = *prefix;
  return out;
}

bool within(const Network& inner, const Network& outer) {
  if (inner.family != outer.family || inner.prefix < outer.prefix) return false;
  for (unsigned bit = 0; bit < outer.prefix; ++bit) {
    const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
    if (((inner.bytes[bit / 8] ^ outer.bytes[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

Result<bool> compare_networks(std::string_view left, Comparison how, std::string_view right) {
  const auto a = network(left), b = network(right);
  if (!a || !b) return fail(Errc::malformed, std::string{a ? right : left} + " is no address or network");
  switch (how) {
    case Comparison::equal:
    case Comparison::unequal:
      return (within(*a, *b) && within(*b, *a)) == (how == Comparison::equal);
    case Comparison::is_subset:
      return within(*a, *b);
    case Comparison::is_superset:
      return within(*b, *a);
    default:
      return fail(Errc::malformed, "addresses are neither smaller nor greater");
  }
}

}  // namespace

std::optional<Comparison> comparison_named(std::string_view sign) {
  const std::string upper = [&] {
    std::string out{sign};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
  }();
  for (const auto& [name, comparison] : kSigns)
    if (name == upper) return comparison;
  return std::nullopt;
}

Result<bool> compare(std::string_view type, std::string_view left, Comparison how, std::string_view right) {
  if (how == Comparison::like) return like(left, right);
  if (how == Comparison::matches) return matches(left, right);
  const bool sets = how == Comparison::is_subset || how == Comparison::is_superset;
  if (sets || ((type == "ipv4-addr" || type == "ipv6-addr") && network(left) && network(right)))
    return compare_networks(left, how, right);
  const bool both_numbers = number_from<double>(left) && number_from<double>(right);
  if (is_number(type) || (type.empty() && both_numbers)) return compare_numbers(left, how, right);
  if (ignores_case(type)) return ordered(lower(left), how, lower(right));
  return ordered(std::string{left}, how, std::string{right});
}

}  // namespace firsthour::playbooks
