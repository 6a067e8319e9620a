// SPDX-License-Identifier: Apache-2.0
// Before the drill: A.1 yearly plan, A.2 work plan, A.3 support plan, A.4 evaluation plan.
#include "playbooks/reports/drill_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firsthour::playbooks {
namespace {

std::string units_beside(const DrillPaper& paper, const std::string& leading) {
  std::vector<std::string> units;
  for (const DrillRole& role : paper.scenario().roles)
    if (!role.unit.empty() && role.unit != leading &&
        std::find(units.begin(), units.end(), role.unit) == units.end())
      units.push_back(role.unit);
  return join(units, paper.say("、", ", "));
}

std::string roles_text(const DrillPaper& paper, const Scenario& of) {
  std::vector<std::string> names;
  for (const DrillRole& role : of.roles)
    names.push_back(role.unit.empty() ? paper.word(role.name) : role.unit + " " + paper.word(role.name));
  return join(names, paper.say("、", ", "));
}

std::string stages_text(const DrillPaper& paper, const Scenario& of) {
  if (!of.plan.flow.empty()) return of.plan.flow;
  std::vector<std::string> names;
  for (const DrillStage& stage : of.stages) names.push_back(paper.word(stage.name));
  return join(names, " → ");
}

class YearPlan : public DrillPaper {
 public:
  explicit YearPlan(const DrillInput& input) : DrillPaper{input, "a1-plan"} { document_.subtitle.clear(); }

  Document run() {
    landscape();
    contract();
    heading("演练安排", "The drills");
    table();
    held();
    heading("说明", "Notes");
    add(Steps{
        {{Run{say("每年至少开展一次综合演练；下一年度计划于本年度 12 月前制定。",
                  "At least one comprehensive drill a year; next year's plan is made before December.")}},
         {Run{say("每次演练的过程安排包括：预案评审、通知与授权、环境准备、实施、评估与总结、预案修订。",
                  "Each drill goes through: review of the plan, notice and authorisation, preparation, "
                  "execution, evaluation and summary, revision of the plan.")}}}});
    return finish({{"编制人", "drawn up by"}, {"审核人", "reviewed by"}, {"批准人", "approved by"}});
  }

 private:
  void contract() {
    const ServiceYear* year = input_.year ? &input_.year->year : nullptr;
    if (!year || !year->has_contract)
      return quiet("未指定服务年度案件，合同要求与已开展的演练未列入。",
                   "No service-year case was named: what the contract asks for is not shown.");
    const ServiceContract& contract = year->contract;
    Facts facts;
    facts.rows.emplace_back(say("合同", "Contract"), shown(contract.id + " " + contract.name));
    facts.rows.emplace_back(say("甲方", "Customer"), shown(contract.customer));
    facts.rows.emplace_back(say("乙方", "Provider"), shown(contract.provider));
    facts.rows.emplace_back(
        say("服务期", "Service period"),
        shown(day_text(contract.first_day) + say(" 至 ", " to ") + day_text(contract.last_day)));
    const auto least = target_of(contract, "drill.yearly", "drills", 1);
    facts.rows.emplace_back(say("合同要求", "Owed"),
                            shown(say(fmt::format("服务期内应急演练不少于 {} 次", least),
                                      fmt::format("at least {} drill(s) within the period", least))));
    facts.rows.emplace_back(say("已开展", "Held so far"),
                            shown(say(fmt::format("{} 次", year->of("drill").size()),
                                      fmt::format("{}", year->of("drill").size()))));
    add(std::move(facts));
  }

  void table() {
    Table table;
    table.columns = {{say("序号", "No."), 1},
                     {say("演练项目", "Drill"), 4},
                     {say("目的、要求", "Aim"), 5},
                     {say("演练方式", "Form"), 3},
                     {say("演练时间", "Time"), 3},
                     {say("参演机构或部门", "Who takes part"), 5},
                     {say("演练过程安排", "Course"), 6},
                     {say("经费是否纳入预算", "In the budget?"), 3}};
    std::vector<const Scenario*> all{&scenario()};
    all.insert(all.end(), input_.further.begin(), input_.further.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const DrillPlan& plan = all[i]->plan;
      const auto planned = parse_rfc3339(plan.planned_at);
      table.rows.push_back({{Run{std::to_string(i + 1)}},
                            shown(word(all[i]->title)),
                            shown(plan.aim),
                            shown(plan.form.empty() ? "" : word(form_words(plan.form))),
                            shown(planned ? beijing_time(*planned).substr(0, 16) : plan.planned_at),
                            shown(roles_text(*this, *all[i])),
                            shown(stages_text(*this, *all[i])),
                            shown(plan.budget)});
    }
    add(std::move(table));
  }

  void held() {
    const auto drills = input_.year ? input_.year->year.of("drill") : std::vector<const ServiceRecord*>{};
    if (drills.empty()) return;
    heading("服务期内已开展的演练", "Drills held within the period");
    Table table;
    table.columns = {{say("编号", "id"), 2},
                     {say("日期", "Day"), 2},
                     {say("场景", "Scenario"), 5},
                     {say("形式", "Form"), 2},
                     {say("发现问题", "Problems"), 6}};
    for (const ServiceRecord* drill : drills)
      table.rows.push_back({{Run{drill->id}},
                            shown(drill->text("day")),
                            shown(drill->text("scenario")),
                            or_dash(drill->text("form").empty() ? "" : word(form_words(drill->text("form")))),
                            or_dash(drill->text("problems"))});
    add(std::move(table));
  }
};

class WorkPlan : public DrillPaper {
 public:
  explicit WorkPlan(const DrillInput& input) : DrillPaper{input, "a2-work-plan"} {}

  Document run() {
    heading("概要", "Overview");
    overview(Told::plan);
    heading("演练场景", "Scenario");
    paragraph(word(scenario().background));
    heading("参演团队", "Teams");
    team();
    content();
    former();
    safety();
    return finish({{"编制人", "drawn up by"}, {"审核人", "reviewed by"}, {"批准人", "approved by"}});
  }

 private:
  void part(std::string_view zh, std::string_view en, const std::string& text) {
    add(Heading{2, say(zh, en)});
    paragraph(text);
  }
  void content() {
    const DrillPlan& plan = scenario().plan;
    heading("演练内容", "Content");
    part("指导思想", "Guiding idea", plan.guiding);
    part("工作原则", "Principles", plan.principles);
    part("演练目的", "Aim", plan.aim);
    part("演练流程", "Course", stages_text(*this, scenario()));
    part("依据的应急预案", "Emergency plan it follows", plan.emergency_plan);
    part("工作要求", "Requirements", plan.requirements);
  }
  // 成果运用: what the drills before found and nobody closed yet.
  void former() {
    heading("以往演练改进项的落实", "What the drills before left open");
    if (!input_.year) {
      return quiet("未指定服务年度案件（--year），以往演练的改进项未列入。",
                   "No service-year case was named (--year): improvements of former drills are not shown.");
    }
    Table table;
    table.columns = {{say("编号", "id"), 5},
                     {say("改进事项", "What"), 6},
                     {say("责任单位、责任人", "Owner"), 4},
                     {say("期限", "Due"), 4},
                     {say("状态", "State"), 3},
                     {say("本次演练验证方式", "How this drill checks it"), 5}};
    for (const ServiceRecord* record : input_.year->year.of("follow-up")) {
      if (record->text("source") != "drill" || record->text("state") == "closed") continue;
      table.rows.push_back(
          {{Run{record->id}},
           shown(record->text("title")),
           shown(record->text("unit") + (record->text("person").empty() ? "" : " " + record->text("person"))),
           shown(record->text("due")),
           {Run{word(state_words(*record))}},
           blank()});
    }
    if (table.rows.empty())
      return add(Paragraph{{Run{say("服务年度中没有未关闭的演练改进项。",
                                    "No improvement of a former drill is open in the service year.")}}});
    add(std::move(table));
  }
  void safety() {
    heading("安全与中止", "Safety and stopping");
    Facts facts;
    facts.rows.emplace_back(say("演练授权", "Authorisation"), shown(scenario().plan.authorisation));
    facts.rows.emplace_back(say("允许的目标", "Targets allowed"),
                            scenario().allowed.empty()
                                ? Line{Run{say("不植入任何内容", "nothing is planted")}}
                                : shown(join(scenario().allowed, "\n")));
    facts.rows.emplace_back(say("停止口令", "Stop word"), shown(scenario().stop_word));
    facts.rows.emplace_back(say("安全措施", "Measures"), shown(scenario().plan.safety));
    add(std::move(facts));
    add(Steps{
        {{Run{
             say("演练开始前通知监控值守人员与相关单位；全部消息、文件与页面带“演练”标识。",
                 "Monitoring staff and other parties are told before the start; every message, file and page "
                 "is marked as an exercise.")}},
         {Run{say("任何人说出停止口令，演练立即停止。",
                  "Whoever says the stop word stops the drill at once.")}},
         {Run{say("演练中发生真实突发事件时，立即终止演练，转入真实事件处置。",
                  "When a real incident arises the drill ends and the incident is handled.")}},
         {Run{say("演练结束后清除全部植入内容并核实清除结果。",
                  "What was planted is removed afterwards, and that is checked.")}}}});
  }
};

class SupportPlan : public DrillPaper {
 public:
  explicit SupportPlan(const DrillInput& input) : DrillPaper{input, "a3-support-plan"} {}

  Document run() {
    const DrillPlan& plan = scenario().plan;
    heading("保障概要", "Overview");
    Facts facts;
    const auto row = [&](std::string_view zh, std::string_view en, const std::string& text) {
      facts.rows.emplace_back(say(zh, en), shown(text));
    };
    row("保障对象", "Object", word(scenario().title));
    row("演练时间", "Time", when_planned());
    row("保障范围", "Scope",
        plan.unit.empty() ? "" : plan.unit + (plan.place.empty() ? "" : "，" + plan.place));
    row("保障目的", "Aim", plan.aim);
    row("保障需求", "Needs", plan.support);
    row("牵头单位", "Leading unit", plan.unit);
    row("配合单位", "Assisting units", units_beside(*this, plan.unit));
    add(std::move(facts));
    heading("人员保障", "People");
    team("support");
    heading("保障措施", "Measures");
    Facts measures;
    const auto measure = [&](std::string_view zh, std::string_view en, const std::string& text) {
      measures.rows.emplace_back(say(zh, en), shown(text));
    };
    measure("经费保障", "Funds", plan.budget);
    measure("场地保障", "Site", plan.place);
    measure("基础设施保障", "Infrastructure", "");
    measure("通信保障", "Communications", plan.communications);
    measure("技术保障", "Technology", artefacts());
    measure("安全保障", "Safety", plan.safety);
    add(std::move(measures));
    checks();
    return finish({{"保障组负责人", "head of support"}, {"批准人", "approved by"}});
  }

 private:
  [[nodiscard]] std::string artefacts() const {
    std::vector<std::string> texts;
    for (const Artefact& one : scenario().artefacts)
      texts.push_back(word(artefact_words(one.kind)) + say("：", ": ") +
                      (one.path.empty() ? one.address : one.path));
    return join(texts, "\n");
  }
  void checks() {
    heading("保障检查", "Checks of the support");
    Table table;
    table.columns = {{say("序号", "No."), 1},
                     {say("检查内容", "What is checked"), 8},
                     {say("结果", "Result"), 3},
                     {say("检查人", "Checked by"), 3},
                     {say("检查时间", "At"), 3}};
    int number = 0;
    for (const KeyedWords& check : input_.forms.checks)
      table.rows.push_back({{Run{std::to_string(++number)}},
                            {Run{word(check.words)}},
                            {Run{say("□ 是    □ 否", "□ yes    □ no")}},
                            blank(),
                            blank()});
    add(std::move(table));
  }
};

class EvaluationPlan : public DrillPaper {
 public:
  explicit EvaluationPlan(const DrillInput& input) : DrillPaper{input, "a4-evaluation-plan"} {}

  Document run() {
    heading("概要", "Overview");
    overview(Told::plan);
    heading("评估方式", "How it is evaluated");
    paragraph(scenario().plan.evaluation_method);
    heading("评估组", "Evaluators");
    evaluators();
    heading("评估表", "Evaluation sheet");
    // The sheet is empty before the drill, also when the case knows judgements already.
    const DrillInput before{
        .drill = untouched_, .forms = input_.forms, .language = input_.language, .at = {}};
    add(evaluation_table(*this, before));
    quiet("HSEEP：P 圆满完成，S 有欠缺但完成，M 有重大欠缺，U 未能完成。",
          "HSEEP: P performed without challenges, S with some, M with major challenges, U unable to be "
          "performed.");
    expectations();
    heading("综合评价", "Overall");
    add(Paragraph{blank()});
    return finish({{"评估组组长", "head of the evaluators"}});
  }

 private:
  void evaluators() {
    Table table;
    table.columns = {{say("序号", "No."), 1},
                     {say("姓名", "Name"), 3},
                     {say("单位", "Unit"), 5},
                     {say("职务", "Post"), 4},
                     {say("专长", "Field"), 4}};
    int number = 0;
    for (const DrillRole& role : scenario().roles)
      if (role.kind == RoleKind::evaluator)
        table.rows.push_back({{Run{std::to_string(++number)}},
                              shown(role.person),
                              shown(role.unit),
                              shown(role.duties),
                              blank()});
    while (number < 3)
      table.rows.push_back({{Run{std::to_string(++number)}}, blank(), blank(), blank(), blank()});
    add(std::move(table));
  }
  void expectations() {
    if (scenario().expectations.empty()) return;
    heading("期望与时限", "What is expected by when");
    Table table;
    table.columns = {{say("序号", "No."), 1},         {say("期望", "Expected"), 8},
                     {say("方式", "Kind"), 2},        {say("责任角色", "Role"), 3},
                     {say("起算", "From"), 3},        {say("时限", "Within"), 2},
                     {say("分值", "Points"), 2, true}};
    int number = 0;
    for (const Expectation& one : scenario().expectations)
      table.rows.push_back({{Run{std::to_string(++number)}},
                            {Run{word(one.text)}},
                            {Run{word(expectation_kind_words(one.kind))}},
                            or_dash(one.role.empty() ? "" : role_name(one.role)),
                            {Run{drill_time_words(one.from)}},
                            or_dash(one.within ? duration_words(*one.within, say_.language) : ""),
                            {Run{std::to_string(one.points)}}});
    add(std::move(table));
    quiet("按时完成得全分，超时完成得一半，未完成不得分。",
          "Full points in time, half when late, none when missed.");
  }

  Drill untouched_{input_.scenario()};
};

}  // namespace

Document build_drill_year_plan(const DrillInput& input) { return YearPlan{input}.run(); }
Document build_drill_work_plan(const DrillInput& input) { return WorkPlan{input}.run(); }
Document build_drill_support_plan(const DrillInput& input) { return SupportPlan{input}.run(); }
Document build_drill_evaluation_plan(const DrillInput& input) { return EvaluationPlan{input}.run(); }

}  // namespace firsthour::playbooks
