// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/warning_lists.h"

#include "casefile/bytes.h"
#include "casefile/json.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kLargest = 256U << 20U;

std::string_view host_of(IndicatorKind kind, std::string_view value) {
  if (kind == IndicatorKind::email) return value.substr(value.find('@') + 1);
  if (kind != IndicatorKind::url) return value;
  if (const std::size_t scheme = value.find("://"); scheme != value.npos) value.remove_prefix(scheme + 3);
  value = value.substr(0, value.find('/'));
  return value.substr(0, value.find(':'));
}

bool under_one_of(const std::unordered_set<std::string>& hosts, std::string_view name) {
  for (;;) {
    if (hosts.contains(std::string{name})) return true;
    const std::size_t dot = name.find('.');
    if (dot == name.npos) return false;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

WarningLists WarningLists::built_in() {
  // IANA's special-purpose registries (RFC 6890), RFC 2606 and 6761; resolvers of 2026.
  static constexpr std::string_view kReserved[] = {
      "0.0.0.0/8",    "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
      "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",    "::1/128",
      "::/128",       "fc00::/7",       "fe80::/10",     "ff00::/8"};
  static constexpr std::string_view kDocumentation[] = {"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
                                                        "2001:db8::/32"};
  static constexpr std::string_view kResolvers[] = {
      "8.8.8.8",         "8.8.4.4",         "1.1.1.1",       "1.0.0.1",   "9.9.9.9",
      "114.114.114.114", "114.114.115.115", "223.5.5.5",     "223.6.6.6", "119.29.29.29",
      "180.76.76.76",    "208.67.222.222",  "208.67.220.220"};
  const auto list = [](std::string name, std::span<const std::string_view> networks,
                       std::initializer_list<const char*> hosts) {
    List made;
    made.name = std::move(name);
    for (const std::string_view network : networks)
      if (const auto read = Network::from(network)) made.networks.push_back(*read);
    for (const char* host : hosts) made.hosts.insert(host);
    return made;
  };
  WarningLists all;
  all.lists_.push_back(
      list("private and reserved addresses", kReserved, {"localhost", "local", "invalid", "home.arpa"}));
  all.lists_.push_back(list("addresses for documentation", kDocumentation,
                            {"example.com", "example.net", "example.org", "test", "example"}));
  all.lists_.push_back(list("public DNS resolvers", kResolvers, {}));
  return all;
}

Result<> WarningLists::add(const std::string& file, std::vector<RuleProblem>& problems) {
  auto text = read_file(file, kLargest);
  if (!text) return tl::unexpected{text.error()};
  const auto json = parse_json(*text);
  if (!json) return fail(file, json.error());
  const auto values = json->find("list");
  if (!json->is_object() || values == json->end() || !values->is_array())
    return fail(Errc::malformed, file + ": is no warning list");
  List list;
  list.name = json->value("name", file);
  const std::string type = json->value("type", "string");
  for (const Json& value : *values) {
    if (!value.is_string()) continue;
    const auto entry = value.get<std::string>();
    if (type == "cidr") {
      if (const auto network = Network::from(entry))
        list.networks.push_back(*network);
      else
        problems.push_back({file, 0, "`" + entry + "` is no network"});
    } else if (type == "hostname") {
      list.hosts.insert(entry.starts_with('.') ? entry.substr(1) : entry);
    } else if (type == "substring") {
      list.parts.push_back(entry);
    } else if (type == "regex") {
      auto expression = sigma::Regex::compile(entry, {.ignore_case = true});
      if (expression)
        list.expressions.push_back(std::move(*expression));
      else
        problems.push_back({file, 0, "`" + entry + "`: " + expression.error().what});
    } else {
      list.whole.insert(entry);
    }
  }
  lists_.push_back(std::move(list));
  return {};
}

std::string WarningLists::list_with(IndicatorKind kind, std::string_view value) const {
  const std::string_view host = host_of(kind, value);
  const auto address = Network::from(host);
  for (const List& list : lists_) {
    const bool covered =
        (address && std::ranges::any_of(
                        list.networks, [&](const Network& network) { return network.contains(*address); })) ||
        list.whole.contains(std::string{value}) || under_one_of(list.hosts, host) ||
        std::ranges::any_of(list.parts,
                            [&](const std::string& part) { return value.find(part) != value.npos; }) ||
        std::ranges::any_of(list.expressions, [&](const sigma::Regex& one) { return one.matches(value); });
    if (covered) return list.name;
  }
  return "";
}

}  // namespace firsthour::triage
