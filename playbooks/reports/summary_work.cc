// SPDX-License-Identifier: Apache-2.0
// Evidence and tracing; the work of the year: patrols, risks, watches, hardening, drills, plan, follow-ups.
#include "playbooks/drill.h"
#include "playbooks/reports/summary_part.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

class Work : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  void run() {
    tracing();
    defence();
    drills();
    plan();
    follow_ups();
  }

 private:
  void tracing() {
    heading("六、溯源与证据", "6 Tracing and evidence");
    add(Paragraph{{Run{say_("原因已查明 ", "Cause recorded ")}, number("cause.recorded"),
                   Run{say_("；来源有结论 ", "; source recorded ")}, number("source.recorded"),
                   Run{say_("。", ".")}}});
    Table traced;
    traced.columns = {{say_("编号", "id"), 3},
                      {say_("来源", "source"), 4},
                      {say_("攻击路径", "path"), 4},
                      {say_("源地址与跳板", "addresses"), 3},
                      {say_("把握程度", "confidence"), 2}};
    std::size_t reference = 0;
    for (const CaseExtract& one : summary_.incidents) {
      const std::size_t mine = reference++;
      const Incident& it = *one.incident;
      if (it.source.empty() && it.attack_path.empty() && it.relays.empty()) continue;
      traced.rows.push_back({{Run{it.id, Mark::plain, anchor_of(mine)}},
                             value_or_blank(it.source),
                             value_or_blank(it.attack_path),
                             value_or_blank(it.relays),
                             value_or_blank(it.confidence)});
    }
    if (!traced.rows.empty()) add(std::move(traced));
    add(Paragraph{{Run{say_("固定证据 ", "Evidence: ")}, number("evidence.items"),
                   Run{say_(" 项（采集 ", " items of ")}, number("evidence.collections"),
                   Run{say_(" 次），形成检出 ", " collections, ")}, number("evidence.findings"),
                   Run{say_(" 条；移交 ", " findings; hand-overs ")}, number("evidence.transfers"),
                   Run{say_(" 次；经再次校验的案件 ", "; cases verified again ")},
                   number("evidence.cases_reverified"), Run{say_(" 个。", ".")}}});
  }

  void counts(std::initializer_list<std::tuple<std::string, const char*, const char*>> rows) {
    Table table;
    table.columns = {{say_("项目", "item"), 5}, {say_("数量", "number"), 2, true}};
    for (const auto& [name, zh, en] : rows) table.rows.push_back({{Run{say_(zh, en)}}, {number(name)}});
    add(std::move(table));
  }

  void defence() {
    heading("七、日常服务、攻击防御与重要活动保障", "7 Daily service, defence and watches");
    if (!summary_.year)
      return paragraph("无服务年度案件，本节无从统计。",
                       "No service-year case: nothing can be counted here.");
    counts({{"service.patrol", "巡检（次）", "patrols"},
            {"due.patrol.patrol.done", "其中按时（工作日）", "of them in time (working days)"},
            {"due.patrol.patrol.late", "其中迟延", "late"},
            {"due.patrol.patrol.overdue", "应巡检而无记录（工作日）", "working days without one"},
            {"service.patrol-report", "巡检报告（份）", "patrol reports"},
            {"service.support-call", "技术支持来电（次）", "support calls"},
            {"service.test", "授权测试（次）", "authorised tests"},
            {"service.discovery", "风险发现（次）", "risk discoveries"},
            {"service.discovery.found", "其中发现问题", "of them with a finding"},
            {"service.discovery.repaired", "已修复", "repaired"},
            {"service.hardening", "安全加固（次）", "hardenings"},
            {"service.training", "培训（次）", "trainings"},
            {"service.training.people", "参训（人次）", "people trained"},
            {"service.watch.days", "重要活动值守（天）", "days of watch"},
            {"service.watch.gaps", "值守班次空档（处）", "gaps between shifts"},
            {"service.breaches", "与条款有偏差的记录（条）", "records against a clause"}});
    listed("watch", say_("重要活动值守", "Watches"),
           {{"reason", "事由", "reason"},
            {"first", "起", "from"},
            {"last", "止", "to"},
            {"result", "情况", "result"}});
    listed("hardening", say_("安全加固", "Hardening"),
           {{"object", "对象", "object"},
            {"plan", "方案", "plan"},
            {"rollback_plan", "回退方案", "rollback plan"},
            {"state", "状态", "state"}});
    listed("training", say_("培训", "Trainings"),
           {{"time", "时间", "time"},
            {"topic", "主题", "topic"},
            {"people", "人数", "people"},
            {"trainer", "讲师", "trainer"}});
  }

  // Every record of a kind in the period, with these fields.
  void listed(const std::string& kind, const std::string& title,
              std::initializer_list<std::tuple<const char*, const char*, const char*>> fields) {
    const Figure* all = figure("service." + kind);
    if (!all || all->from.empty()) return;
    add(Heading{2, title});
    Table table;
    table.columns.push_back({say_("编号", "id"), 2});
    for (const auto& [name, zh, en] : fields) table.columns.push_back({say_(zh, en), 3});
    for (const std::size_t reference : all->from) {
      const ServiceRecord* record = summary_.year->find(summary_.references[reference].record);
      if (!record) continue;
      std::vector<Line> row{{Run{record->id, Mark::plain, anchor_of(reference)}}};
      for (const auto& [name, zh, en] : fields) {
        row.push_back(value_or_blank(shown(*record, name)));
      }
      table.rows.push_back(std::move(row));
    }
    add(std::move(table));
  }

  void drills() {
    heading("八、应急演练", "8 Drills");
    const Figure* all = figure("service.drill");
    add(Paragraph{{Run{say_("开展应急演练 ", "Drills: ")}, number("drills"),
                   Run{say_(" 次。演练不计入事件。", ". Drills are not counted as incidents.")}}});
    listed("drill", say_("演练一览", "Drills"),
           {{"day", "日期", "day"},
            {"scenario", "场景", "scenario"},
            {"form", "形式", "form"},
            {"conclusion", "结论", "conclusion"},
            {"problems", "问题", "problems"}});
    outcomes();
    Chart chart;
    chart.kind = ChartKind::columns;
    chart.title = say_("演练评估九项得分（1 差、3 合格、5 优秀）",
                       "The nine items of evaluation (1 poor, 3 fair, 5 good)");
    chart.decimals = 1;
    for (int item = 1; item <= kEvaluationItems; ++item)
      chart.categories.push_back(word(evaluation_item(item)));
    const std::size_t from_cases = drill_series(chart);
    if (all) record_series(*all, chart);
    if (chart.series.empty()) return;
    chart.counted =
        how_many(chart.series.size()) +
        say_(fmt::format(
                 "{} 次取自演练案件（多人评分取平均），其余取自服务年度案件中的演练记录（GB/T 38645-2020 表 "
                 "A.9）。",
                 from_cases),
             fmt::format(
                 "{} from the drills' own cases (the mean where several people judged), the others from the "
                 "drill records of the service-year case (GB/T 38645-2020, A.9).",
                 from_cases));
    add(std::move(chart));
  }

  // What each drill's own case says it came to.
  void outcomes() {
    Table table;
    table.columns = {{say_("演练案件", "case"), 4},   {say_("开始（北京时间）", "began (Beijing time)"), 4},
                     {say_("场景", "scenario"), 5},   {say_("期望按时/超时/未完成", "met/late/missed"), 4},
                     {say_("时限得分", "points"), 2}, {say_("改进事项（责任人，期限）", "improvements"), 7}};
    for (const CaseExtract& one : summary_.drills) {
      if (!one.drill) continue;
      const DrillOutcome& drill = *one.drill;
      std::string improvements;
      for (const DrillOutcome::Improvement& each : drill.improvements)
        improvements += (improvements.empty() ? "" : "\n") + each.what + "（" +
                        (each.owner.empty() ? "________" : each.owner) + "，" +
                        (each.due.empty() ? "________" : each.due) + "）";
      table.rows.push_back({{Run{one.source.name.empty() ? one.source.file : one.source.name}},
                            value_or_blank(drill.began ? beijing_time(*drill.began).substr(0, 16) : ""),
                            {Run{word(drill.title)}},
                            {Run{fmt::format("{}/{}/{}", drill.met, drill.late, drill.missed)}},
                            {Run{fmt::format("{:g}/{:g}", drill.points, drill.of_points)}},
                            {Run{improvements.empty() ? "—" : improvements}}});
    }
    if (table.rows.empty()) return;
    sub_heading("演练结果", "What the drills came to");
    add(std::move(table));
  }

  std::size_t drill_series(Chart& chart) const {
    for (const CaseExtract& one : summary_.drills) {
      if (!one.drill || std::ranges::none_of(one.drill->scores, [](const auto& s) { return s.has_value(); }))
        continue;
      Chart::Series series{
          (one.drill->began ? day_text(day_of(*one.drill->began)) + " " : "") + one.source.name, {}};
      for (const auto& score : one.drill->scores) series.values.push_back({score, ""});
      chart.series.push_back(std::move(series));
    }
    return chart.series.size();
  }
  // Those whose case is not among the drills that were read.
  void record_series(const Figure& all, Chart& chart) const {
    for (const std::size_t reference : all.from) {
      const ServiceRecord* record =
          summary_.year ? summary_.year->find(summary_.references[reference].record) : nullptr;
      if (!record || has_own_case(*record)) continue;
      Chart::Series series{record->text("day") + " " + record->id, {}};
      for (int item = 1; item <= kEvaluationItems; ++item) {
        const auto score = record->number("a9_" + std::to_string(item));
        series.values.push_back(
            {score ? std::optional{static_cast<double>(*score)} : std::nullopt, anchor_of(reference)});
      }
      chart.series.push_back(std::move(series));
    }
  }
  [[nodiscard]] bool has_own_case(const ServiceRecord& record) const {
    return std::ranges::any_of(summary_.drills, [&](const CaseExtract& one) {
      return one.drill && names_case(record, one.source) &&
             std::ranges::any_of(one.drill->scores, [](const auto& s) { return s.has_value(); });
    });
  }

  void plan() {
    heading("九、预案修订", "9 Revisions of the plan");
    if (count("service.plan") == 0)
      return paragraph("报告期内无预案修订记录。", "No revision in this period.");
    listed("plan", say_("修订一览", "Revisions"),
           {{"edition", "版本", "edition"},
            {"day", "日期", "day"},
            {"changes", "修订点", "changes"},
            {"cause", "依据", "cause"},
            {"cause_ref", "依据编号", "of"},
            {"approved_by", "审批", "approved by"}});
  }

  void follow_ups() {
    heading("十、问题与整改跟踪", "10 Follow-ups");
    if (!summary_.year) return paragraph("无服务年度案件。", "No service-year case.");
    add(Paragraph{{Run{say_("下发 ", "Issued ")}, number("service.follow-up"),
                   Run{say_(" 项，关闭 ", ", closed ")}, number("service.follow-up.closed"),
                   Run{say_("，未关闭 ", ", open ")}, number("service.follow-up.open"),
                   Run{say_("，逾期 ", ", overdue ")}, number("due.remediation.follow-up.overdue"),
                   Run{say_("，复发 ", ", recurred ")}, number("service.follow-up.recurred"),
                   Run{say_("。", ".")}}});
    const Figure* open = figure("service.follow-up.open");
    if (!open || open->from.empty()) return;
    sub_heading("未关闭事项", "Open ones");
    Table table;
    table.columns = {{say_("编号", "id"), 2},
                     {say_("问题", "problem"), 5},
                     {say_("责任单位", "unit"), 3},
                     {say_("期限", "due"), 2},
                     {say_("状态", "state"), 2}};
    for (const std::size_t reference : open->from)
      if (const ServiceRecord* record = summary_.year->find(summary_.references[reference].record))
        table.rows.push_back({{Run{record->id, Mark::plain, anchor_of(reference)}},
                              {Run{record->text("title")}},
                              {Run{record->text("unit")}},
                              {Run{record->text("due")}},
                              {Run{shown(*record, "state")}}});
    add(std::move(table));
  }
};

}  // namespace

void add_summary_work(const Summary& summary, Language language, Document& document) {
  Work{summary, language, document}.run();
}

}  // namespace firsthour::playbooks
