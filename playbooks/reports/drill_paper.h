// SPDX-License-Identifier: Apache-2.0
// What the papers of a drill are made from, and the parts that they share. Before a drill its scenario is
// all there is; after it the events of its case.
#pragma once

#include "playbooks/drill.h"
#include "playbooks/drill_forms.h"
#include "playbooks/drill_papers.h"
#include "playbooks/reports/builders.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct DrillInput {
  const Drill& drill;
  const DrillForms& forms;
  Language language;
  Instant at;               // the newest event read: what is open then is open
  bool planned = true;      // no case yet: straight from a scenario file
  std::string source = {};  // what it was made from, printed at the end
  Instant made{};
  std::string running = {};                   // the head of every page
  const DrillYear* year = nullptr;            // the service year, where it was named
  const ReportInput* case_ = nullptr;         // null without a case
  std::vector<const Scenario*> further = {};  // that stand in the yearly plan, too

  [[nodiscard]] const Scenario& scenario() const { return drill.scenario(); }
  [[nodiscard]] Say say() const { return {language}; }
};

[[nodiscard]] Document build_drill_year_plan(const DrillInput& input);        // A.1
[[nodiscard]] Document build_drill_work_plan(const DrillInput& input);        // A.2
[[nodiscard]] Document build_drill_support_plan(const DrillInput& input);     // A.3
[[nodiscard]] Document build_drill_evaluation_plan(const DrillInput& input);  // A.4
[[nodiscard]] Document build_drill_script(const DrillInput& input);           // A.6
[[nodiscard]] Document build_drill_record(const DrillInput& input);           // A.8
[[nodiscard]] Document build_drill_evaluation(const DrillInput& input);       // A.9
[[nodiscard]] Document build_drill_summary(const DrillInput& input);          // A.10
[[nodiscard]] Document build_drill_scores(const DrillInput& input);           // the time scores

// One box a choice, the chosen ones ticked: "☑ 桌面推演    □ 实操演练".
struct Box {
  std::string_view key;
  Words words;
};

class DrillPaper {
 public:
  // `name` as in the table of forms.
  DrillPaper(const DrillInput& input, std::string_view name);

  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  // Numbered: 一、 or 1.
  void heading(std::string_view zh, std::string_view en);
  void paragraph(const std::string& text);  // a blank to write on where there is none
  void quiet(std::string_view zh, std::string_view en);
  void warning(std::string_view zh, std::string_view en);
  // The overview that most forms begin with: name, time as planned or as held, place, aim, form.
  enum class Told { plan, course };
  void overview(Told told);
  // Who takes part: group, role, name, unit, duties.
  void team(std::string_view only_kind = {});
  void landscape() { document_.landscape = true; }
  [[nodiscard]] Document finish(std::initializer_list<Words> signers);

  [[nodiscard]] std::string word(const Words& words) const;
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const { return say_(zh, en); }
  [[nodiscard]] Line blank() const { return value_or_blank(""); }
  [[nodiscard]] Line shown(const std::string& text) const { return value_or_blank(text); }
  // In a table: a dash where there is nothing to say, so that no line invites to write.
  [[nodiscard]] static Line or_dash(const std::string& text) { return {Run{text.empty() ? "—" : text}}; }
  [[nodiscard]] const Scenario& scenario() const { return input_.scenario(); }
  [[nodiscard]] std::string role_name(
      std::string_view id) const;  // the id where the scenario has no such role
  [[nodiscard]] std::string role_names(const std::vector<std::string>& ids) const;
  [[nodiscard]] std::string stage_name(std::string_view id) const;
  [[nodiscard]] std::string boxes(std::span<const Box> boxes, std::string_view chosen) const;
  [[nodiscard]] std::string form_boxes(const DrillPlan& plan) const;
  [[nodiscard]] std::string when_planned() const;
  [[nodiscard]] std::string when_held() const;  // by the drill's clock, "" before it began
  [[nodiscard]] std::string people_of(RoleKind kind) const;
  // The follow-up of the service year that the drill's n-th improvement became, and its state; "" none.
  [[nodiscard]] std::string kept_as(int improvement) const;

 protected:
  const DrillInput& input_;
  Say say_;
  Document document_;
  int number_ = 0;
};

// "T+00:05:00"; "T+00:05:00\n北京时间 2026-11-22 10:05:00" where the wall time is known.
[[nodiscard]] std::string drill_time_words(DrillTime time);
[[nodiscard]] std::string both_times(const DrillInput& input, DrillTime time, const Instant* wall);
// "10 分钟", "90 s".
[[nodiscard]] std::string duration_words(DrillTime time, Language language);
[[nodiscard]] std::string join(const std::vector<std::string>& texts, std::string_view between);
[[nodiscard]] Words inject_kind_words(Inject::Kind kind);
[[nodiscard]] Words expectation_kind_words(Expectation::Kind kind);
[[nodiscard]] Words artefact_words(Artefact::Kind kind);
[[nodiscard]] Words standing_words(Standing standing);
[[nodiscard]] Words form_words(std::string_view form);  // of the drill: "tabletop"

// What a drill came to, for its papers and for the summary of a year.
struct DrillCount {
  int injects = 0, delivered = 0, to_answer = 0, in_time = 0, late = 0, unanswered = 0;
  int met = 0, met_late = 0, missed = 0, open = 0;  // expectations
  double points = 0, of_points = 0;
};
[[nodiscard]] DrillCount count_drill(const Drill& drill, Instant at);
// When it was begun and ended, by its clock's events; absent while it was not.
[[nodiscard]] std::optional<Instant> began(const Drill& drill);
[[nodiscard]] std::optional<Instant> ended(const Drill& drill);
// All judgements of one thing, the newest of each person.
[[nodiscard]] std::vector<const DrillEvent*> judgements(const Drill& drill, std::string_view subject);
[[nodiscard]] std::vector<const DrillEvent*> improvements(const Drill& drill);
// The key of the follow-up that an improvement becomes: the case and the improvement's number in it.
[[nodiscard]] std::string improvement_key(std::string_view case_id, int improvement);
// The state of a follow-up, as people say it.
[[nodiscard]] Words state_words(const ServiceRecord& follow_up);
// Table of the nine items with what was judged; with blanks to fill in where nothing was.
[[nodiscard]] Table evaluation_table(const DrillPaper& paper, const DrillInput& input);
[[nodiscard]] Table expectation_table(const DrillPaper& paper, const DrillInput& input);
[[nodiscard]] Table improvement_table(const DrillPaper& paper, const DrillInput& input);
// Nine items as a chart; nothing where none was judged.
[[nodiscard]] std::optional<Chart> evaluation_chart(const DrillPaper& paper, const DrillInput& input);

}  // namespace firsthour::playbooks
