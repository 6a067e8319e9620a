// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/drill_parts.h"

#include "casefile/json.h"
#include "cli/serve/drill_log.h"
#include "playbooks/drill_papers.h"

#include <algorithm>
#include <map>
#include <set>

namespace firsthour::cli {
namespace {

using playbooks::Drill;
using playbooks::DrillEvent;
using playbooks::DrillTime;
using playbooks::RoleKind;

const std::set kLeads{ViewerKind::coordinator, ViewerKind::observer};

Audience leads(std::set<std::string> and_roles = {}) {
  return {.everyone = false, .kinds = kLeads, .roles = std::move(and_roles)};
}

Json json_of(const playbooks::Words& words) { return Json{{"zh", words.zh}, {"en", words.en}}; }
Json json_of(const std::optional<DrillTime>& time) { return time ? Json(*time) : Json{}; }
std::int64_t milliseconds(Instant time) { return time.nanoseconds / 1'000'000; }

// Leaves out what is absent: the page asks with `undefined`.
void put_some(Json& into, const char* key, Json value) {
  if (!value.is_null() && value != Json("")) into[key] = std::move(value);
}

std::string_view name_of(playbooks::Inject::Kind kind) {
  using Kind = playbooks::Inject::Kind;
  switch (kind) {
    case Kind::order:
      return "order";
    case Kind::report:
      return "report";
    case Kind::reply:
      return "reply";
    case Kind::message:
      return "message";
    case Kind::call:
      return "call";
    case Kind::alarm:
      return "alarm";
    case Kind::observation:
      return "observation";
  }
  return "message";
}

std::string_view name_of(playbooks::DrillClock::State state) {
  using State = playbooks::DrillClock::State;
  switch (state) {
    case State::not_started:
      return "not-started";
    case State::running:
      return "running";
    case State::paused:
      return "paused";
    case State::stopped:
      return "stopped";
  }
  return "stopped";
}

ViewerKind viewer_kind(RoleKind kind) {
  switch (kind) {
    case RoleKind::coordinator:
      return ViewerKind::coordinator;
    case RoleKind::observer:
    case RoleKind::evaluator:
      return ViewerKind::observer;
    case RoleKind::player:
    case RoleKind::support:
      return ViewerKind::player;
  }
  return ViewerKind::player;
}

Json ticks_of(const playbooks::DrillForms& forms, const std::string& stage) {
  Json ticks = Json::array();
  if (const auto* form = forms.stage(stage))
    for (const playbooks::KeyedWords& one : form->ticks)
      ticks.push_back({{"key", one.key}, {"words", json_of(one.words)}});
  return ticks;
}

Json board_of(const Drill& drill, const playbooks::DrillForms& forms, const std::string& case_name) {
  const playbooks::Scenario& scenario = drill.scenario();
  Json roles = Json::object(), stages = Json::array(), evaluation = Json::array();
  for (const BoardRole& role : roles_of(scenario)) {
    const playbooks::DrillRole* known = scenario.role(role.viewer.role);
    roles[role.viewer.role] = Json{{"name", json_of(role.name)},
                                   {"kind", firsthour::cli::name_of(role.viewer.kind)},
                                   {"person", known == nullptr ? "" : known->person}};
  }
  for (const playbooks::DrillStage& stage : scenario.stages)
    stages.push_back({{"id", stage.id}, {"name", json_of(stage.name)}, {"ticks", ticks_of(forms, stage.id)}});
  for (int item = 1; item <= playbooks::kEvaluationItems; ++item)
    evaluation.push_back(Json{{"n", item},
                              {"subject", playbooks::subject_of_item(item)},
                              {"name", json_of(playbooks::evaluation_item(item))},
                              {"question", json_of(playbooks::evaluation_question(item))}});
  evaluation.push_back(Json{
      {"n", ""}, {"subject", playbooks::kConclusion}, {"name", {{"zh", "综合结论"}, {"en", "Overall"}}}});
  return Json{{"kind", "drill"},
              {"exercise", true},
              {"case", case_name},
              {"title", json_of(scenario.title)},
              {"background", json_of(scenario.background)},
              {"stop_word", scenario.stop_word},
              {"roles", std::move(roles)},
              {"stages", std::move(stages)},
              {"evaluation", std::move(evaluation)}};
}

// The clock's last change, from which a page draws it: it says the same until the next change.
Json clock_of(const Drill& drill) {
  Instant wall;
  std::string why;
  for (const DrillEvent& event : drill.events()) {
    const bool ends = event.kind == DrillEvent::Kind::stop_word ||
                      event.kind == DrillEvent::Kind::turned_real || event.kind == DrillEvent::Kind::ended;
    if (event.kind == DrillEvent::Kind::clock && event.change) wall = event.change->wall;
    if (ends) wall = event.wall;
    if (ends) why = event.text;
  }
  return Json{{"state", name_of(drill.clock().state())},
              {"ms", drill.now(wall)},
              {"wall", milliseconds(wall)},
              {"rate", drill.clock().rate()},
              {"over", drill.over()},
              {"real", drill.turned_real()},
              {"why", why}};
}

Json answers_of(const playbooks::InjectStanding& standing) {
  Json answers = Json::array();
  for (const DrillEvent* answer : standing.answers)
    answers.push_back(
        {{"role", answer->role}, {"who", answer->who}, {"text", answer->text}, {"at", answer->at}});
  return answers;
}

// What its addressees see of an inject: nothing of what is expected of them.
Json message_of(const playbooks::InjectStanding& standing, std::size_t number) {
  const playbooks::Inject& inject = *standing.what;
  Json message{{"n", number},
               {"from", inject.from},
               {"to", inject.to},
               {"kind", name_of(inject.kind)},
               {"text", json_of(inject.text)},
               {"at", *standing.delivered},
               {"answers", answers_of(standing)}};
  put_some(message, "due", json_of(standing.due));
  put_some(message, "answered", json_of(standing.answered));
  return message;
}

Json script_of(const playbooks::InjectStanding& standing, std::size_t number) {
  const playbooks::Inject& inject = *standing.what;
  Json row{{"id", inject.id},
           {"n", number},
           {"at", inject.at},
           {"stage", inject.stage},
           {"from", inject.from},
           {"to", inject.to},
           {"kind", name_of(inject.kind)},
           {"text", json_of(inject.text)},
           {"expected", json_of(inject.expected)},
           {"answers", answers_of(standing)}};
  put_some(row, "remark", inject.remark);
  put_some(row, "scene", inject.scene);
  put_some(row, "delivered", json_of(standing.delivered));
  put_some(row, "due", json_of(standing.due));
  put_some(row, "answered", json_of(standing.answered));
  return row;
}

void put_injects(BoardState::Draft& draft, const Drill& drill, Instant now) {
  std::size_t number = 0;
  for (const playbooks::InjectStanding& standing : drill.injects(now)) {
    const std::string& id = standing.what->id;
    draft.put("script/" + id, script_of(standing, ++number), leads());
    if (!standing.delivered) continue;
    const std::set<std::string> to{standing.what->to.begin(), standing.what->to.end()};
    draft.put("message/" + id, message_of(standing, number), {.everyone = false, .kinds = {}, .roles = to});
    if (standing.due && !standing.answered && !drill.over())
      draft.put("wait/" + id, Json{{"n", number}, {"roles", standing.what->to}, {"due", *standing.due}},
                for_everyone());
  }
}

std::string_view name_of(playbooks::Standing standing) {
  switch (standing) {
    case playbooks::Standing::open:
      return "open";
    case playbooks::Standing::met:
      return "met";
    case playbooks::Standing::late:
      return "late";
    case playbooks::Standing::missed:
      return "missed";
  }
  return "open";
}

void put_expectations(BoardState::Draft& draft, const Drill& drill, Instant now) {
  for (const playbooks::ExpectationStanding& standing : drill.expectations(now)) {
    Json row{{"id", standing.what->id},
             {"kind", standing.what->kind == playbooks::Expectation::Kind::judged ? "judged" : "automatic"},
             {"text", json_of(standing.what->text)},
             {"standing", name_of(standing.standing)},
             {"earned", standing.points},
             {"points", standing.what->points}};
    put_some(row, "role", standing.what->role);
    put_some(row, "at", json_of(standing.at));
    put_some(row, "due", json_of(standing.due));
    put_some(row, "shown_by", standing.shown_by);
    draft.put("expect/" + standing.what->id, row, leads());
  }
}

Json words_in(const DrillEvent& event, const std::string& key) {
  Json words = Json::array();
  const auto found = event.values.find(key);
  if (found == event.values.end()) return words;
  for (std::size_t at = 0; at < found->second.size();) {
    const std::size_t end = std::min(found->second.find(',', at), found->second.size());
    words.push_back(found->second.substr(at, end - at));
    at = end + 1;
  }
  return words;
}
std::string value_in(const DrillEvent& event, const std::string& key) {
  const auto found = event.values.find(key);
  return found == event.values.end() ? std::string{} : found->second;
}

void put_events(BoardState::Draft& draft, const Drill& drill) {
  std::size_t number = 0;
  std::map<std::string, std::map<std::string, Json>> scores;  // by subject and person
  for (const DrillEvent& event : drill.events()) {
    const std::string place = std::to_string(++number);
    const auto line = drill_log_line(drill, event);
    draft.put("log/" + place,
              Json{{"seq", number},
                   {"at", event.at},
                   {"kind", playbooks::name_of(event.kind)},
                   {"who", event.who},
                   {"text", json_of(line.text)}},
              line.for_all ? for_everyone() : leads());
    if (event.kind == DrillEvent::Kind::observed)
      draft.put("observation/" + place,
                Json{{"seq", number},
                     {"at", event.at},
                     {"stage", event.subject},
                     {"ticks", words_in(event, "ticks")},
                     {"performance", value_in(event, "performance")},
                     {"surprise", value_in(event, "surprise")},
                     {"text", event.text},
                     {"who", event.who}},
                leads());
    if (event.kind == DrillEvent::Kind::improvement)
      draft.put("improvement/" + place,
                Json{{"seq", number},
                     {"text", event.text},
                     {"owner", event.who},
                     {"due", value_in(event, "due")},
                     {"plan", value_in(event, "plan")}},
                leads());
    if (event.kind == DrillEvent::Kind::judged)  // of each person the newest counts
      scores[event.subject][event.who] = Json{
          {"score", event.score ? Json(*event.score) : Json{}}, {"grade", event.grade}, {"text", event.text}};
  }
  for (const auto& [subject, by] : scores) draft.put("score/" + subject, Json{{"by", by}}, leads());
}

std::string_view name_of(playbooks::Due::Kind kind) {
  using Kind = playbooks::Due::Kind;
  switch (kind) {
    case Kind::approval:
      return "approval";
    case Kind::command:
      return "command";
    case Kind::person:
      return "person";
    case Kind::decision:
      return "decision";
    case Kind::unknown:
      return "unknown";
    case Kind::rollback:
      return "rollback";
    case Kind::delay:
      return "delay";
  }
  return "person";
}

playbooks::Words title_of_step(const playbooks::Due& due) {
  return {playbooks::title_of(*due.playbook, *due.step, "zh"),
          playbooks::title_of(*due.playbook, *due.step, "en")};
}
// What a person is to read of it: the command's own words, else the step's.
playbooks::Words text_of_step(const playbooks::Due& due) {
  const auto in = [&](const char* language) {
    if (due.kind == playbooks::Due::Kind::rollback)
      return playbooks::rollback_text_of(*due.playbook, *due.step, language);
    std::string text = due.what == nullptr
                           ? std::string{}
                           : playbooks::text_of(*due.playbook, *due.step, due.command, language);
    return text.empty() ? playbooks::text_of(*due.playbook, *due.step, language) : text;
  };
  return {in("zh"), in("en")};
}

}  // namespace

std::vector<BoardRole> roles_of(const playbooks::Scenario& scenario) {
  std::vector<BoardRole> roles;
  bool led = false;
  for (const playbooks::DrillRole& role : scenario.roles) {
    roles.push_back({{role.id, viewer_kind(role.kind)}, role.name});
    led = led || role.kind == RoleKind::coordinator;
  }
  if (!led)
    roles.insert(roles.begin(), {{"coordinator", ViewerKind::coordinator}, {"协调人", "coordinator"}});
  if (std::ranges::none_of(roles, [](const BoardRole& role) { return role.viewer.role == "projector"; }))
    roles.push_back({{"projector", ViewerKind::projector}, {"大屏幕", "projector"}});
  return roles;
}

void put_drill(BoardState::Draft& draft, const Drill& drill, const playbooks::DrillForms& forms,
               const std::string& case_name, Instant now) {
  draft.put("board", board_of(drill, forms, case_name), for_everyone());
  draft.put("clock", clock_of(drill), for_everyone());
  const playbooks::DrillStage* stage = drill.stage(now);
  draft.put("stage", Json{{"id", stage == nullptr ? "" : stage->id}}, for_everyone());
  put_injects(draft, drill, now);
  put_expectations(draft, drill, now);
  put_events(draft, drill);
}

void put_step(BoardState::Draft& draft, const Conduct::Waiting& waiting,
              const playbooks::Scenario& scenario) {
  const playbooks::Due& due = waiting.due;
  if (due.step == nullptr || due.playbook == nullptr) return;
  const std::string& role = due.step->handling.role;
  Json options = Json::array();
  for (const playbooks::DecisionOption& option : due.step->handling.options)
    options.push_back({{"key", option.key}, {"label", json_of(option.label)}});
  Json step{{"run", waiting.run},
            {"activation", due.activation},
            {"kind", name_of(due.kind)},
            {"title", json_of(title_of_step(due))},
            {"text", json_of(text_of_step(due))},
            {"role", role},
            {"person", due.person},
            {"options", std::move(options)},
            {"again", due.again},
            {"changes", due.changes}};
  if (due.on != nullptr) put_some(step, "target", due.on->name);
  put_some(step, "why", waiting.not_ours);
  if (due.by) step["by"] = milliseconds(*due.by);
  if (due.at) step["at"] = milliseconds(*due.at);
  // A step of nobody in particular is everybody's who plays.
  Audience audience = leads();
  if (scenario.role(role) != nullptr)
    audience.roles.insert(role);
  else
    audience.kinds.insert(ViewerKind::player);
  draft.put("step/" + waiting.run + "/" + std::to_string(due.activation), step, std::move(audience));
}

}  // namespace firsthour::cli
