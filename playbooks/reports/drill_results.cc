// SPDX-License-Identifier: Apache-2.0
// After the drill: A.9 evaluation, A.10 summary, the sheet of time scores.
#include "playbooks/reports/drill_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

std::string plain(double points) {
  return points == static_cast<double>(static_cast<long long>(points)) ? fmt::format("{:.0f}", points)
                                                                       : fmt::format("{:.1f}", points);
}

std::string score_words(const DrillPaper& paper, int score) {
  return score == 1   ? paper.say("1 差", "1 poor")
         : score == 3 ? paper.say("3 合格", "3 fair")
         : score == 5 ? paper.say("5 优秀", "5 good")
                      : std::to_string(score);
}

class Results : public DrillPaper {
 public:
  using DrillPaper::DrillPaper;

  Document evaluation() {
    heading("概要", "Overview");
    overview(Told::course);
    heading("评估组", "Evaluators");
    team("evaluator");
    heading("评估内容", "The nine items");
    add(evaluation_table(*this, input_));
    quiet("评分：1 差，3 合格，5 优秀。HSEEP：P 圆满完成，S 有欠缺但完成，M 有重大欠缺，U 未能完成。",
          "Scores: 1 poor, 3 fair, 5 good. HSEEP: P performed without challenges, S with some, M with major "
          "challenges, U unable to be performed.");
    if (auto chart = evaluation_chart(*this, input_)) add(std::move(*chart));
    heading("时限得分", "Scores by time");
    times();
    heading("评估结论", "Conclusion");
    conclusion();
    return finish({{"评估组组长", "head of the evaluators"}, {"评估组成员", "evaluators"}});
  }

  Document summary() {
    heading("演练概要", "Overview");
    overview(Told::course);
    heading("演练评估", "Evaluation");
    Facts facts;
    facts.rows.emplace_back(say("评估时间", "Time"), shown(judged_when_planned()));
    facts.rows.emplace_back(say("评估地点", "Place"), shown(scenario().plan.place));
    facts.rows.emplace_back(say("评估专家", "Evaluators"), shown(people_of(RoleKind::evaluator)));
    add(std::move(facts));
    conclusion();
    if (auto chart = evaluation_chart(*this, input_)) add(std::move(*chart));
    heading("演练总结", "What happened");
    figures();
    time_line();
    heading("期望完成情况", "What was expected, and when it came");
    times();
    heading("改进思路", "Improvements");
    improvements_made();
    return finish({{"编制人", "drawn up by"}, {"审核人", "reviewed by"}, {"批准人", "approved by"}});
  }

  Document scores() {
    document_.title = say("应急演练时限得分单", "Scores of the drill by time");
    document_.name = "score";
    heading("概要", "Overview");
    overview(Told::course);
    heading("得分", "Scores");
    figures();
    times();
    heading("应答用时", "Times of the answers");
    answers();
    return finish({{"评估人", "evaluator"}});
  }

 private:
  void figures() {
    const DrillCount count = count_drill(input_.drill, input_.at);
    Figures figures;
    figures.entries = {
        {fmt::format("{}/{}", count.delivered, count.injects), say("导调信息已下达", "injects delivered")},
        {fmt::format("{}/{}", count.in_time, count.to_answer), say("按时应答", "answered in time")},
        {fmt::format("{}/{}", count.met, count.met + count.met_late + count.missed + count.open),
         say("期望按时完成", "expectations met in time")},
        {fmt::format("{}/{}", plain(count.points), plain(count.of_points)),
         say("时限得分", "points by time")}};
    add(std::move(figures));
    if (count.met_late + count.missed + count.unanswered + count.late > 0)
      add(Paragraph{{Run{
          say(fmt::format("超时应答 {} 条，未应答 {} 条；期望超时完成 {} 项，未完成 {} 项，未到期 {} 项。",
                          count.late, count.unanswered, count.met_late, count.missed, count.open),
              fmt::format("{} answers late, {} missing; {} expectations met late, {} missed, {} still open.",
                          count.late, count.unanswered, count.met_late, count.missed, count.open))}}});
  }

  void times() {
    if (scenario().expectations.empty())
      return quiet("本场景没有设定期望。", "The scenario sets no expectations.");
    add(expectation_table(*this, input_));
    const DrillCount count = count_drill(input_.drill, input_.at);
    add(Paragraph{{Run{
        say(fmt::format("合计 {}/{} 分：按时 {}，超时 {}，未完成 {}，未到期 {}。按时得全分，超时得一半。",
                        plain(count.points), plain(count.of_points), count.met, count.met_late, count.missed,
                        count.open),
            fmt::format("{} of {} points: {} in time, {} late, {} missed, {} open. Full points in time, half "
                        "when late.",
                        plain(count.points), plain(count.of_points), count.met, count.met_late, count.missed,
                        count.open))}}});
  }

  [[nodiscard]] std::vector<const DrillEvent*> judged() const {
    std::vector<const DrillEvent*> all;
    for (const DrillEvent& event : input_.drill.events())
      if (event.kind == DrillEvent::Kind::judged) all.push_back(&event);
    return all;
  }
  [[nodiscard]] std::string judged_when_planned() const {
    const auto all = judged();
    return all.empty() ? "" : beijing_time(all.back()->wall);
  }
  // The boxes as people ticked them; where nobody did they stay empty: no score is made of the nine items.
  void conclusion() {
    Facts facts;
    for (const DrillEvent* one : judgements(input_.drill, kConclusion)) {
      std::string text = one->score ? "☑ " + score_words(*this, *one->score) : "";
      if (!one->grade.empty()) text += (text.empty() ? "" : "  ") + one->grade;
      if (!one->text.empty()) text += (text.empty() ? "" : "　") + one->text;
      facts.rows.emplace_back(say("结论（", "Conclusion (") + one->who + say("）", ")"), shown(text));
    }
    if (facts.rows.empty()) {
      facts.rows.emplace_back(
          say("结论", "Conclusion"),
          Line{Run{say("□ 1 差    □ 3 合格    □ 5 优秀", "□ 1 poor    □ 3 fair    □ 5 good")}});
      facts.rows.emplace_back(say("综合评价", "In words"), blank());
    }
    add(std::move(facts));
  }

  void time_line() {
    TimeLine line;
    line.lanes = {say("导调", "injects"), say("应答", "answers"), say("达成", "met"), say("时钟", "clock")};
    for (const DrillEvent& event : input_.drill.events()) {
      const auto lane = lane_of(event);
      if (!lane) continue;
      Severity severity = Severity::info;
      if (*lane == 1 && is_late(event)) severity = Severity::high;
      line.points.push_back({event.wall, drill_time_words(event.at) + " " + event.subject, *lane, severity});
    }
    if (line.points.empty()) return;
    line.caption = say("时间线（北京时间；点的说明中有演练时间；突出者为超时应答）",
                       "Time line (Beijing time, drill time with each point; late answers stand out)");
    add(std::move(line));
  }
  [[nodiscard]] static std::optional<int> lane_of(const DrillEvent& event) {
    switch (event.kind) {
      case DrillEvent::Kind::delivered:
        return 0;
      case DrillEvent::Kind::answered:
        return 1;
      case DrillEvent::Kind::met:
        return 2;
      case DrillEvent::Kind::clock:
      case DrillEvent::Kind::stop_word:
      case DrillEvent::Kind::turned_real:
        return 3;
      default:
        return std::nullopt;
    }
  }
  [[nodiscard]] bool is_late(const DrillEvent& answer) const {
    for (const InjectStanding& one : input_.drill.injects(input_.at))
      if (one.what->id == answer.subject) return one.due && answer.at > *one.due;
    return false;
  }

  void answers() {
    Table table;
    table.columns = {{say("导调", "Inject"), 3}, {say("内容", "Text"), 8},     {say("下达", "Delivered"), 3},
                     {say("期限", "Due"), 3},    {say("应答", "Answered"), 3}, {say("用时", "Took"), 3},
                     {say("结果", "Result"), 3}};
    Chart chart;
    chart.kind = ChartKind::strip;
    chart.title = say("应答用时占时限的百分比", "Time of the answer as a share of the time allowed");
    chart.unit = "%";
    chart.limit = 100;
    chart.limit_label = say("时限", "due");
    chart.series.push_back({say("用时", "took"), {}});
    for (const InjectStanding& one : input_.drill.injects(input_.at)) {
      if (!one.due || !one.delivered) continue;
      const bool late = one.answered && *one.answered > *one.due;
      table.rows.push_back(
          {{Run{one.what->id}},
           {Run{word(one.what->text)}},
           {Run{drill_time_words(*one.delivered)}},
           {Run{drill_time_words(*one.due)}},
           or_dash(one.answered ? drill_time_words(*one.answered) : ""),
           or_dash(one.answered ? duration_words(*one.answered - *one.delivered, say_.language) : ""),
           {Run{!one.answered ? say("未应答", "none")
                : late        ? say("超时", "late")
                              : say("按时", "in time"),
                late || !one.answered ? Mark::strong : Mark::plain}}});
      chart.categories.push_back(one.what->id);
      const auto allowed = static_cast<double>(*one.due - *one.delivered);
      chart.series.front().values.push_back(
          {one.answered && allowed > 0
               ? std::optional{100.0 * static_cast<double>(*one.answered - *one.delivered) / allowed}
               : std::nullopt,
           ""});
    }
    if (table.rows.empty()) return quiet("没有需要应答的导调信息。", "No inject asks for an answer.");
    chart.counted = say(fmt::format("n = {}；未应答的不画点。", chart.categories.size()),
                        fmt::format("n = {}; no point where there was no answer.", chart.categories.size()));
    add(std::move(chart));
    add(std::move(table));
  }

  void improvements_made() {
    add(improvement_table(*this, input_));
    if (improvements(input_.drill).empty()) return quiet("尚未登记改进事项。", "No improvement is recorded.");
    if (!input_.year)
      quiet("未指定服务年度案件（--year），改进事项是否转入整改跟踪未列入。",
            "No service-year case was named (--year): what became of the improvements is not shown.");
    else
      revisions();
  }
  // Plan revisions that name this drill.
  void revisions() {
    std::vector<Line> lines;
    for (const ServiceRecord* plan : input_.year->year.of("plan"))
      if (plan->text("cause") == "drill" && input_.case_ &&
          (plan->text("cause_ref") == input_.case_->facts.name ||
           plan->text("cause_ref") == input_.case_->facts.id))
        lines.push_back({Run{plan->id + "  " + plan->text("edition") + "  " + plan->text("day") + "  " +
                             plan->text("changes")}});
    if (lines.empty())
      return quiet("服务年度中还没有以本次演练为依据的预案修订。",
                   "No revision of the plan names this drill as its cause yet.");
    add(Heading{2, say("由此引起的预案修订", "Revisions of the plan it led to")});
    add(Steps{std::move(lines)});
  }
};

}  // namespace

Document build_drill_evaluation(const DrillInput& input) {
  return Results{input, "a9-evaluation"}.evaluation();
}
Document build_drill_summary(const DrillInput& input) { return Results{input, "a10-summary"}.summary(); }
Document build_drill_scores(const DrillInput& input) { return Results{input, "score"}.scores(); }

}  // namespace firsthour::playbooks
