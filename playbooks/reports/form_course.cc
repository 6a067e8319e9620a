// SPDX-License-Identifier: Apache-2.0
// Who did what, when, by which clock, and who signs.
#include "casefile/mask_secrets.h"
#include "playbooks/reports/form_sections.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

std::string clock_word(const std::string& clock) {
  if (clock == "host.realtime") return "主机时钟";
  if (clock == "host.rtc") return "主机时钟（硬件 RTC）";
  if (clock == "examiner") return "检查人员设备时钟";
  if (clock == "reference") return "基准时钟";
  return evidence_text(clock, 60);
}

// "2026-11-22 13:36:08–13:36:11": the day once, and one time when both are the same second.
std::string clock_span(const SourceRun& source) {
  const std::string from = source.started ? beijing_time(*source.started) : "";
  const std::string to = source.finished ? beijing_time(*source.finished) : "";
  if (from.empty() || to.empty() || from == to) return from.empty() ? to : from;
  constexpr std::size_t kDate = 11;
  return from + "–" + (from.substr(0, kDate) == to.substr(0, kDate) ? to.substr(kDate) : to);
}
struct Step {
  Instant at;
  Line line;
};
Line source_step(const SourceRun& source) {
  std::string text = evidence_text(source.name, 80) + "：" + outcome_word(source.outcome, Language::zh);
  if (source.records > 0) text += fmt::format("，记录 {} 条", grouped(source.records));
  if (source.items > 0) text += fmt::format("，对象 {} 个", grouped(source.items));
  if (!source.reason.empty()) text += "（" + evidence_text(mask_secrets(source.reason), 200) + "）";
  if (source.milliseconds > 0)
    text += fmt::format("，用时 {:.3f} 秒", static_cast<double>(source.milliseconds) / 1000);
  const std::string span = clock_span(source);
  return {Run{span.empty() ? "" : span + "  ", Mark::quiet}, Run{std::move(text)}};
}
Line doing_step(const Doing& doing) {
  std::string text = doing.what;
  if (!doing.command.empty()) text += "（" + evidence_text(mask_secrets(doing.command), 300) + "）";
  if (!doing.result.empty()) text += "：" + doing.result;
  return {Run{beijing_time(doing.at) + "  ", Mark::quiet}, Run{std::move(text)}};
}

}  // namespace

void add_clocks(FormMaking& form) {
  Table table;
  table.columns = {{form.label({"时钟", "clock"}), 4},
                   {form.label({"读数（北京时间）", "reading"}), 5},
                   {form.label({"与主机时钟之差", "offset to the host"}), 3},
                   {form.label({"依据", "basis"}), 4}};
  for (const HostFacts& host : form.hosts)
    for (const ClockRecord& clock : host.clocks)
      table.rows.push_back({{Run{clock_word(clock.source)}},
                            value_or_blank(clock.time ? beijing_time(*clock.time) : ""),
                            value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                            value_or_blank(evidence_text(clock.basis))});
  for (const ClockReading& clock : form.facts.answers.clocks)
    table.rows.push_back({{Run{clock_word(clock.clock)}},
                          value_or_blank(beijing_time(clock.time)),
                          value_or_blank(clock.offset_ns ? offset_text(*clock.offset_ns) : ""),
                          value_or_blank(clock.basis)});
  for (const char* word : {"主机时钟", "检查人员设备时钟", "基准时钟"}) {
    const bool there = std::any_of(table.rows.begin(), table.rows.end(),
                                   [&](const auto& row) { return row[0][0].text == word; });
    if (!there)
      table.rows.push_back({{Run{word}}, value_or_blank(""), value_or_blank(""), value_or_blank("")});
  }
  form.add(std::move(table));
}
void add_people(FormMaking& form) {
  Table table;
  table.columns = {{form.label({"姓名", "name"}), 3},
                   {form.label({"单位", "unit"}), 5},
                   {form.label({"职务/职责", "role"}), 4},
                   {form.label({"证件号", "id number"}), 4},
                   {form.label({"联系电话", "phone"}), 4}};
  for (const Person& person : form.facts.answers.people)
    table.rows.push_back({value_or_blank(person.name), value_or_blank(person.unit),
                          value_or_blank(person.role), value_or_blank(person.id_number),
                          value_or_blank(person.phone)});
  while (table.rows.size() < kLeastPeople) table.rows.push_back(std::vector<Line>(5, value_or_blank("")));
  form.add(std::move(table));
}

// In order of time. A source without times of its own stays behind the one before it.
void add_process(FormMaking& form) {
  std::vector<Step> steps;
  for (const Volume& volume : form.facts.volumes) {
    Instant at = volume.started.value_or(volume.received);
    for (const SourceRun& source : volume.sources) {
      at = std::max(at, source.started.value_or(at));
      steps.push_back({at, source_step(source)});
    }
    for (const std::string& name : volume.not_run)
      steps.push_back({at, {Run{evidence_text(name, 80) + "：未执行"}}});
    steps.push_back({volume.received,
                     {Run{beijing_time(volume.received) + "  ", Mark::quiet},
                      Run{fmt::format("采集包 {} 收入案件，逐项重新计算校验值，共 {} 项", volume.collection,
                                      grouped(volume.items))}}});
  }
  for (const Doing& doing : form.facts.doings)
    if (!doing.what.empty()) steps.push_back({doing.at, doing_step(doing)});
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  Steps block;
  for (Step& step : steps) block.lines.push_back(std::move(step.line));
  if (block.lines.empty()) block.lines.push_back(value_or_blank(""));
  form.add(std::move(block));
}
void add_signatures(FormMaking& form, const FormSection& section) {
  SignatureLines lines{{}, "签名", "日期"};
  for (const Words& words : section.lines) {
    // "办案人员{people}" stands for one line a person, two at the least.
    const std::size_t people = words.zh.find("{people}");
    if (people == std::string::npos) {
      lines.who.push_back(form.label(words));
      continue;
    }
    const std::string role = form.label({words.zh.substr(0, people), words.en});
    for (const Person& person : form.facts.answers.people)
      lines.who.push_back(role + "：" + (person.name.empty() ? "________" : person.name));
    for (std::size_t i = form.facts.answers.people.size(); i < kLeastPeople; ++i)
      lines.who.push_back(role + "：________");
  }
  form.add(std::move(lines));
}

}  // namespace firsthour::playbooks
