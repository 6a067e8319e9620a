// SPDX-License-Identifier: Apache-2.0
// What a drill came to, and the tables that say it: nine items, expectations, improvements.
#include "playbooks/reports/drill_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

std::string points_text(double points) {
  return points == static_cast<double>(static_cast<long long>(points)) ? fmt::format("{:.0f}", points)
                                                                       : fmt::format("{:.1f}", points);
}

std::string score_boxes(const DrillPaper& paper, std::optional<int> score) {
  static const std::array kScores{std::pair{1, Words{"差", "poor"}}, std::pair{3, Words{"合格", "fair"}},
                                  std::pair{5, Words{"优秀", "good"}}};
  std::string text;
  for (const auto& [value, words] : kScores)
    text += fmt::format("{}{} {} {}", text.empty() ? "" : "\n", score == value ? "☑" : "□", value,
                        paper.word(words));
  return text;
}

std::string mean_text(const std::vector<const DrillEvent*>& judged) {
  int sum = 0, n = 0;
  for (const DrillEvent* one : judged)
    if (one->score) sum += *one->score, ++n;
  if (n < 2) return "";
  return fmt::format("{:.1f}\nn = {}", static_cast<double>(sum) / n, n);
}

}  // namespace

DrillCount count_drill(const Drill& drill, Instant at) {
  DrillCount count;
  for (const InjectStanding& inject : drill.injects(at)) {
    ++count.injects;
    if (inject.delivered) ++count.delivered;
    if (!inject.delivered || !inject.due) continue;
    ++count.to_answer;
    if (!inject.answered)
      ++count.unanswered;
    else if (*inject.answered <= *inject.due)
      ++count.in_time;
    else
      ++count.late;
  }
  for (const ExpectationStanding& one : drill.expectations(at)) {
    count.met += one.standing == Standing::met;
    count.met_late += one.standing == Standing::late;
    count.missed += one.standing == Standing::missed;
    count.open += one.standing == Standing::open;
    count.points += one.points;
    count.of_points += one.what->points;
  }
  return count;
}

std::optional<Instant> began(const Drill& drill) {
  for (const DrillEvent& event : drill.events())
    if (event.change && event.change->kind == ClockChange::Kind::start) return event.change->wall;
  return std::nullopt;
}

std::optional<Instant> ended(const Drill& drill) {
  for (const DrillEvent& event : drill.events())
    if (event.kind == DrillEvent::Kind::ended || event.kind == DrillEvent::Kind::turned_real ||
        (event.change && event.change->kind == ClockChange::Kind::stop))
      return event.wall;
  return std::nullopt;
}

std::vector<const DrillEvent*> judgements(const Drill& drill, std::string_view subject) {
  std::vector<const DrillEvent*> newest;
  for (const DrillEvent& event : drill.events()) {
    if (event.kind != DrillEvent::Kind::judged || event.subject != subject) continue;
    std::erase_if(newest, [&](const DrillEvent* before) { return before->who == event.who; });
    newest.push_back(&event);
  }
  return newest;
}

std::vector<const DrillEvent*> improvements(const Drill& drill) {
  std::vector<const DrillEvent*> all;
  for (const DrillEvent& event : drill.events())
    if (event.kind == DrillEvent::Kind::improvement) all.push_back(&event);
  return all;
}

std::string subject_of_item(int item) { return std::to_string(item); }

Table evaluation_table(const DrillPaper& paper, const DrillInput& input) {
  Table table;
  table.columns = {{paper.say("序号", "No."), 1},          {paper.say("评估项", "Item"), 3},
                   {paper.say("评估内容", "Question"), 7}, {paper.say("评分", "Score"), 3},
                   {paper.say("等级", "Grade"), 2},        {paper.say("改进建议", "Advice"), 5},
                   {paper.say("评估人", "Judged by"), 3}};
  for (int item = 1; item <= kEvaluationItems; ++item) {
    const auto judged = judgements(input.drill, subject_of_item(item));
    const std::vector<Line> head{{Run{std::to_string(item)}},
                                 {Run{paper.word(evaluation_item(item))}},
                                 {Run{paper.word(evaluation_question(item))}}};
    if (judged.empty()) {
      auto row = head;
      row.insert(row.end(), {Line{Run{score_boxes(paper, {})}}, Line{Run{"□ P\n□ S\n□ M\n□ U"}},
                             paper.blank(), paper.blank()});
      table.rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const DrillEvent& one = *judged[i];
      auto row = i == 0 ? head : std::vector<Line>(3, Line{Run{""}});
      row.push_back({Run{score_boxes(paper, one.score)}});
      row.push_back(DrillPaper::or_dash(one.grade));
      row.push_back(DrillPaper::or_dash(one.text));
      row.push_back({Run{one.who + (i + 1 == judged.size() && judged.size() > 1
                                        ? paper.say("\n平均 ", "\nmean ") + mean_text(judged)
                                        : "")}});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::optional<Chart> evaluation_chart(const DrillPaper& paper, const DrillInput& input) {
  Chart chart;
  chart.kind = ChartKind::bars;
  chart.title = paper.say("九项评估得分（1 差、3 合格、5 优秀）", "The nine items (1 poor, 3 fair, 5 good)");
  chart.decimals = 1;
  chart.series.push_back({paper.say("得分", "score"), {}});
  std::size_t n = 0;
  for (int item = 1; item <= kEvaluationItems; ++item) {
    chart.categories.push_back(paper.word(evaluation_item(item)));
    int sum = 0, of = 0;
    for (const DrillEvent* one : judgements(input.drill, subject_of_item(item)))
      if (one->score) sum += *one->score, ++of;
    n += of > 0;
    chart.series.front().values.push_back(
        {of > 0 ? std::optional{static_cast<double>(sum) / of} : std::nullopt, ""});
  }
  if (n == 0) return std::nullopt;
  chart.counted = paper.say(fmt::format("已评 {} 项，共 9 项；多人评估的取平均。", n),
                            fmt::format("{} of 9 items were judged; the mean where several people did.", n));
  return chart;
}

Table expectation_table(const DrillPaper& paper, const DrillInput& input) {
  Table table;
  table.columns = {{paper.say("序号", "No."), 1},           {paper.say("期望", "Expected"), 6},
                   {paper.say("责任角色", "Role"), 3},      {paper.say("期限", "Due"), 5},
                   {paper.say("完成", "Met at"), 5},        {paper.say("结果与得分", "Result, points"), 4},
                   {paper.say("方式、依据", "Shown by"), 4}};
  int number = 0;
  for (const ExpectationStanding& one : input.drill.expectations(input.at)) {
    const bool bad = one.standing == Standing::late || one.standing == Standing::missed;
    table.rows.push_back({{Run{std::to_string(++number)}},
                          {Run{paper.word(one.what->text)}},
                          DrillPaper::or_dash(one.what->role.empty() ? "" : paper.role_name(one.what->role)),
                          DrillPaper::or_dash(one.due ? drill_time_words(*one.due) : ""),
                          DrillPaper::or_dash(one.at ? drill_time_words(*one.at) : ""),
                          {Run{paper.word(standing_words(one.standing)), bad ? Mark::strong : Mark::plain},
                           Run{"\n" + points_text(one.points) + "/" + std::to_string(one.what->points)}},
                          {Run{paper.word(expectation_kind_words(one.what->kind)) +
                               (one.shown_by.empty() ? "" : "\n" + one.shown_by)}}});
  }
  return table;
}

Table improvement_table(const DrillPaper& paper, const DrillInput& input) {
  Table table;
  table.columns = {{paper.say("序号", "No."), 1},      {paper.say("改进事项", "What"), 8},
                   {paper.say("责任人", "Owner"), 3},  {paper.say("完成期限", "Due"), 4},
                   {paper.say("涉及预案", "Plan"), 4}, {paper.say("整改跟踪", "Follow-up"), 5}};
  int number = 0;
  for (const DrillEvent* one : improvements(input.drill)) {
    const auto value = [&](const char* key) {
      const auto found = one->values.find(key);
      return found == one->values.end() ? std::string{} : found->second;
    };
    ++number;
    table.rows.push_back({{Run{std::to_string(number)}},
                          paper.shown(one->text),
                          paper.shown(one->who),
                          paper.shown(value("due")),
                          DrillPaper::or_dash(value("plan")),
                          DrillPaper::or_dash(paper.kept_as(number))});
  }
  if (table.rows.empty()) table.rows.assign(3, std::vector<Line>(6, paper.blank()));
  return table;
}

}  // namespace firsthour::playbooks
