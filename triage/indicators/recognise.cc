// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/recognise.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace firsthour::triage {
namespace {

std::string lower(std::string_view text) {
  std::string folded{text};
  std::ranges::transform(folded, folded.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return folded;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

bool is_hex(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// "example.com." and "EXAMPLE.com" are one name; a leading "*." stands for all below, as every name does
// here.
std::string canonical_domain(std::string_view value) {
  if (value.starts_with("*.")) value.remove_prefix(2);
  if (value.ends_with('.')) value.remove_suffix(1);
  return lower(value);
}

// Scheme and host in lower case, no trailing slash, no fragment.
std::string canonical_url(std::string_view value) {
  value = value.substr(0, value.find('#'));
  const std::size_t scheme = value.find("://");
  const std::size_t host = scheme == value.npos ? 0 : scheme + 3;
  const std::size_t path = std::min(value.find('/', host), value.size());
  std::string url = lower(value.substr(0, path)) + std::string{value.substr(path)};
  while (url.ends_with('/')) url.pop_back();
  return url;
}

constexpr std::pair<std::string_view, IndicatorKind> kNames[] = {{"md5", IndicatorKind::digest},
                                                                 {"sha1", IndicatorKind::digest},
                                                                 {"sha256", IndicatorKind::digest},
                                                                 {"sha512", IndicatorKind::digest},
                                                                 {"sha-1", IndicatorKind::digest},
                                                                 {"sha-256", IndicatorKind::digest},
                                                                 {"sha-512", IndicatorKind::digest},
                                                                 {"sm3", IndicatorKind::digest},
                                                                 {"hash", IndicatorKind::digest},
                                                                 {"filename", IndicatorKind::file_name},
                                                                 {"file_name", IndicatorKind::file_name},
                                                                 {"file", IndicatorKind::file_name},
                                                                 {"filepath", IndicatorKind::file_path},
                                                                 {"path", IndicatorKind::file_path},
                                                                 {"regex", IndicatorKind::name_pattern},
                                                                 {"ip", IndicatorKind::address},
                                                                 {"ipv4", IndicatorKind::address},
                                                                 {"ipv6", IndicatorKind::address},
                                                                 {"ip-src", IndicatorKind::address},
                                                                 {"ip-dst", IndicatorKind::address},
                                                                 {"address", IndicatorKind::address},
                                                                 {"cidr", IndicatorKind::network},
                                                                 {"network", IndicatorKind::network},
                                                                 {"domain", IndicatorKind::domain},
                                                                 {"hostname", IndicatorKind::domain},
                                                                 {"fqdn", IndicatorKind::domain},
                                                                 {"url", IndicatorKind::url},
                                                                 {"uri", IndicatorKind::url},
                                                                 {"email", IndicatorKind::email},
                                                                 {"email-src", IndicatorKind::email},
                                                                 {"email-dst", IndicatorKind::email},
                                                                 {"ja3", IndicatorKind::ja3},
                                                                 {"ja3-fingerprint-md5", IndicatorKind::ja3},
                                                                 {"ja4", IndicatorKind::ja3},
                                                                 {"user-agent", IndicatorKind::user_agent},
                                                                 {"useragent", IndicatorKind::user_agent}};

}  // namespace

std::string refanged(std::string_view value) {
  std::string text{value};
  for (const auto& [from, to] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"[.]", "."},
                                                                            {"(.)", "."},
                                                                            {"[dot]", "."},
                                                                            {"(dot)", "."},
                                                                            {"[:]", ":"},
                                                                            {"[://]", "://"},
                                                                            {"[@]", "@"},
                                                                            {"[at]", "@"}})
    replace_all(text, from, to);
  if (const std::string start = lower(text.substr(0, 6)); start.starts_with("hxxp")) text.replace(1, 2, "tt");
  return text;
}

std::optional<Algorithm> algorithm_of_digest(std::string_view hex) {
  if (!is_hex(hex)) return std::nullopt;
  switch (hex.size()) {
    case 32:
      return Algorithm::md5;
    case 40:
      return Algorithm::sha1;
    case 64:
      return Algorithm::sha256;
    case 128:
      return Algorithm::sha512;
    default:
      return std::nullopt;
  }
}

bool is_domain(std::string_view value) {
  if (value.size() > 253 || value.find('.') == value.npos) return false;
  std::size_t labels = 0;
  bool last_has_letter = false;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t dot = std::min(value.find('.', at), value.size());
    const std::string_view label = value.substr(at, dot - at);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(
            label, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c >= 0x80; }))
      return false;
    last_has_letter =
        std::ranges::any_of(label, [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
    ++labels;
    at = dot + 1;
  }
  return labels >= 2 && last_has_letter;
}

IndicatorKind recognise(std::string_view value) {
  if (algorithm_of_digest(value)) return IndicatorKind::digest;
  if (value.find("://") != value.npos) return IndicatorKind::url;
  if (Address::from(value)) return IndicatorKind::address;
  if (Network::from(value)) return IndicatorKind::network;
  if (const std::size_t at = value.find('@'); at != value.npos && at > 0 && is_domain(value.substr(at + 1)))
    return IndicatorKind::email;
  if (value.find('/') != value.npos && is_domain(value.substr(0, value.find('/')))) return IndicatorKind::url;
  if (value.find('/') != value.npos || value.find('\\') != value.npos) return IndicatorKind::file_path;
  constexpr std::array<std::string_view, 20> kFiles{".exe", ".dll", ".php", ".jsp", ".asp", ".aspx", ".sh",
                                                    ".py",  ".so",  ".elf", ".bat", ".ps1", ".vbs",  ".js",
                                                    ".jar", ".zip", ".rar", ".doc", ".txt", ".bin"};
  const bool file =
      std::ranges::any_of(kFiles, [&](std::string_view end) { return lower(value).ends_with(end); });
  return !file && is_domain(value.starts_with("*.") ? value.substr(2) : value) ? IndicatorKind::domain
                                                                               : IndicatorKind::file_name;
}

std::optional<IndicatorKind> kind_named(std::string_view name) {
  const std::string folded = lower(name);
  const auto found =
      std::ranges::find(kNames, folded, [](const auto& one) { return std::string{one.first}; });
  return found == std::end(kNames) ? std::nullopt : std::optional{found->second};
}

std::optional<std::string> canonical(IndicatorKind kind, std::string_view value) {
  switch (kind) {
    case IndicatorKind::digest:
      return algorithm_of_digest(value) ? std::optional{lower(value)} : std::nullopt;
    case IndicatorKind::address:
      return Address::from(value) ? std::optional{std::string{value}} : std::nullopt;
    case IndicatorKind::network:
      return Network::from(value) ? std::optional{std::string{value}} : std::nullopt;
    case IndicatorKind::domain: {
      std::string domain = canonical_domain(value);
      return is_domain(domain) ? std::optional{std::move(domain)} : std::nullopt;
    }
    case IndicatorKind::url:
      return canonical_url(value);
    case IndicatorKind::email:
      return lower(value);
    case IndicatorKind::ja3:
      return lower(value);
    default:
      return value.empty() ? std::nullopt : std::optional{std::string{value}};
  }
}

}  // namespace firsthour::triage
