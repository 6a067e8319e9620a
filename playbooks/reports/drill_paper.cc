// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/drill_paper.h"

#include "playbooks/reports/incident_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

const std::array kFormBoxes{Box{"tabletop", {"桌面推演", "tabletop"}},
                            Box{"hands-on", {"实操演练", "hands-on"}},
                            Box{"demonstration", {"示范演练", "demonstration"}}};
const std::array kScopeBoxes{
    Box{"organisation", {"组织内部", "organisation"}}, Box{"sector", {"行业内部", "sector"}},
    Box{"cross-sector", {"跨行业", "cross-sector"}}, Box{"region", {"地域性", "region"}},
    Box{"cross-region", {"跨地区", "cross-region"}}};
const std::array kContentBoxes{Box{"comprehensive", {"综合演练", "comprehensive"}},
                               Box{"single", {"专项演练", "single subject"}}};

constexpr std::array<std::string_view, 5> kRoleKinds{"coordinator", "player", "observer", "evaluator",
                                                     "support"};
std::string_view key_of(RoleKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kRoleKinds.size() ? kRoleKinds[index] : std::string_view{};
}

}  // namespace

DrillPaper::DrillPaper(const DrillInput& input, std::string_view name) : input_{input}, say_{input.language} {
  const DrillForms::Form* form = input.forms.form(name);
  document_.name = name;
  document_.title = form ? word(form->title) : std::string{name};
  document_.subtitle = word(scenario().title);
  document_.language = input.language;
  document_.running = input.running;
  document_.exercise = say_("演练", "EXERCISE 演练");
  document_.made = input.made;
  document_.made_from = input.source;
}

std::string DrillPaper::word(const Words& words) const {
  return say_.language == Language::zh ? words.zh.empty() ? words.en : words.zh
         : words.en.empty()            ? words.zh
                                       : words.en;
}

void DrillPaper::heading(std::string_view zh, std::string_view en) {
  add(Heading{1, numbered(say_, ++number_, zh, en)});
}

void DrillPaper::paragraph(const std::string& text) {
  std::istringstream lines{text};
  bool any = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    add(Paragraph{{Run{line}}});
    any = true;
  }
  if (!any) add(Paragraph{blank()});
}

void DrillPaper::quiet(std::string_view zh, std::string_view en) {
  add(Note{NoteKind::information, {Run{say_(zh, en), Mark::quiet}}});
}

void DrillPaper::warning(std::string_view zh, std::string_view en) {
  add(Note{NoteKind::warning, {Run{say_(zh, en)}}});
}

std::string DrillPaper::boxes(std::span<const Box> boxes, std::string_view chosen) const {
  std::string text;
  bool known = false;
  for (const Box& box : boxes) {
    known = known || box.key == chosen;
    text += (text.empty() ? "" : "    ") + std::string{box.key == chosen ? "☑ " : "□ "} + word(box.words);
  }
  if (!chosen.empty() && !known) text += "    ☑ " + std::string{chosen};
  return text;
}

std::string DrillPaper::form_boxes(const DrillPlan& plan) const {
  return boxes(kFormBoxes, plan.form) + "\n" + boxes(kScopeBoxes, plan.scope) + "\n" +
         boxes(kContentBoxes, plan.content);
}

std::string DrillPaper::when_held() const {
  const auto from = began(input_.drill), until = ended(input_.drill);
  if (!from) return "";
  return beijing_time(*from) + say_(" 至 ", " to ") + (until ? beijing_time(*until) : "________") +
         say_("（北京时间）", " (Beijing time)");
}

std::string DrillPaper::when_planned() const {
  const std::string& planned = scenario().plan.planned_at;
  if (const auto time = parse_rfc3339(planned))
    return beijing_time(*time).substr(0, 16) + say_("（北京时间）", " (Beijing time)");
  return planned;
}

std::string DrillPaper::people_of(RoleKind kind) const {
  std::vector<std::string> people;
  for (const DrillRole& role : scenario().roles)
    if (role.kind == kind)
      people.push_back(role.person.empty() ? word(role.name) : role.person + "（" + word(role.name) + "）");
  return join(people, say_("、", ", "));
}

void DrillPaper::overview(Told told) {
  const DrillPlan& plan = scenario().plan;
  Facts facts;
  facts.rows.emplace_back(say_("演练名称", "Drill"), shown(word(scenario().title)));
  facts.rows.emplace_back(say_("组织单位", "Held by"), shown(plan.unit));
  facts.rows.emplace_back(say_("演练授权", "Authorisation"), shown(plan.authorisation));
  if (told == Told::plan)
    facts.rows.emplace_back(say_("演练时间", "Time"), shown(when_planned()));
  else
    facts.rows.emplace_back(say_("演练起止时间", "Held"), shown(when_held()));
  facts.rows.emplace_back(say_("演练地点", "Place"), shown(plan.place));
  facts.rows.emplace_back(say_("演练目的", "Aim"), shown(plan.aim));
  facts.rows.emplace_back(say_("演练形式", "Form"), Line{Run{form_boxes(plan)}});
  facts.rows.emplace_back(say_("停止口令", "Stop word"), shown(scenario().stop_word));
  add(std::move(facts));
}

void DrillPaper::team(std::string_view only_kind) {
  Table table;
  table.columns = {{say_("组别", "Group"), 4},
                   {say_("角色", "Role"), 3},
                   {say_("姓名", "Name"), 2},
                   {say_("单位", "Unit"), 4},
                   {say_("职责", "Duties"), 6}};
  for (const KeyedWords& group : input_.forms.groups)
    for (const DrillRole& role : scenario().roles)
      if (key_of(role.kind) == group.key && (only_kind.empty() || only_kind == group.key))
        table.rows.push_back({{Run{word(group.words)}},
                              {Run{word(role.name)}},
                              shown(role.person),
                              shown(role.unit),
                              shown(role.duties)});
  if (table.rows.empty()) table.rows.assign(3, std::vector<Line>(5, blank()));
  add(std::move(table));
}

Document DrillPaper::finish(std::initializer_list<Words> signers) {
  if (!input_.forms.checked)
    add(Note{NoteKind::information,
             {Run{say_("栏目依据公开资料整理（" + input_.forms.source.zh +
                           "），尚未与标准正式文本逐栏核对；空白处由填"
                           "表人手填。",
                       "The columns follow public descriptions of " + input_.forms.source.en +
                           " and were not compared with the printed standard; blanks are to be filled in."),
                  Mark::quiet}}});
  if (input_.case_) add_checkpoint(*input_.case_, document_);
  SignatureLines lines;
  for (const Words& one : signers) lines.who.push_back(word(one));
  lines.signature_word = say_("签名", "signature");
  lines.date_word = say_("日期", "date");
  if (!lines.who.empty()) add(std::move(lines));
  return std::move(document_);
}

std::string DrillPaper::role_name(std::string_view id) const {
  const DrillRole* role = scenario().role(id);
  return role ? word(role->name) : std::string{id};
}

std::string DrillPaper::role_names(const std::vector<std::string>& ids) const {
  std::vector<std::string> names;
  for (const std::string& id : ids) names.push_back(role_name(id));
  return join(names, say_("、", ", "));
}

std::string DrillPaper::stage_name(std::string_view id) const {
  for (const DrillStage& stage : scenario().stages)
    if (stage.id == id && !word(stage.name).empty()) return word(stage.name);
  if (const DrillForms::Stage* stage = input_.forms.stage(id)) return word(stage->name);
  return std::string{id};
}

std::string DrillPaper::kept_as(int improvement) const {
  if (!input_.year || !input_.case_) return "";
  const std::string key = improvement_key(input_.case_->facts.id, improvement);
  for (const ServiceRecord* record : input_.year->year.of("follow-up"))
    if (record->text("key") == key) return record->id + "\n" + word(state_words(*record));
  return "";
}

std::string improvement_key(std::string_view case_id, int improvement) {
  return fmt::format("drill:{}:{}", case_id, improvement);
}

Words state_words(const ServiceRecord& follow_up) {
  return choice_words(*service_field(*service_kind("follow-up"), "state"), follow_up.text("state"));
}

std::string drill_time_words(DrillTime time) { return "T+" + drill_time_text(time); }

std::string both_times(const DrillInput& input, DrillTime time, const Instant* wall) {
  std::string text = drill_time_words(time);
  if (wall) return text + "\n" + beijing_time(*wall);
  // Before the drill the planned start gives the time on the day.
  if (input.planned)
    if (const auto start = parse_rfc3339(input.scenario().plan.planned_at))
      text += "\n" + beijing_time(Instant{start->nanoseconds + time * 1'000'000}).substr(11, 5);
  return text;
}

std::string duration_words(DrillTime time, Language language) {
  const bool zh = language == Language::zh;
  if (time % 60'000 == 0) return fmt::format("{}{}", time / 60'000, zh ? " 分钟" : " min");
  const DrillTime seconds = (time % 60'000) / 1000;
  return time < 60'000
             ? fmt::format("{}{}", seconds, zh ? " 秒" : " s")
             : fmt::format("{}{}{}{}", time / 60'000, zh ? " 分 " : " min ", seconds, zh ? " 秒" : " s");
}

std::string join(const std::vector<std::string>& texts, std::string_view between) {
  return fmt::format("{}", fmt::join(texts, between));
}

Words inject_kind_words(Inject::Kind kind) {
  switch (kind) {
    case Inject::Kind::order:
      return {"指令", "order"};
    case Inject::Kind::report:
      return {"报告", "report"};
    case Inject::Kind::reply:
      return {"应答", "reply"};
    case Inject::Kind::message:
      return {"消息", "message"};
    case Inject::Kind::call:
      return {"电话", "call"};
    case Inject::Kind::alarm:
      return {"告警", "alarm"};
    case Inject::Kind::observation:
      return {"现象", "observation"};
  }
  return {};
}

Words expectation_kind_words(Expectation::Kind kind) {
  switch (kind) {
    case Expectation::Kind::answer:
      return {"按时应答", "answer"};
    case Expectation::Kind::step:
      return {"完成步骤", "step done"};
    case Expectation::Kind::finding:
      return {"检出", "found"};
    case Expectation::Kind::record:
      return {"登记", "recorded"};
    case Expectation::Kind::judged:
      return {"人工评判", "judged"};
  }
  return {};
}

Words artefact_words(Artefact::Kind kind) {
  switch (kind) {
    case Artefact::Kind::webshell:
      return {"WebShell 形态文件（无害）", "file shaped like a webshell (harmless)"};
    case Artefact::Kind::eicar:
      return {"EICAR 测试文件", "EICAR test file"};
    case Artefact::Kind::deleted_program:
      return {"程序文件已删除的进程", "process of a deleted program"};
    case Artefact::Kind::cron_entry:
      return {"计划任务条目", "cron entry"};
    case Artefact::Kind::beacon:
      return {"本机回环外联信标", "beacon on loopback"};
    case Artefact::Kind::feiq:
      return {"飞秋形态数据包（本机回环）", "packets shaped like FeiQ's (loopback)"};
    case Artefact::Kind::tampered_page:
      return {"被篡改页面（可还原）", "tampered page (put back afterwards)"};
    case Artefact::Kind::capture:
      return {"演练流量文件（无害）", "capture of made traffic (harmless)"};
  }
  return {};
}

Words standing_words(Standing standing) {
  switch (standing) {
    case Standing::open:
      return {"未到期", "open"};
    case Standing::met:
      return {"按时完成", "met in time"};
    case Standing::late:
      return {"超时完成", "met late"};
    case Standing::missed:
      return {"未完成", "missed"};
  }
  return {};
}

Words form_words(std::string_view form) {
  for (const Box& box : kFormBoxes)
    if (box.key == form) return box.words;
  return {std::string{form}, std::string{form}};
}

}  // namespace firsthour::playbooks
