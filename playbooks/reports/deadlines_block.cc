// SPDX-License-Identifier: Apache-2.0
// The block 时限: what was owed to whom by when, what became of it, and why where it was late. Counted at the
// time of the last event read, so that the same events give the same words.
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/builders.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

class DeadlineRows {
 public:
  explicit DeadlineRows(Language language) : say_{language} {}

  [[nodiscard]] Table table(const std::vector<Deadline>& clocks) const {
    Table table;
    table.columns = {{say_("事项与条款", "Matter and clause"), 6},
                     {say_("责任方 → 对象", "Owed by → to"), 4},
                     {say_("起算", "From"), 4},
                     {say_("截止", "Due"), 4},
                     {say_("实际", "Actual"), 4},
                     {say_("结果与原因", "Result and reason"), 5}};
    for (const Deadline& clock : clocks) {
      if (!clock.watched && !clock.from) continue;  // another authority's own, and not begun
      table.rows.push_back(
          {matter(clock), parties(clock), from(clock), due(clock), time(clock.done), result(clock)});
    }
    return table;
  }

  [[nodiscard]] std::string of(const Words& words) const {
    return words.zh.empty() ? "" : say_(words.zh, words.en);
  }

 private:
  [[nodiscard]] Line matter(const Deadline& clock) const {
    Line line{Run{of(clock.title), Mark::strong}, Run{say_("　", " — ") + of(clock.basis), Mark::quiet}};
    if (clock.may_apply)
      line.push_back(Run{say_("（可能适用：" + clock.undecided.zh + "未定）",
                              " (may apply; not decided: " + clock.undecided.en + ")"),
                         Mark::quiet});
    if (!clock.checked)
      line.push_back(
          Run{say_("（未与正式文本核对）", " (not checked against the printed text)"), Mark::quiet});
    return line;
  }
  [[nodiscard]] Line parties(const Deadline& clock) const {
    const std::string to = of(clock.owed_to);
    return {Run{of(clock.owed_by) + (to.empty() ? "" : " → " + to)}};
  }
  // Day and time on a line each: the columns are too narrow for both.
  [[nodiscard]] static std::string in_two_lines(Instant at) {
    std::string text = beijing_time(at);
    if (const std::size_t blank = text.find(' '); blank != std::string::npos) text[blank] = '\n';
    return text;
  }
  [[nodiscard]] Line time(const std::optional<Instant>& at) const {
    return value_or_blank(at ? in_two_lines(*at) : "");
  }
  // What has not begun is no blank to be filled in.
  [[nodiscard]] static Line from(const Deadline& clock) {
    return {Run{clock.from ? in_two_lines(*clock.from) : "–"}};
  }
  [[nodiscard]] Line due(const Deadline& clock) const {
    if (clock.due) return {Run{in_two_lines(*clock.due)}};
    return {Run{clock.from ? say_("尽快", "at once") : "–"}};
  }
  // With a blank to fill in where a reason is owed and none is recorded.
  [[nodiscard]] Line result(const Deadline& clock) const {
    const std::string margin = of(margin_words(clock));
    Line line{Run{of(words_of(clock.state)), Mark::strong}};
    if (!margin.empty()) line.push_back(Run{say_("，", ", ") + margin});
    const bool late = clock.state == DeadlineState::missed || clock.state == DeadlineState::overdue;
    if (clock.state == DeadlineState::contradictory)
      line.push_back(Run{say_("：完成时间早于起算时间", ": done before it began")});
    if (late && clock.watched) {
      line.push_back(Run{say_("。原因：", ". Reason: ")});
      for (Run& run : value_or_blank(clock.reason)) line.push_back(std::move(run));
    }
    return line;
  }

  Say say_;
};

}  // namespace

void add_deadlines(const ReportInput& input, Document& document) {
  const CaseFacts& facts = input.facts;
  if (!input.duties || !facts.has_incident) return;
  const auto clocks =
      input.duties->deadlines(facts.incident, facts.contract ? &*facts.contract : nullptr, facts.last);
  if (clocks.empty()) return;
  const Say say{input.language};
  const DeadlineRows rows{input.language};
  document.blocks.emplace_back(Heading{2, say("时限", "Time limits")});
  if (facts.exercise || facts.incident.exercise)
    document.blocks.emplace_back(Note{
        NoteKind::warning,
        {Run{say("演练：下列时限用于检验流程，不产生法定报告义务，不计入事件统计。",
                 "EXERCISE: these limits test the procedure; nothing is owed to an authority, and nothing "
                 "is counted as an incident.")}}});
  document.blocks.emplace_back(rows.table(clocks));
  const std::string contract = facts.contract ? facts.contract->id : say("未提供", "not given");
  document.blocks.emplace_back(Paragraph{
      {Run{input.language == Language::zh
               ? fmt::format("时间为北京时间；计至末条记录（{}）。时限表版本 {}；合同 "
                             "{}。以日计的时限，起算当日不计，至末日 24 时止。",
                             beijing_time(facts.last), input.duties->version(), contract)
               : fmt::format(
                     "Beijing time, as at the last event read ({}). Table of duties {}; contract {}. Limits "
                     "in days do not count the first day and end with the last.",
                     beijing_time(facts.last), input.duties->version(), contract),
           Mark::quiet}}});
}

}  // namespace firsthour::playbooks
