// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/sigma_run_text.h"

#include "casefile/instant.h"
#include "triage/sigma/why_text.h"

#include <cmath>
#include <vector>

namespace firsthour::triage::sigma {
namespace {

constexpr std::size_t kMostFieldsNamed = 4;

std::string digits(double number) {
  if (std::floor(number) == number && std::abs(number) < 1e15)
    return std::to_string(static_cast<std::int64_t>(number));
  return std::to_string(number);
}

// Without a fraction of zeros.
std::string shown(Instant time) {
  std::string text = rfc3339(time);
  const std::size_t point = text.find('.');
  if (point == std::string::npos || !text.ends_with('Z')) return text;
  text.pop_back();
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text + "Z";
}

std::string_view absent(bool chinese) { return chinese ? "未知" : "unknown"; }

// "NAME: value; NAME: value".
std::string named_values(const std::vector<std::string>& names, const Event& event, bool chinese) {
  std::string text;
  for (const std::string& name : names) {
    const std::string value = fill_in("{" + name + "}", event, "");
    if (value.empty()) continue;
    text.append(text.empty() ? ""
                : chinese    ? "；"
                             : "; ")
        .append(name)
        .append(chinese ? "：" : ": ")
        .append(value);
  }
  return text;
}

// "selection.CommandLine" → "CommandLine"; search names have no dots but those of filters.
std::vector<std::string> fields_named(std::span<const FindingMatch> matches) {
  std::vector<std::string> names;
  for (const FindingMatch& match : matches) {
    if (names.size() == kMostFieldsNamed) break;
    std::string name = match.string.substr(match.string.find('.') + 1);
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

void add_place(std::optional<Instant> time, const EventPlace& place, Event& into) {
  if (time) into.add_text("log.time", shown(*time));
  if (place.line > 0) into.add_number("log.line", static_cast<std::int64_t>(place.line));
  into.add_text("log.path", std::string{place.path});
}

std::string why_of(const Rule& rule, std::span<const FindingMatch> matches, const Event& event,
                   bool chinese) {
  const std::string& own = chinese ? rule.why_zh : rule.why;
  if (!own.empty() && own != rule.title) return fill_in(own, event, absent(chinese));
  const bool has_line = event.find("log.line") != nullptr;  // host records have none
  const std::string where = !has_line ? ""
                                      : fill_in(chinese ? "（{log.path} 第 {log.line} 行，{log.time}）"
                                                        : " ({log.path} line {log.line}, {log.time})",
                                                event, absent(chinese));
  const std::string& title = chinese && !rule.title_zh.empty() ? rule.title_zh : rule.title;
  const std::string facts = named_values(fields_named(matches), event, chinese);
  return title + where + (facts.empty() ? "" : (chinese ? "：" : ": ") + facts);
}

std::string why_of(const Correlation& correlation, const CorrelatedEvents& events, bool chinese) {
  Event facts;
  facts.add_number("count", static_cast<std::int64_t>(events.count));
  facts.add_text("number", digits(events.number));
  facts.add_text("first", shown(events.first));
  facts.add_text("last", shown(events.last));
  facts.begin_list("values");
  for (const std::string& value : events.values) facts.append({Scalar::Kind::text, value});
  std::vector<std::string> names;
  for (const auto& [name, value] : events.group) {
    facts.add(name, {Scalar::Kind::text, value});
    names.push_back(name);
  }
  const std::string& own = chinese ? correlation.why_zh : correlation.why;
  if (!own.empty()) return fill_in(own, facts, absent(chinese));
  const std::string& title =
      chinese && !correlation.title_zh.empty() ? correlation.title_zh : correlation.title;
  const std::string when = fill_in(
      chinese ? "：{first} 至 {last} 共 {count} 条" : ": {count} events from {first} to {last}", facts, "");
  const std::string group = named_values(names, facts, chinese);
  return title + when + (group.empty() ? "" : (chinese ? "；" : "; ") + group);
}

std::string key_of(const Rule& rule, std::string_view host, const Event& event) {
  return rule.name + '\0' + std::string{host} + '\0' + fill_in(rule.once_per, event, "");
}

}  // namespace firsthour::triage::sigma
