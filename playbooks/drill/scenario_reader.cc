// SPDX-License-Identifier: Apache-2.0
// The scenario of our extension, key by key (DRILL.md).
#include "playbooks/cacao/fields.h"
#include "playbooks/drill/scenario_check.h"
#include "playbooks/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

using Severity = Remark::Severity;

constexpr std::size_t kMostRows = 5'000;

template <class Value, std::size_t size>
Value choice(Fields& fields, std::string_view key,
             const std::array<std::pair<std::string_view, Value>, size>& words, Value fallback) {
  const std::string said = fields.text(key);
  if (said.empty()) return fallback;
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == said) return value;
    known += (known.empty() ? "" : ", ") + std::string{word};
  }
  fields.remark(
      Severity::error, "unknown-choice", key,
      {fmt::format("{} 不在可选值内：{}", said, known), fmt::format("{} is none of {}", said, known)});
  return fallback;
}

std::optional<DrillTime> time_of(Fields& fields, std::string_view key) {
  const std::string said = fields.text(key);
  if (said.empty()) return std::nullopt;
  const auto time = drill_time_from(said);
  if (!time)
    fields.remark(Severity::error, "bad-time", key,
                  {said + " 不是演练时间（例：00:05、01:30:00、90s）",
                   said + " is no drill time (e.g. 00:05, 01:30:00, 90s)"});
  return time;
}

Words words_of(Fields& fields, std::string_view prefix = "") {
  return {fields.text(std::string{prefix} + "zh"), fields.text(std::string{prefix} + "en")};
}

Words words_at(Fields& fields, std::string_view key) {
  const Json* json = fields.object(key);
  if (!json) return {};
  Fields inner{*json, pointer_to(fields.pointer(), key), fields.remarks()};
  Words words = words_of(inner);
  inner.refuse_others();
  return words;
}

// Each entry of a list, read by `read`.
template <class Value, class Read>
void rows(Fields& fields, std::string_view key, std::vector<Value>& into, Read read) {
  const Json* list = fields.list(key);
  if (!list) return;
  if (list->size() > kMostRows)
    return fields.remark(
        Severity::error, "too-large", key,
        {fmt::format("超过 {} 项", kMostRows), fmt::format("there are more than {}", kMostRows)});
  const std::string at = pointer_to(fields.pointer(), key);
  for (std::size_t i = 0; i < list->size(); ++i) {
    Fields row{(*list)[i], pointer_to(at, std::to_string(i)), fields.remarks()};
    into.push_back(read(row));
    row.refuse_others();
  }
}

DrillRole read_role(Fields& fields) {
  static constexpr std::array<std::pair<std::string_view, RoleKind>, 5> kKinds{
      {{"coordinator", RoleKind::coordinator},
       {"player", RoleKind::player},
       {"observer", RoleKind::observer},
       {"evaluator", RoleKind::evaluator},
       {"support", RoleKind::support}}};
  DrillRole role;
  role.id = fields.needed_text("id");
  role.name = words_of(fields);
  role.kind = choice(fields, "kind", kKinds, RoleKind::player);
  role.person = fields.text("person");
  role.unit = fields.text("unit");
  role.duties = fields.text("duties");
  return role;
}

DrillStage read_stage(Fields& fields) {
  DrillStage stage;
  stage.id = fields.needed_text("id");
  stage.name = words_of(fields);
  return stage;
}

Inject read_inject(Fields& fields) {
  using Kind = Inject::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 7> kKinds{
      {{"order", Kind::order},
       {"report", Kind::report},
       {"reply", Kind::reply},
       {"message", Kind::message},
       {"call", Kind::call},
       {"alarm", Kind::alarm},
       {"observation", Kind::observation}}};
  Inject inject;
  inject.id = fields.needed_text("id");
  inject.at = time_of(fields, "at").value_or(0);
  if (!fields.has("at"))
    fields.remark(Severity::error, "missing-property", "", {"缺少必填项 at", "at is required"});
  inject.stage = fields.text("stage");
  inject.thread = fields.text("thread");
  inject.from = fields.text("from");
  inject.to = fields.texts("to");
  inject.kind = choice(fields, "kind", kKinds, Kind::message);
  inject.text = words_of(fields);
  inject.expected = words_of(fields, "expected_");
  inject.scene = fields.text("scene");
  inject.parallel = fields.text("parallel");
  inject.remark = fields.text("remark");
  inject.answer_within = time_of(fields, "answer_within");
  inject.artefact = fields.text("artefact");
  return inject;
}

Expectation read_expectation(Fields& fields) {
  using Kind = Expectation::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"answer", Kind::answer},
                                                                            {"step", Kind::step},
                                                                            {"finding", Kind::finding},
                                                                            {"record", Kind::record},
                                                                            {"judged", Kind::judged}}};
  Expectation expectation;
  expectation.id = fields.needed_text("id");
  expectation.kind = choice(fields, "kind", kKinds, Kind::judged);
  expectation.text = words_of(fields);
  expectation.of = fields.text("of");
  expectation.rule = fields.text("rule");
  expectation.from = time_of(fields, "from").value_or(0);
  expectation.within = time_of(fields, "within");
  expectation.role = fields.text("role");
  if (const auto points = fields.integer("points")) {
    if (*points >= 0 && *points <= 1000)
      expectation.points = static_cast<int>(*points);
    else
      fields.remark(Severity::error, "out-of-range", "points",
                    {"分值应在 0 至 1000 之间", "points must be from 0 to 1000"});
  }
  return expectation;
}

Artefact read_artefact(Fields& fields) {
  using Kind = Artefact::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 8> kKinds{
      {{"webshell", Kind::webshell},
       {"eicar", Kind::eicar},
       {"deleted-program", Kind::deleted_program},
       {"cron-entry", Kind::cron_entry},
       {"beacon", Kind::beacon},
       {"feiq", Kind::feiq},
       {"tampered-page", Kind::tampered_page},
       {"capture", Kind::capture}}};
  Artefact artefact;
  artefact.id = fields.needed_text("id");
  artefact.kind = choice(fields, "kind", kKinds, Kind::webshell);
  artefact.path = fields.text("path");
  artefact.address = fields.text("address");
  return artefact;
}

DrillPlan read_plan(Fields& fields) {
  static constexpr std::array<std::pair<std::string_view, std::string DrillPlan::*>, 18> kTexts{{
      {"authorisation", &DrillPlan::authorisation},
      {"unit", &DrillPlan::unit},
      {"place", &DrillPlan::place},
      {"planned_at", &DrillPlan::planned_at},
      {"aim", &DrillPlan::aim},
      {"form", &DrillPlan::form},
      {"scope", &DrillPlan::scope},
      {"content", &DrillPlan::content},
      {"guiding", &DrillPlan::guiding},
      {"principles", &DrillPlan::principles},
      {"flow", &DrillPlan::flow},
      {"requirements", &DrillPlan::requirements},
      {"support", &DrillPlan::support},
      {"communications", &DrillPlan::communications},
      {"safety", &DrillPlan::safety},
      {"budget", &DrillPlan::budget},
      {"evaluation_method", &DrillPlan::evaluation_method},
      {"emergency_plan", &DrillPlan::emergency_plan},
  }};
  DrillPlan plan;
  const Json* json = fields.object("plan");
  if (!json) return plan;
  Fields inner{*json, pointer_to(fields.pointer(), "plan"), fields.remarks()};
  for (const auto& [key, member] : kTexts) plan.*member = inner.text(key);
  inner.refuse_others();
  return plan;
}

}  // namespace

const DrillRole* Scenario::role(std::string_view wanted) const {
  const auto found = std::ranges::find(roles, wanted, &DrillRole::id);
  return found == roles.end() ? nullptr : &*found;
}

const Inject* Scenario::inject(std::string_view wanted) const {
  const auto found = std::ranges::find(injects, wanted, &Inject::id);
  return found == injects.end() ? nullptr : &*found;
}

std::optional<ScenarioReading> scenario_of(const Playbook& playbook) {
  const Json* ours = playbook.extension();
  if (!ours || !ours->is_object() || !ours->contains("scenario")) return std::nullopt;
  ScenarioReading reading;
  Fields fields{(*ours)["scenario"],
                pointer_to(pointer_to("/playbook_extensions", kOwnExtension), "scenario"), reading.remarks};
  Scenario& scenario = reading.scenario;
  scenario.id = playbook.id;
  scenario.title = words_at(fields, "title");
  if (scenario.title.zh.empty() && scenario.title.en.empty())
    scenario.title = {title_of(playbook, "zh"), title_of(playbook, "en")};
  scenario.background = words_at(fields, "background");
  scenario.plan = read_plan(fields);
  scenario.stop_word = fields.text("stop_word");
  scenario.allowed = fields.texts("allowed");
  rows(fields, "roles", scenario.roles, read_role);
  rows(fields, "stages", scenario.stages, read_stage);
  rows(fields, "injects", scenario.injects, read_inject);
  rows(fields, "expectations", scenario.expectations, read_expectation);
  rows(fields, "artefacts", scenario.artefacts, read_artefact);
  fields.refuse_others();
  check_scenario(playbook, scenario, fields.pointer(), reading.remarks);
  std::ranges::stable_sort(scenario.injects, {}, &Inject::at);
  return reading;
}

}  // namespace firsthour::playbooks
