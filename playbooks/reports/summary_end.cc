// SPDX-License-Identifier: Apache-2.0
// Root causes, what follows for the next year, and the annexes that every number leads to.
#include "playbooks/reports/summary_part.h"

#include <map>

namespace firsthour::playbooks {
namespace {

class End : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  void run() {
    causes();
    next_year();
    counting_notes();
    figures();
    references();
    sources();
  }

 private:
  void causes() {
    heading("十一、根因与复发", "11 Root causes and recurrence");
    const auto causes = counted_by("incidents.cause.");
    if (causes.empty()) return paragraph("无事件。", "No incidents.");
    Chart chart;
    chart.kind = ChartKind::pareto;
    chart.title = say_("根因", "Root causes");
    Chart::Series series{say_("事件数", "incidents"), {}};
    std::uint64_t named = 0;
    for (const auto& [cause, n] : causes) {
      if (cause == "unstated") continue;
      chart.categories.push_back(cause);
      series.values.push_back(charted("incidents.cause." + cause));
      named += n;
    }
    chart.series.push_back(std::move(series));
    chart.counted = how_many(named) +
                    say_("根因以记录中的文字相同者为一类。", "The same words of the record are one cause.");
    if (chart.categories.empty())
      paragraph("各起事件均未记录根因。", "No root cause was recorded.");
    else
      add(std::move(chart));
    if (const std::uint64_t none = count("incidents.cause.unstated"); none > 0)
      add(Paragraph{{Run{say_("未记录根因的事件：", "Without a root cause: ")},
                     number("incidents.cause.unstated"), Run{say_(" 起。", ".")}}});
    recurrence();
  }

  // Cause by quarter of the service: what came again.
  void recurrence() {
    const auto quarters = quarters_of(summary_.contract);
    std::map<std::string, std::vector<std::uint64_t>> rows;
    for (const CaseExtract& one : summary_.incidents) {
      const Incident& it = *one.incident;
      if (it.root_cause.empty() || !it.reported) continue;
      auto& row = rows[it.root_cause];
      row.resize(quarters.size());
      for (std::size_t q = 0; q < quarters.size(); ++q) row[q] += quarters[q].holds(day_of(*it.reported));
    }
    std::erase_if(rows, [](const auto& row) {
      std::uint64_t n = 0;
      for (const std::uint64_t cell : row.second) n += cell;
      return n < 2;
    });
    if (rows.empty()) return paragraph("没有两起以上事件的根因相同。", "No cause came twice.");
    sub_heading("重复出现的根因", "Causes that came again");
    Table table;
    table.columns = {{say_("根因", "cause"), 5}};
    for (const Period& quarter : quarters) table.columns.push_back({quarter.name, 1, true});
    for (const auto& [cause, cells] : rows) {
      std::vector<Line> row{{Run{cause, Mark::plain, anchor_of("incidents.cause." + cause)}}};
      for (const std::uint64_t cell : cells) row.push_back({Run{cell == 0 ? "" : std::to_string(cell)}});
      table.rows.push_back(std::move(row));
    }
    add(std::move(table));
  }

  // Only what records give reason for; the rest is for people to write.
  void next_year() {
    heading("十二、下一步工作建议", "12 What follows");
    Steps steps;
    for (const ClauseResult& clause : summary_.clauses)
      if (clause.state == ClauseState::missed || clause.state == ClauseState::unknown)
        steps.lines.push_back(
            {Run{say_("条款“", "Clause “") + (clause.text.empty() ? clause.key : clause.text) +
                 say_("”：", "”: ") + word(clause.actual) +
                 (clause.why.zh.empty() ? "" : say_("；", "; ") + word(clause.why))}});
    for (const CaseExtract& one : summary_.incidents) {
      if (!one.incident->plan_changes.empty())
        steps.lines.push_back({Run{say_("预案修订建议（", "Change of the plan (") + one.incident->id +
                                   say_("）：", "): ") + one.incident->plan_changes}});
      for (const Corrective& corrective : one.incident->correctives)
        if (corrective.state != "done")
          steps.lines.push_back({Run{
              say_("整改（", "Corrective action (") + one.incident->id + say_("）：", "): ") +
              corrective.what + (corrective.due.empty() ? "" : say_("，期限 ", ", due ") + corrective.due)}});
    }
    if (steps.lines.empty())
      paragraph("记录中没有未达成条款和未完成的整改。",
                "The records hold no missed clause and no open action.");
    else
      add(std::move(steps));
    sub_heading("下一年度演练计划（GB/T 38645-2020 表 A.1，手填）",
                "Drill plan of the next year (A.1, by hand)");
    Table table;
    for (const auto& [zh, en] : {std::pair{"序号", "no."},
                                 {"演练项目", "item"},
                                 {"目的/要求", "aim"},
                                 {"演练方式", "mode"},
                                 {"演练时间", "time"},
                                 {"参演机构或部门", "participants"},
                                 {"经费是否纳入预算", "budgeted"}})
      table.columns.push_back({say_(zh, en), 1});
    for (int row = 1; row <= 3; ++row) {
      std::vector<Line> cells(7, Line{Run{"　"}});
      cells[0] = {Run{std::to_string(row)}};
      table.rows.push_back(std::move(cells));
    }
    add(std::move(table));
  }

  void counting_notes() {
    add(PageBreak{});
    heading("附件一 数据口径", "Annex 1 How numbers are counted");
    Steps steps;
    for (const auto& [zh, en] :
         {std::pair{
              "事件：报告期内按报告时间归属的真实事件案件，一案一起；演练案件和标记为演练的记录不计入。",
              "Incidents: cases of real incidents by the time of the report; drills are not counted."},
          {"到场：自合同文件规定的起算时刻至到达现场；两个时刻均有记录且先后不矛盾的方计时。",
           "To the site: from the moment that the contract names; only where both moments are known and in "
           "order."},
          {"中位数：偶数个时取中间两数的平均；P90 取最近秩。不使用平均数。",
           "Median: of an even number the mean of the middle two; P90 by nearest rank. No means."},
          {"服务月、季度、半年自合同签订之日起算，不是自然月。",
           "Months, quarters and halves count from the day of signing."},
          {"工作日按国务院办公厅公布的节假日和调休安排；未公布年份按周一至周五。",
           "Working days by the State Council's notices; by weekdays where none is known."},
          {"尚未到期的项目不算未完成。", "What is not due yet is not counted as missed."},
          {"同一记录有多版的，以报告所据账本范围内的最新一版为准。",
           "Of several versions the newest within the ledger read counts."}})
      steps.lines.push_back({Run{say_(zh, en)}});
    add(std::move(steps));
  }

  void figures() {
    heading("附件二 数字与出处", "Annex 2 Figures and what they stand on");
    Table table;
    table.columns = {{say_("指标", "figure"), 4},
                     {say_("值", "value"), 2, true},
                     {say_("据以统计的记录", "counted from"), 7}};
    for (const auto& [name, figure] : summary_.figures) {
      Run number_run = number(name);
      number_run.to.clear();
      table.rows.push_back({{Run{name, Mark::code}}, {number_run}, records(figure.from)});
      table.anchors.push_back(anchor_of(name));
    }
    add(std::move(table));
  }

  void references() {
    heading("附件三 记录与证明", "Annex 3 Records and their proof");
    paragraph(
        "“记录号”是该记录最新一版在案件账本中的序号。用 firsthour case log 案件 查看该号记录；用 firsthour "
        "case verify 案件 --since 记录数:根值 核对账本自报告时起未被改写。",
        "`Event` is the number of the record's newest version in the ledger. firsthour case log CASE shows "
        "it; firsthour case verify CASE --since EVENTS:ROOT shows that the ledger goes on from what was "
        "read.");
    Table table;
    table.columns = {{"#", 1, true},
                     {say_("记录", "record"), 4},
                     {say_("种类", "kind"), 2},
                     {say_("案件", "case"), 4},
                     {say_("记录号", "event"), 1, true}};
    for (std::size_t i = 0; i < summary_.references.size(); ++i) {
      const Reference& it = summary_.references[i];
      const CaseSource& source = summary_.sources[it.source];
      table.rows.push_back({{Run{std::to_string(i + 1)}},
                            {Run{it.record}},
                            {Run{word(it.what)}},
                            {Run{source.file, Mark::plain, fmt::format("s-{}", it.source + 1)}},
                            {Run{std::to_string(it.event)}}});
      table.anchors.push_back(anchor_of(i));
    }
    add(std::move(table));
  }

  void sources() {
    heading("附件四 所据案件", "Annex 4 Cases this was made from");
    Table table;
    table.columns = {
        {say_("案件", "case"), 4},
        {say_("标识", "id"), 5},
        {say_("记录数", "events"), 1, true},
        {say_("账本根值（SHA-256）与立案密钥指纹", "root (SHA-256) and key it was opened with"), 8}};
    for (std::size_t i = 0; i < summary_.sources.size(); ++i) {
      const CaseSource& it = summary_.sources[i];
      table.rows.push_back({{Run{it.file}},
                            {Run{it.id, Mark::code}},
                            {Run{std::to_string(it.events)}},
                            {Run{it.root + "\n" + it.key, Mark::code}}});
      table.anchors.push_back(fmt::format("s-{}", i + 1));
    }
    add(std::move(table));
    if (!summary_.contract.sha256.empty())
      add(Paragraph{{Run{say_("合同文件 SHA-256：", "SHA-256 of the contract file: ")},
                     Run{summary_.contract.sha256, Mark::code}}});
  }
};

}  // namespace

void add_summary_end(const Summary& summary, Language language, Document& document) {
  End{summary, language, document}.run();
}

}  // namespace firsthour::playbooks
