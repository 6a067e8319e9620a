// SPDX-License-Identifier: Apache-2.0
// A.8: the record, stage by stage: what observers wrote, the controls they ticked, and what the drill's own
// ledger says of the same time.
#include "playbooks/drill_score.h"
#include "playbooks/reports/drill_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

const std::array kMeans{Box{"text", {"文字", "text"}}, Box{"photo", {"照片", "photograph"}},
                        Box{"video", {"音像", "sound or video"}}, Box{"other", {"其他", "other"}}};

std::set<std::string, std::less<>> words_in(const std::string& text) {
  std::set<std::string, std::less<>> words;
  std::string copy = text;
  std::replace(copy.begin(), copy.end(), ',', ' ');
  std::istringstream in{copy};
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

std::string value_of(const DrillEvent& event, const char* key) {
  const auto found = event.values.find(key);
  return found == event.values.end() ? std::string{} : found->second;
}

class Record : public DrillPaper {
 public:
  explicit Record(const DrillInput& input) : DrillPaper{input, "a8-record"} {}

  Document run() {
    landscape();
    heading("概要", "Overview");
    overview(Told::course);
    told();
    std::vector<std::string> stages;
    for (const DrillStage& stage : scenario().stages) stages.push_back(stage.id);
    if (stages.empty())
      for (const DrillForms::Stage& stage : input_.forms.stages) stages.push_back(stage.id);
    for (const DrillEvent& event : input_.drill.events())
      if (event.kind == DrillEvent::Kind::observed &&
          std::find(stages.begin(), stages.end(), stage_of(event)) == stages.end())
        stages.push_back(stage_of(event));
    for (const std::string& stage : stages) of_stage(stage);
    heading("演练过程账本记录", "What the ledger of the drill holds");
    ledger();
    return finish({{"记录人", "recorded by"}, {"审核人", "reviewed by"}});
  }

 private:
  // That nothing planted is taken for real, and how the drill ended.
  void told() {
    bool notified = false;
    for (const DrillEvent& event : input_.drill.events()) {
      if (event.kind == DrillEvent::Kind::notified) notified = true;
      if (event.kind == DrillEvent::Kind::stop_word)
        warning("演练因停止口令停止：" + times(event) + "，" + event.who + " " + event.text,
                "Stopped by the stop word: " + times(event) + ", " + event.who + " " + event.text);
      if (event.kind == DrillEvent::Kind::turned_real)
        warning("演练因真实突发事件终止：" + times(event) + "，" + event.text,
                "Ended because of a real incident: " + times(event) + ", " + event.text);
    }
    if (!notified && !input_.drill.events().empty())
      warning("没有演练前通知监控值守人员的记录。", "No record says that the monitoring staff was told.");
    for (const auto& [id, path] : input_.drill.planted())
      warning("植入内容尚未清除：" + id + " " + path, "Planted and not removed yet: " + id + " " + path);
  }
  [[nodiscard]] std::string times(const DrillEvent& event) const {
    return drill_time_words(event.at) + " / " + beijing_time(event.wall);
  }

  // Where an observer named none: that of the last inject before it, else the first.
  [[nodiscard]] std::string stage_of(const DrillEvent& event) const {
    if (!event.subject.empty()) return event.subject;
    std::string stage = scenario().stages.empty() ? std::string{} : scenario().stages.front().id;
    for (const DrillEvent& before : input_.drill.events()) {
      if (&before == &event) break;
      if (before.kind != DrillEvent::Kind::delivered) continue;
      if (const Inject* inject = scenario().inject(before.subject)) stage = inject->stage;
    }
    return stage;
  }

  void of_stage(const std::string& id) {
    const std::string name = id.empty() ? say("各阶段", "All stages") : stage_name(id);
    heading(name, name);
    span(id);
    Table table;
    table.columns = {{say("序号", "No."), 1},
                     {say("时间", "Time"), 4},
                     {say("过程控制情况", "Controls"), 7},
                     {say("参演人员表现", "Performance"), 5},
                     {say("意外及处置", "Surprises, and what was done"), 5},
                     {say("记录人", "Recorded by"), 3},
                     {say("记录手段", "Means"), 3}};
    int number = 0;
    for (const DrillEvent& event : input_.drill.events()) {
      if (event.kind != DrillEvent::Kind::observed || stage_of(event) != id) continue;
      std::string performance = value_of(event, "performance");
      if (!event.text.empty()) performance += (performance.empty() ? "" : "\n") + event.text;
      table.rows.push_back({{Run{std::to_string(++number)}},
                            {Run{drill_time_words(event.at) + "\n" + beijing_time(event.wall)}},
                            {Run{ticks(id, value_of(event, "ticks"))}},
                            or_dash(performance),
                            or_dash(value_of(event, "surprise")),
                            shown(event.who),
                            {Run{boxes_below(value_of(event, "means"))}}});
    }
    if (number == 0)
      table.rows.push_back(
          {{Run{"1"}}, blank(), {Run{ticks(id, "")}}, blank(), blank(), blank(), {Run{boxes_below("")}}});
    add(std::move(table));
  }

  // From the first to the last inject of the stage that was delivered.
  void span(const std::string& id) {
    const DrillEvent *first = nullptr, *last = nullptr;
    for (const DrillEvent& event : input_.drill.events()) {
      if (event.kind != DrillEvent::Kind::delivered) continue;
      const Inject* inject = scenario().inject(event.subject);
      if (!inject || inject->stage != id) continue;
      if (!first) first = &event;
      last = &event;
    }
    if (!first) return;
    Facts facts;
    facts.rows.emplace_back(
        say("本阶段导调起止（演练时间）", "Injects of the stage (drill time)"),
        Line{Run{drill_time_words(first->at) + say(" 至 ", " to ") + drill_time_words(last->at)}});
    facts.rows.emplace_back(
        say("本阶段导调起止（北京时间）", "Injects of the stage (Beijing time)"),
        Line{Run{beijing_time(first->wall) + say(" 至 ", " to ") + beijing_time(last->wall)}});
    add(std::move(facts));
  }

  [[nodiscard]] std::string ticks(const std::string& stage, const std::string& said) const {
    auto ticked = words_in(said);
    std::string text;
    if (const DrillForms::Stage* form = input_.forms.stage(stage))
      for (const KeyedWords& one : form->ticks) {
        const bool on = ticked.erase(one.key) > 0;
        text += (text.empty() ? "" : "\n") + std::string{on ? "☑ " : "□ "} + word(one.words);
      }
    for (const std::string& own : ticked) text += (text.empty() ? "" : "\n") + ("☑ " + own);
    return text.empty() ? "—" : text;
  }
  [[nodiscard]] std::string boxes_below(const std::string& said) const {
    auto chosen = words_in(said);
    std::string text;
    for (const Box& box : kMeans) {
      const bool on = chosen.erase(std::string{box.key}) > 0;
      text += (text.empty() ? "" : "\n") + std::string{on ? "☑ " : "□ "} + word(box.words);
    }
    for (const std::string& own : chosen) text += "\n☑ " + own;
    return text;
  }

  void ledger() {
    Table table;
    table.columns = {{say("演练时间", "Drill time"), 3},
                     {say("北京时间", "Beijing time"), 4},
                     {say("事项", "What"), 3},
                     {say("内容", "Text"), 10},
                     {say("人员、角色", "Who"), 4}};
    for (const DrillEvent& event : input_.drill.events()) {
      // What the runner did to its own clock to leap is no part of what happened.
      if (event.kind == DrillEvent::Kind::planned || event.values.contains(std::string{kLeap})) continue;
      table.rows.push_back({{Run{drill_time_words(event.at)}},
                            {Run{beijing_time(event.wall)}},
                            {Run{word(kind_words(event))}},
                            or_dash(content(event)),
                            or_dash(people(event))});
    }
    if (table.rows.empty()) return quiet("尚无记录。", "Nothing is recorded yet.");
    add(std::move(table));
  }
  [[nodiscard]] static Words kind_words(const DrillEvent& event) {
    using enum DrillEvent::Kind;
    switch (event.kind) {
      case planned:
        return {"建立演练", "planned"};
      case notified:
        return {"通知监控人员", "monitoring told"};
      case clock:
        return {"时钟操作", "clock"};
      case delivered:
        return {"下达导调", "delivered"};
      case answered:
        return {"应答", "answered"};
      case observed:
        return {"观察记录", "observed"};
      case judged:
        return {"评判", "judged"};
      case met:
        return {"期望达成", "expectation met"};
      case planted:
        return event.values.contains("failed") ? Words{"未能植入", "not planted"} : Words{"植入", "planted"};
      case removed:
        return {"清除并核实", "removed, checked"};
      case improvement:
        return {"改进事项", "improvement"};
      case stop_word:
        return {"停止口令", "stop word"};
      case turned_real:
        return {"转为真实事件", "turned real"};
      case ended:
        return {"演练结束", "ended"};
    }
    return {};
  }
  [[nodiscard]] Words clock_words(const ClockChange& change) const {
    using enum ClockChange::Kind;
    switch (change.kind) {
      case start:
        return {"开始", "start"};
      case pause:
        return {"暂停", "pause"};
      case resume:
        return {"继续", "resume"};
      case rate:
        return {fmt::format("调速为 {:g} 倍", static_cast<double>(change.rate) / 1000),
                fmt::format("rate ×{:g}", static_cast<double>(change.rate) / 1000)};
      case jump:
        return {"跳转至 " + drill_time_words(change.to), "jump to " + drill_time_words(change.to)};
      case step:
        return {"步进至 " + drill_time_words(change.to), "step to " + drill_time_words(change.to)};
      case stop:
        return {"停止", "stop"};
    }
    return {};
  }
  [[nodiscard]] std::string content(const DrillEvent& event) const {
    if (event.change) return word(clock_words(*event.change));
    std::string text = subject(event);
    if (event.score) text += fmt::format("{}{}", text.empty() ? "" : "：", *event.score);
    if (!event.grade.empty()) text += (text.empty() ? "" : "  ") + event.grade;
    if (!event.text.empty()) text += (text.empty() ? "" : "  ") + event.text;
    return text;
  }
  // What the event is of, as people call it.
  [[nodiscard]] std::string subject(const DrillEvent& event) const {
    if (const Inject* inject = scenario().inject(event.subject))
      return event.kind == DrillEvent::Kind::delivered ? inject->id + "  " + word(inject->text) : inject->id;
    if (event.kind == DrillEvent::Kind::observed) return stage_name(stage_of(event));
    for (const Expectation& one : scenario().expectations)
      if (one.id == event.subject) return word(one.text);
    for (const Artefact& one : scenario().artefacts)
      if (one.id == event.subject) return word(artefact_words(one.kind));
    if (event.kind == DrillEvent::Kind::judged) {
      if (event.subject == kConclusion) return say("评估结论", "conclusion");
      for (int item = 1; item <= kEvaluationItems; ++item)
        if (subject_of_item(item) == event.subject) return event.subject + " " + word(evaluation_item(item));
    }
    return event.subject;
  }
  [[nodiscard]] std::string people(const DrillEvent& event) const {
    if (event.kind == DrillEvent::Kind::delivered)
      if (const Inject* inject = scenario().inject(event.subject)) return role_names(inject->to);
    const std::string role = event.role.empty() ? "" : role_name(event.role);
    return role.empty() || event.who.empty() ? role + event.who : event.who + "（" + role + "）";
  }
};

}  // namespace

Document build_drill_record(const DrillInput& input) { return Record{input}.run(); }

}  // namespace firsthour::playbooks
