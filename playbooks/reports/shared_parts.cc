// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/builders.h"

#include <fmt/format.h>

#include <array>

namespace firsthour::playbooks {
namespace {

std::string contradiction_text(const WrongOrder& wrong, Language language) {
  return language == Language::zh ? fmt::format("“{}”早于“{}”", wrong.later->zh, wrong.earlier->zh)
                                  : fmt::format("{} before {}", wrong.later->en, wrong.earlier->en);
}

std::string bar_caption(const OnSiteClock& clock, const TimeField* from, Language language) {
  const std::int64_t minutes = *clock.seconds / 60, seconds = *clock.seconds % 60;
  if (language == Language::zh)
    return fmt::format("自“{}”（北京时间 {}）起 {} 分 {} 秒到达现场，{} {} 分钟要求。", from->zh,
                       beijing_time(*clock.from), minutes, seconds, *clock.met ? "符合" : "未达到",
                       clock.limit_minutes);
  return fmt::format("On site {} min {} s after '{}' ({} Beijing time): the {} minutes were {}.", minutes,
                     seconds, from->en, beijing_time(*clock.from), clock.limit_minutes,
                     *clock.met ? "kept" : "exceeded");
}

}  // namespace

Document start_document(const ReportInput& input, std::string name, std::string title) {
  const CaseFacts& facts = input.facts;
  const Say say{input.language};
  Document document;
  document.name = std::move(name);
  document.title = std::move(title);
  document.language = input.language;
  document.running = say("案件 ", "Case ") + (facts.name.empty() ? facts.id : facts.name);
  if (facts.has_incident && !facts.incident.id.empty())
    document.running += say(" · 事件 ", " · incident ") + facts.incident.id;
  if (facts.exercise || facts.incident.exercise) document.exercise = say("演练", "EXERCISE 演练");
  document.made = facts.last;
  document.made_from =
      input.language == Language::zh
          ? fmt::format(
                "由案件账本前 {} 条记录生成（末条记录时间：北京时间 "
                "{}）；同样的记录再次生成，内容逐字节相同。",
                facts.events, beijing_time(facts.last))
          : fmt::format(
                "Made from the first {} events of the case's ledger (the last at {} Beijing time). The same "
                "events give the same bytes again.",
                facts.events, beijing_time(facts.last));
  return document;
}

void add_checkpoint(const ReportInput& input, Document& document) {
  const Say say{input.language};
  Facts key;
  for (const CaseKey& one : input.facts.keys) {
    key.rows.push_back(
        {say("签名密钥指纹 (SHA-256)", "Key fingerprint (SHA-256)"), {Run{one.fingerprint, Mark::code}}});
    key.rows.push_back({say("签名密钥名称", "Key name"), {Run{one.name}}});
  }
  document.blocks.emplace_back(std::move(key));
  add_seal(input, document);
}

void add_seal(const ReportInput& input, Document& document) {
  const Say say{input.language};
  if (input.checkpoint.empty()) {
    document.blocks.emplace_back(Note{
        NoteKind::warning,
        {Run{say("本文件未附账本检查点。", "No checkpoint of the ledger is printed on this document.")}}});
    return;
  }
  document.blocks.emplace_back(Seal{
      std::string{input.checkpoint},
      say("账本检查点（C2SP 签名文本；二维码为同一文本）。账本此后的任何改动，都能对照此检查点发现。",
          "Checkpoint of the ledger (C2SP signed note; the QR code holds the same text). Any later change of "
          "what it covers shows against it.")});
}

void add_on_site_clock(const ReportInput& input, Document& document) {
  const Say say{input.language};
  const Incident& incident = input.facts.incident;
  const OnSiteClock clock = on_site_clock(incident, input.facts.agreed());
  const TimeField* from = time_field(clock.from_moment);
  if (clock.seconds && clock.met && from)
    document.blocks.emplace_back(MinuteBar{*clock.seconds, clock.limit_minutes * std::int64_t{60}, *clock.met,
                                           bar_caption(clock, from, input.language)});
  Table times;
  times.columns = {{say("环节", "Step"), 3}, {say("时间（北京时间）", "Time (Beijing time)"), 5}};
  for (const TimeField& field : kTimeFields) {
    const auto& time = incident.*field.member;
    times.rows.push_back({{Run{say(field.zh, field.en)}}, value_or_blank(time ? beijing_time(*time) : "")});
  }
  document.blocks.emplace_back(std::move(times));
  for (const WrongOrder& wrong : wrong_orders(incident))
    document.blocks.emplace_back(Note{NoteKind::warning,
                                      {Run{say("时间先后矛盾：", "Times contradict each other: ") +
                                           contradiction_text(wrong, input.language)}}});
  add_deadlines(input, document);
}

std::string severity_word(Severity severity, Language language) {
  static constexpr std::array<std::string_view, 5> kChinese{"提示", "低", "中", "高", "严重"};
  const auto index = static_cast<std::size_t>(severity);
  if (language == Language::zh && index < kChinese.size()) return std::string{kChinese[index]};
  return std::string{name_of(severity)};
}

std::string outcome_word(std::string_view outcome, Language language) {
  if (language == Language::en) return std::string{outcome};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords{
      {{"complete", "完整"},
       {"partial", "部分"},
       {"gap", "有缺失区段"},
       {"denied", "无权限"},
       {"timed-out", "超时"},
       {"changed", "读取中有变化"},
       {"skipped", "按规则略过"},
       {"failed", "失败"}}};
  for (const auto& [name, word] : kWords)
    if (name == outcome) return std::string{word};
  return std::string{outcome};
}

std::string offset_text(std::int64_t nanoseconds) {
  return fmt::format("{:+.3f} s", static_cast<double>(nanoseconds) / 1e9);
}

}  // namespace firsthour::playbooks
