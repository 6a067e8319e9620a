// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/service_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace firsthour::playbooks {
namespace {

struct PatrolCounts {
  std::size_t owed = 0, done = 0, late = 0, missing = 0;
};

std::string title_of(const Period& period, const Say& say) {
  const int days = days_between(period.first, period.last) + 1;
  if (days == 1) return say("安全巡检日报", "Daily patrol report");
  if (days <= 31) return say("安全巡检月报", "Monthly patrol report");
  if (days <= 93) return say("安全巡检季报", "Quarterly patrol report");
  if (days <= 190) return say("安全巡检半年报", "Half-year patrol report");
  return say("安全巡检年报", "Patrol report of the year");
}

std::vector<ServiceDue> patrol_dues(const ServicePapers& papers, const Period& period) {
  std::vector<ServiceDue> dues;
  for (ServiceDue& due : service_dues(papers.year, WorkingDays::built_in(), papers.input.facts.last))
    if (due.kind == "patrol" && period.holds(day_of(due.due))) dues.push_back(std::move(due));
  return dues;
}

PatrolCounts count(const std::vector<ServiceDue>& dues) {
  PatrolCounts counts;
  for (const ServiceDue& due : dues) {
    counts.done += due.state == DueState::done;
    counts.late += due.state == DueState::late;
    counts.missing += due.state == DueState::overdue;
  }
  counts.owed = counts.done + counts.late + counts.missing;
  return counts;
}

std::vector<const ServiceRecord*> patrols_in(const ServicePapers& papers, const Period& period) {
  std::vector<const ServiceRecord*> patrols;
  for (const ServiceRecord* patrol : papers.year.of("patrol"))
    if (const auto day = patrol->day("day"); day && period.holds(*day)) patrols.push_back(patrol);
  std::stable_sort(patrols.begin(), patrols.end(), [](const ServiceRecord* a, const ServiceRecord* b) {
    return a->text("day") < b->text("day");
  });
  return patrols;
}

void add_days(const ServicePapers& papers, const std::vector<const ServiceRecord*>& patrols,
              Document& document) {
  const Say say{papers.input.language};
  Table table;
  table.columns = {{say("日期", "Day"), 4},    {say("完成时间", "Finished"), 5},
                   {say("巡检人", "By"), 2},   {say("巡检系统", "Systems"), 6},
                   {say("结果", "Result"), 2}, {say("备注", "Remarks"), 4}};
  for (const ServiceRecord* patrol : patrols) {
    std::string remarks = patrol->text("late_reason");
    for (const ServiceProblem& problem : problems_in(papers.year, *patrol))
      remarks += (remarks.empty() ? "" : "；") + say(problem.what.zh, problem.what.en);
    table.rows.push_back({value_of(papers, *patrol, "day"),
                          value_of(papers, *patrol, "finished"),
                          value_of(papers, *patrol, "by"),
                          value_of(papers, *patrol, "systems"),
                          value_of(papers, *patrol, "result"),
                          {Run{remarks}}});
  }
  document.blocks.emplace_back(Heading{1, say("巡检情况", "Patrols")});
  if (table.rows.empty())
    document.blocks.emplace_back(
        Paragraph{{Run{say("本时段没有巡检记录。", "No patrol is recorded in this period.")}}});
  else
    document.blocks.emplace_back(std::move(table));
}

void add_findings(const ServicePapers& papers, const std::vector<const ServiceRecord*>& patrols,
                  Document& document) {
  const Say say{papers.input.language};
  document.blocks.emplace_back(Heading{1, say("发现问题与处理", "Findings and measures")});
  Table table;
  table.columns = {{say("日期", "Day"), 4},
                   {say("发现问题", "Findings"), 6},
                   {say("上报时间", "Reported at"), 5},
                   {say("上报对象", "Reported to"), 3},
                   {say("处理情况", "Measures"), 5}};
  for (const ServiceRecord* patrol : patrols)
    if (!patrol->text("findings").empty())
      table.rows.push_back({value_of(papers, *patrol, "day"), value_of(papers, *patrol, "findings"),
                            value_of(papers, *patrol, "reported_at"),
                            value_of(papers, *patrol, "reported_to"), value_of(papers, *patrol, "measures")});
  if (table.rows.empty())
    document.blocks.emplace_back(
        Paragraph{{Run{say("巡检记录中未发现问题。", "The patrols recorded no findings.")}}});
  else
    document.blocks.emplace_back(std::move(table));
  for (const ServiceRecord* patrol : patrols)
    if (!patrol->text("findings").empty()) add_pictures(papers, *patrol, "items", document);
}

// Months of the calendar, so that a half-year is seen at a glance.
void add_chart(const ServicePapers& papers, const std::vector<ServiceDue>& dues, Document& document) {
  const Say say{papers.input.language};
  std::map<std::string, std::vector<ServiceDue>> months;
  for (const ServiceDue& due : dues) months[due.period.substr(0, 7)].push_back(due);
  if (months.size() < 3) return;
  Chart chart;
  chart.kind = ChartKind::stacked_columns;
  chart.title = say("各月巡检完成情况", "Patrols by month");
  chart.unit = say("次", "patrols");
  chart.series = {{say("按时", "in time"), {}}, {say("迟延", "late"), {}}, {say("未完成", "missing"), {}}};
  for (const auto& [month, entries] : months) {
    const PatrolCounts counts = count(entries);
    chart.categories.push_back(month);
    chart.series[0].values.push_back({static_cast<double>(counts.done), ""});
    chart.series[1].values.push_back({static_cast<double>(counts.late), ""});
    chart.series[2].values.push_back({static_cast<double>(counts.missing), ""});
  }
  chart.counted = say("每个工作日应巡检一次，按合同规定时刻判断是否按时。",
                      "One patrol is owed each working day; the contract's hour decides.");
  document.blocks.emplace_back(std::move(chart));
}

void add_missing(const ServicePapers& papers, const std::vector<ServiceDue>& dues, Document& document) {
  const Say say{papers.input.language};
  std::string days;
  for (const ServiceDue& due : dues)
    if (due.state == DueState::overdue) days += (days.empty() ? "" : "、") + due.period;
  if (!days.empty())
    document.blocks.emplace_back(Note{
        NoteKind::warning, {Run{say("未见巡检记录的工作日：", "Working days without a patrol: ") + days}}});
}

}  // namespace

Document build_patrol_report(const ServicePapers& papers, const Period& period) {
  const Say say{papers.input.language};
  Document document = start_document(papers.input, "patrol-report", title_of(period, say));
  document.subtitle = period.first == period.last
                          ? day_text(period.first)
                          : day_text(period.first) + say(" 至 ", " to ") + day_text(period.last);
  document.blocks.emplace_back(contract_facts(papers));
  const auto dues = patrol_dues(papers, period);
  const auto patrols = patrols_in(papers, period);
  if (papers.year.has_contract) {
    const PatrolCounts counts = count(dues);
    document.blocks.emplace_back(Figures{{{std::to_string(counts.owed), say("已到期应巡检", "owed so far")},
                                          {std::to_string(counts.done), say("按时完成", "in time")},
                                          {std::to_string(counts.late), say("迟延完成", "late")},
                                          {std::to_string(counts.missing), say("未完成", "missing")}}});
    for (int year = period.first.year; year <= period.last.year; ++year)
      if (!WorkingDays::built_in().published(year))
        document.blocks.emplace_back(
            Note{NoteKind::information,
                 {Run{papers.input.language == Language::zh
                          ? fmt::format("未收录 {} 年节假日安排，工作日按周一至周五计。", year)
                          : fmt::format("No notice on the working days of {} is known: Monday to Friday.",
                                        year)}}});
  }
  add_chart(papers, dues, document);
  add_missing(papers, dues, document);
  add_days(papers, patrols, document);
  add_findings(papers, patrols, document);
  document.blocks.emplace_back(SignatureLines{{say("编制人", "made by"), say("审核人", "reviewed by"),
                                               say("用户方确认人", "confirmed for the customer")},
                                              say("签名", "signature"),
                                              say("日期", "date")});
  document.blocks.emplace_back(Heading{1, say("账本检查点", "Checkpoint of the ledger")});
  add_checkpoint(papers.input, document);
  return document;
}

}  // namespace firsthour::playbooks
