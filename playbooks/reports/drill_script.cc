// SPDX-License-Identifier: Apache-2.0
// A.6: the script, one row an inject, as the scenario has them.
#include "playbooks/reports/drill_paper.h"

namespace firsthour::playbooks {
namespace {

class Script : public DrillPaper {
 public:
  explicit Script(const DrillInput& input) : DrillPaper{input, "a6-script"} {}

  Document run() {
    landscape();
    heading("概要", "Overview");
    overview(Told::plan);
    heading("参演团队", "Teams");
    team();
    heading("演练保障", "Support");
    paragraph(scenario().plan.support);
    heading("剧本", "Script");
    const bool start = parse_rfc3339(scenario().plan.planned_at).has_value();
    quiet(start ? "T 为演练开始时刻，时间为演练时钟时间；其下为按计划开始时间推算的北京时间。"
                : "T 为演练开始时刻，时间为演练时钟时间。",
          start ? "T is the start; times are those of the drill's clock, below them Beijing time by the "
                  "planned start."
                : "T is the start; times are those of the drill's clock.");
    table();
    return finish({{"编制人", "drawn up by"}, {"审核人", "reviewed by"}, {"批准人", "approved by"}});
  }

 private:
  void table() {
    Table table;
    table.columns = {{say("演练阶段", "Stage"), 5},
                     {say("序号", "No."), 2},
                     {say("时间", "Time"), 7},
                     {say("演练主线", "Main line"), 4},
                     {say("场景展示（镜头）", "Scene (shot)"), 5},
                     {say("角色", "Role"), 5},
                     {say("指令、报告、应答", "Order, report, reply"), 11},
                     {say("动作", "Action expected"), 10},
                     {say("同步场景", "Parallel scene"), 5},
                     {say("角色、动作", "Role, action"), 7},
                     {say("备注", "Remark"), 4}};
    std::string stage;
    int number = 0;
    for (const Inject& inject : scenario().injects) {
      // A stage is named once, where it begins.
      const bool first = number == 0 || inject.stage != stage;
      stage = inject.stage;
      std::string action = word(inject.expected);
      if (inject.answer_within)
        action += (action.empty() ? "" : "\n") + say("应答时限：", "answer within ") +
                  duration_words(*inject.answer_within, say_.language);
      DrillInput before = input_;
      before.planned = true;
      table.rows.push_back(
          {{Run{first ? stage_name(inject.stage) : ""}},
           {Run{std::to_string(++number)}},
           {Run{both_times(before, inject.at, nullptr)}},
           or_dash(inject.thread),
           or_dash(inject.scene),
           {Run{from_to(inject)}},
           {Run{"【" + word(inject_kind_words(inject.kind)) + "】", Mark::strong}, Run{word(inject.text)}},
           or_dash(action),
           or_dash(inject.parallel),
           or_dash(planting(inject)),
           or_dash(inject.remark)});
    }
    if (table.rows.empty()) table.rows.assign(3, std::vector<Line>(11, blank()));
    add(std::move(table));
  }

  [[nodiscard]] std::string from_to(const Inject& inject) const {
    const std::string from = inject.from.empty() ? "" : role_name(inject.from);
    const std::string to = role_names(inject.to);
    if (from.empty() || to.empty()) return from.empty() && to.empty() ? "—" : from + to;
    return from + " → " + to;
  }
  // What the control team does meanwhile.
  [[nodiscard]] std::string planting(const Inject& inject) const {
    for (const Artefact& one : scenario().artefacts)
      if (one.id == inject.artefact)
        return say("导调：植入", "control: plants ") + word(artefact_words(one.kind)) + " " +
               (one.path.empty() ? one.address : one.path);
    return "";
  }
};

}  // namespace

Document build_drill_script(const DrillInput& input) { return Script{input}.run(); }

}  // namespace firsthour::playbooks
