// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/summary_part.h"

#include "playbooks/reports/form_values.h"

#include <algorithm>
#include <iterator>

namespace firsthour::playbooks {
namespace {

// "patrol-0031" as "patrol-" and 31; no number: nothing to run on with.
std::pair<std::string_view, std::optional<std::uint64_t>> in_two(std::string_view id) {
  const std::size_t dash = id.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == id.size() || id.size() - dash > 10)
    return {id, std::nullopt};
  std::uint64_t number = 0;
  for (const char c : id.substr(dash + 1)) {
    if (c < '0' || c > '9') return {id, std::nullopt};
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return {id.substr(0, dash + 1), number};
}

bool follows(const Reference& a, const Reference& b) {
  const auto [stem, number] = in_two(a.record);
  const auto [next_stem, next] = in_two(b.record);
  return a.source == b.source && stem == next_stem && number && next && *next == *number + 1;
}

}  // namespace

const Figure* SummaryPart::figure(const std::string& name) const {
  const auto found = summary_.figures.find(name);
  return found == summary_.figures.end() ? nullptr : &found->second;
}

std::optional<double> SummaryPart::value(const std::string& name) const {
  const Figure* it = figure(name);
  return it ? it->value : std::nullopt;
}

std::uint64_t SummaryPart::count(const std::string& name) const {
  return static_cast<std::uint64_t>(value(name).value_or(0));
}

std::string SummaryPart::anchor_of(const std::string& name) const {
  const auto found = summary_.figures.find(name);
  if (found == summary_.figures.end()) return "";
  return fmt::format("f-{}", std::distance(summary_.figures.begin(), found) + 1);
}

Run SummaryPart::number(const std::string& name) const {
  const Figure* it = figure(name);
  // Nothing of the kind was met: that is nought, and no row says more.
  if (!it) return Run{"0"};
  if (!it->value) return Run{say_("不详", "unknown"), Mark::quiet, anchor_of(name)};
  std::string text = fmt::format("{:.{}f}", *it->value, it->decimals);
  if (it->of) {
    text = fmt::format("{}/{}", text, *it->of);
    if (*it->of > 0)
      text += say_(fmt::format("，{:.1f} %", 100 * *it->value / static_cast<double>(*it->of)),
                   fmt::format(", {:.1f} %", 100 * *it->value / static_cast<double>(*it->of)));
  }
  return Run{text, Mark::plain, anchor_of(name)};
}

Chart::Value SummaryPart::charted(const std::string& name) const {
  const Figure* it = figure(name);
  return {it ? it->value : std::optional{0.0}, anchor_of(name)};
}

Line SummaryPart::records(const std::vector<std::size_t>& references, std::size_t most) const {
  Line line;
  std::size_t runs = 0;
  for (std::size_t i = 0; i < references.size();) {
    std::size_t last = i;
    while (last + 1 < references.size() &&
           follows(summary_.references[references[last]], summary_.references[references[last + 1]]))
      ++last;
    if (++runs > most) {
      line.push_back(Run{
          say_(fmt::format(" 等 {} 条", references.size()), fmt::format(" … {} in all", references.size()))});
      break;
    }
    if (!line.empty()) line.push_back(Run{say_("、", ", ")});
    line.push_back(Run{summary_.references[references[i]].record, Mark::plain, anchor_of(references[i])});
    if (last > i) {
      line.push_back(Run{say_(" 至 ", " to ")});
      line.push_back(
          Run{summary_.references[references[last]].record, Mark::plain, anchor_of(references[last])});
    }
    i = last + 1;
  }
  return line;
}

std::string SummaryPart::shown(const ServiceRecord& record, std::string_view field) const {
  if (const auto time = record.time(field)) return beijing_time(*time).substr(0, 16);
  const std::string& text = record.text(field);
  const ServiceKind* kind = service_kind(record.kind);
  if (!kind || text.empty()) return text;
  for (const ServiceField& one : kind->fields)
    if (one.name == field && one.kind == FieldKind::choice) return word(choice_words(one, text));
  return text;
}

std::string SummaryPart::state_word(ClauseState state) const {
  switch (state) {
    case ClauseState::met:
      return say_("达成", "met");
    case ClauseState::missed:
      return say_("未达成", "missed");
    case ClauseState::running:
      return say_("进行中", "running");
    case ClauseState::unknown:
      break;
  }
  return say_("无法判定", "cannot be said");
}

std::string SummaryPart::minutes_to_site(const CaseExtract& one) const {
  for (const Deadline& clock : one.clocks)
    if (clock.key == "contract.onsite" && clock.from && clock.done && *clock.from <= *clock.done)
      return fmt::format("{:.1f}{}",
                         static_cast<double>(clock.done->nanoseconds - clock.from->nanoseconds) / 60e9,
                         clock.state == DeadlineState::missed ? say_("（超时）", " (late)") : "");
  return say_("不详", "unknown");
}

std::vector<std::pair<std::string, std::uint64_t>> SummaryPart::counted_by(const std::string& prefix) const {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (auto at = summary_.figures.lower_bound(prefix);
       at != summary_.figures.end() && at->first.starts_with(prefix); ++at)
    found.emplace_back(at->first.substr(prefix.size()),
                       static_cast<std::uint64_t>(at->second.value.value_or(0)));
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return found;
}

}  // namespace firsthour::playbooks
