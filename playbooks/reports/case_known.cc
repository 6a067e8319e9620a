// SPDX-License-Identifier: Apache-2.0
#include "playbooks/case_known.h"

#include "playbooks/report.h"
#include "playbooks/reports/case_known_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostNamed = 5;

// Joins the first few; how many more there are is said.
Words listed(const std::vector<std::string>& entries, std::size_t most) {
  Words text;
  for (std::size_t i = 0; i < std::min(entries.size(), most); ++i) {
    text.zh += (i == 0 ? "" : "、") + entries[i];
    text.en += (i == 0 ? "" : ", ") + entries[i];
  }
  if (entries.size() > most) {
    text.zh += fmt::format(" 等 {} 项", entries.size());
    text.en += fmt::format(" and {} more", entries.size() - most);
  }
  return text;
}

std::string host_text(const HostFacts& host) {
  const Words addresses = listed(host.addresses, kMostNamed);
  return (host.name.empty() ? "?" : host.name) + (addresses.en.empty() ? "" : " (" + addresses.en + ")");
}

// Addresses by their failed logins, the most first.
std::vector<std::string> failed_logins(const std::vector<HostFacts>& hosts) {
  std::map<std::string, std::uint64_t> counts;
  for (const HostFacts& host : hosts)
    for (const auto& [address, count] : host.failed_logins)
      if (!address.empty()) counts[address] += count;
  std::vector<std::pair<std::string, std::uint64_t>> sorted{counts.begin(), counts.end()};
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> lines;
  for (const auto& [address, count] : sorted) lines.push_back(fmt::format("{} ({})", address, count));
  return lines;
}

std::vector<std::string> serious_findings(const CaseFacts& facts, Language language) {
  std::vector<std::string> titles;
  for (const Finding& finding : facts.findings) {
    if (finding.severity < Severity::high) continue;
    const bool zh = language == Language::zh && !finding.title_zh.empty();
    std::string title = zh ? finding.title_zh : finding.title;
    if (std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(std::move(title));
  }
  return titles;
}

}  // namespace

std::vector<std::string> techniques_of(const CaseFacts& facts) {
  std::set<std::string> found;
  for (const Finding& finding : facts.findings)
    if (finding.severity >= Severity::medium) found.insert(finding.attack.begin(), finding.attack.end());
  return {found.begin(), found.end()};
}

std::vector<KnownValue> known_of(const CaseFacts& facts, const std::vector<HostFacts>& hosts) {
  std::vector<KnownValue> known;
  const auto add = [&](std::string_view field, Words label, Words value) {
    if (!value.zh.empty()) known.push_back({std::string{field}, std::move(label), std::move(value)});
  };
  const auto both = [](const std::string& text) { return Words{text, text}; };
  const auto time = [&](const std::optional<Instant>& at) { return both(at ? beijing_time(*at) : ""); };
  std::vector<std::string> people, named;
  for (const Person& person : facts.answers.people) people.push_back(person.name);
  for (const HostFacts& host : hosts) named.push_back(host_text(host));
  std::optional<Instant> began;
  for (const Volume& volume : facts.volumes)
    if (volume.started && (!began || *volume.started < *began)) began = volume.started;
  add("crew", {"现场人员", "people on site"}, listed(people, 10));
  add("unit", {"授权单位", "unit that authorised"}, both(facts.answers.authority.unit));
  add("system", {"采集的主机", "hosts collected from"}, listed(named, kMostNamed));
  add("", {"案件建立", "case opened"}, time(facts.opened));
  add("", {"首次采集开始", "first collection began"}, time(began));
  add("discovered", {"首条发现入账", "first finding recorded"}, time(facts.first_finding));
  add("attack", {"发现涉及的 ATT&CK 技术", "ATT&CK techniques of findings"},
      listed(techniques_of(facts), 20));
  add("summary", {"高危以上发现", "findings of severity high and over"},
      {listed(serious_findings(facts, Language::zh), kMostNamed).zh,
       listed(serious_findings(facts, Language::en), kMostNamed).en});
  for (const ToldOrigin& told : facts.origins) {
    if (!told.source) continue;
    const std::string& from = told.nodes[*told.source].label;
    add("source", {"追踪到的来源地址", "traced to the address"},
        {fmt::format("{}（{}）", from, told.proved ? "已证实" : "推定"),
         fmt::format("{} ({})", from, told.proved ? "proved" : "likely")});
    add("attack_path", {"追踪经过", "the way there"}, told.paragraph);
    break;
  }
  add("leads", {"登录失败来源（次数）", "failed logins from (count)"},
      listed(failed_logins(hosts), kMostNamed));
  if (facts.items > 0)
    add("evidence_storage", {"证据", "evidence"},
        {fmt::format("{} 个采集包，{} 项，{} 字节", facts.volumes.size(), facts.items, facts.item_bytes),
         fmt::format("{} collections, {} items, {} bytes", facts.volumes.size(), facts.items,
                     facts.item_bytes)});
  if (!facts.doings.empty())
    add("measures", {"账本所记处置", "actions in the ledger"},
        {fmt::format("{} 条", facts.doings.size()), fmt::format("{}", facts.doings.size())});
  return known;
}

Result<std::vector<std::string>> found_techniques(const CaseReader& from, std::uint64_t upto) {
  const auto facts = gather_facts(from, upto);
  if (!facts) return tl::unexpected{facts.error()};
  return techniques_of(*facts);
}

Result<std::vector<KnownValue>> known_from_case(const CaseReader& from, std::uint64_t upto) {
  const auto facts = gather_facts(from, upto);
  if (!facts) return tl::unexpected{facts.error()};
  return known_of(*facts, gather_hosts(from, *facts));
}

}  // namespace firsthour::playbooks
