// SPDX-License-Identifier: Apache-2.0
// A drill as its case tells it, and what it leaves to the service year.
#include "casefile/digest.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/drill_papers.h"
#include "playbooks/drill_to_year.h"
#include "playbooks/records/event_body.h"
#include "playbooks/reports/drill_paper.h"

#include <algorithm>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::uint64_t kLargestScenario = 16u << 20;

// What several people agree on; nothing where they differ: the record has one value.
std::string agreed_score(const Drill& drill, std::string_view subject) {
  std::set<int> scores;
  for (const DrillEvent* one : judgements(drill, subject))
    if (one->score) scores.insert(*one->score);
  return scores.size() == 1 ? std::to_string(*scores.begin()) : "";
}

std::string problems_text(const DrillInCase& held) {
  std::string text;
  for (const ExpectationStanding& one : held.drill.expectations(held.last))
    if (one.standing == Standing::late || one.standing == Standing::missed)
      text += (text.empty() ? "" : "；") + standing_words(one.standing).zh + "：" +
              (one.what->text.zh.empty() ? one.what->id : one.what->text.zh);
  return text;
}

void say_of(ServiceRecord& record, std::string_view field, const std::string& value) {
  if (!value.empty()) (void)set_field(record, field, value);
}

ServiceRecord drill_record(const DrillInCase& held, const CaseOverview& of_case, const ServiceYear& year) {
  ServiceRecord record;
  record.kind = "drill";
  record.id = next_id(year, "drill");
  for (const ServiceRecord* known : year.of("drill"))
    if (known->text("case") == of_case.name || known->text("case") == of_case.id) {
      record = *known;
      ++record.version;
    }
  const Scenario& scenario = held.drill.scenario();
  say_of(record, "case", of_case.name.empty() ? of_case.id : of_case.name);
  if (const auto start = began(held.drill)) say_of(record, "day", day_text(day_of(*start)));
  say_of(record, "scenario", scenario.title.zh.empty() ? scenario.title.en : scenario.title.zh);
  say_of(record, "form", scenario.plan.form);
  std::set<std::string> people;
  for (const DrillRole& role : scenario.roles)
    if (!role.person.empty()) people.insert(role.person);
  if (!people.empty()) say_of(record, "people", std::to_string(people.size()));
  for (int item = 1; item <= kEvaluationItems; ++item)
    say_of(record, "a9_" + std::to_string(item), agreed_score(held.drill, subject_of_item(item)));
  say_of(record, "conclusion", agreed_score(held.drill, kConclusion));
  say_of(record, "problems", problems_text(held));
  std::string improved;
  for (const DrillEvent* one : improvements(held.drill))
    improved += (improved.empty() ? "" : "；") + one->text;
  say_of(record, "improvements", improved);
  return record;
}

std::string unit_of(const Scenario& scenario, const DrillEvent& improvement) {
  const auto said = improvement.values.find("unit");
  if (said != improvement.values.end()) return said->second;
  for (const DrillRole& role : scenario.roles)
    if ((role.person == improvement.who && !role.person.empty()) || role.id == improvement.who ||
        (role.id == improvement.role && !improvement.role.empty()))
      return role.unit;
  return "";
}

ServiceRecord follow_up_of(const DrillInCase& held, const DrillEvent& one, const std::string& case_name,
                           const Issuing& issuing) {
  const auto value = [&](const char* key) {
    const auto found = one.values.find(key);
    return found == one.values.end() ? std::string{} : found->second;
  };
  ServiceRecord record;
  record.kind = "follow-up";
  say_of(record, "title", one.text);
  say_of(record, "source", "drill");
  say_of(record, "source_ref", case_name);
  say_of(record, "severity", value("severity"));
  const std::string plan = value("plan");
  say_of(record, "requirement", plan.empty() ? one.text : one.text + "；修订预案：" + plan);
  say_of(record, "unit", unit_of(held.drill.scenario(), one));
  say_of(record, "person", one.who);
  say_of(record, "due", value("due"));
  say_of(record, "state", "issued");
  say_of(record, "issued_at", issuing.at);
  say_of(record, "issued_by", issuing.by);
  return record;
}

// "follow-up-0007": 7.
std::uint64_t number_of(const std::string& id) {
  return number_from<std::uint64_t>(std::string_view{id}.substr(id.rfind('-') + 1)).value_or(1);
}

}  // namespace

Result<Scenario> planned_scenario(const CaseReader& from, const DrillEvent& planned) {
  const auto item = from.item(planned.text);
  if (!item) return fail("scenario " + planned.text, item.error());
  const auto source = from.content(*item);
  if (!source) return fail("scenario " + planned.text, source.error());
  const auto text = read_all(**source, kLargestScenario);
  if (!text) return fail("scenario " + planned.text, text.error());
  if (sha256(*text).hex() != planned.subject)
    return fail(Errc::tampered, "scenario " + planned.text + " is not the one that was planned with");
  const auto reading = read_playbook(*text);
  if (!reading) return fail("scenario " + planned.text, reading.error());
  auto scenario = scenario_of(reading->playbook);
  if (!scenario) return fail(Errc::malformed, "item " + planned.text + " holds no scenario of a drill");
  return std::move(scenario->scenario);
}

Result<std::optional<DrillInCase>> drill_in(const CaseReader& from, std::uint64_t upto) {
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  std::optional<DrillInCase> held;
  Instant last{};
  const auto read = from.each_event(0, end, [&](const Event& event) -> Result<> {
    last = std::max(last, event.time);
    if (event.type != event_type::drill) return {};
    const std::string where = "event " + std::to_string(event.sequence);
    const auto body = event_body(event);
    if (!body) return fail(where, body.error());
    const auto drill = drill_event_from(*body);
    if (!drill) return fail(where, drill.error());
    if (!held) {
      if (drill->kind != DrillEvent::Kind::planned)
        return fail(Errc::malformed, where + ": a drill begins with its plan");
      auto scenario = planned_scenario(from, *drill);
      if (!scenario) return fail(where, scenario.error());
      held.emplace(DrillInCase{Drill{std::move(*scenario)}, drill->text, drill->subject, {}});
    }
    if (auto applied = held->drill.apply(*drill); !applied) return fail(where, applied.error());
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  if (held) held->last = last;
  return held;
}

Result<std::optional<std::vector<ServiceRecord>>> service_records_of(const CaseReader& from,
                                                                     const CaseOverview& of_case,
                                                                     const ServiceYear& year,
                                                                     const Issuing& issuing) {
  const auto held = drill_in(from);
  if (!held) return tl::unexpected{held.error()};
  if (!*held) return std::optional<std::vector<ServiceRecord>>{};
  std::vector<ServiceRecord> records;
  ServiceRecord drill = drill_record(**held, of_case, year);
  const ServiceRecord* before = year.find(drill.id);
  if (!before || before->fields != drill.fields) records.push_back(std::move(drill));
  std::uint64_t number = number_of(next_id(year, "follow-up"));
  int nth = 0;
  for (const DrillEvent* one : improvements((*held)->drill)) {
    const std::string key = improvement_key(of_case.id, ++nth);
    const auto known = year.of("follow-up");
    if (std::any_of(known.begin(), known.end(), [&](const auto* r) { return r->text("key") == key; }))
      continue;
    ServiceRecord record = follow_up_of(**held, *one, of_case.name, issuing);
    say_of(record, "key", key);
    record.id = numbered_id("follow-up", number++);
    records.push_back(std::move(record));
  }
  return std::optional{std::move(records)};
}

}  // namespace firsthour::playbooks
