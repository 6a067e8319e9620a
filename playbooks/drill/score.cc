// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/drill_score.h"

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::string_view, 4> kStandings{"open", "met", "late", "missed"};

// What differs from one machine, process or case to the next.
constexpr std::array<std::string_view, 3> kOfTheRun{"pid", "finding", kScriptPlace};

std::string_view name_of(Standing standing) { return kStandings[static_cast<std::size_t>(standing)]; }

Json timeless(const DrillEvent& event) {
  Json body = body_of(event);
  body.erase("wall");
  body.erase("exercise");
  if (event.kind == DrillEvent::Kind::planned) body.erase("text");
  if (const auto values = body.find("values"); values != body.end()) {
    for (const std::string_view key : kOfTheRun) values->erase(std::string{key});
    if (values->empty()) body.erase("values");
  }
  body["type"] = "drill-event";
  body["time"] = drill_time_text(event.at);
  return body;
}

Json inject_json(const InjectStanding& standing) {
  Json json{{"type", "inject"},
            {"id", standing.what->id},
            {"planned", standing.what->at},
            {"answers", standing.answers.size()}};
  if (standing.delivered) json["delivered"] = *standing.delivered;
  if (standing.answered) json["answered"] = *standing.answered;
  if (standing.due) json["due"] = *standing.due;
  return json;
}

Json expectation_json(const ExpectationStanding& standing) {
  Json json{{"type", "expectation"},
            {"id", standing.what->id},
            {"standing", std::string{name_of(standing.standing)}},
            {"points", standing.points},
            {"possible", standing.what->points}};
  if (standing.at) json["at"] = *standing.at;
  if (standing.due) json["due"] = *standing.due;
  if (!standing.shown_by.empty()) json["shown_by"] = standing.shown_by;
  return json;
}

// The last judgement counts.
Json item_json(const Drill& drill, int item) {
  Json json{{"type", "evaluation"}, {"item", item}};
  for (const DrillEvent& event : drill.events()) {
    if (event.kind != DrillEvent::Kind::judged || event.subject != std::to_string(item)) continue;
    if (event.score) json["score"] = *event.score;
    if (!event.grade.empty()) json["grade"] = event.grade;
    if (!event.text.empty()) json["advice"] = event.text;
  }
  return json;
}

}  // namespace

DrillScore score_of(const Drill& drill, Instant wall) {
  DrillScore score;
  for (const ExpectationStanding& standing : drill.expectations(wall)) {
    score.reached += standing.points;
    score.possible += standing.what->points;
    score.met += standing.standing == Standing::met ? 1 : 0;
    score.late += standing.standing == Standing::late ? 1 : 0;
    score.missed += standing.standing == Standing::missed ? 1 : 0;
    score.open += standing.standing == Standing::open ? 1 : 0;
  }
  for (const InjectStanding& standing : drill.injects(wall)) {
    if (!standing.due) continue;
    score.answers_wanted += 1;
    if (standing.answered && *standing.answered <= *standing.due) score.answers_in_time += 1;
  }
  return score;
}

std::vector<Json> drill_record(const Drill& drill, Instant wall) {
  std::vector<Json> lines;
  // By drill time between two jumps: when two things fall together, who was written first is chance.
  auto from = drill.events().begin();
  const auto is_jump = [](const DrillEvent& event) {
    return event.change && event.change->kind == ClockChange::Kind::jump &&
           !event.values.contains(std::string{kLeap});
  };
  while (from != drill.events().end()) {
    const auto to = std::find_if(from + 1, drill.events().end(), is_jump);
    std::vector<const DrillEvent*> part;
    for (; from != to; ++from)
      if (!from->values.contains(std::string{kLeap})) part.push_back(&*from);
    std::ranges::stable_sort(part, {}, &DrillEvent::at);
    for (const DrillEvent* event : part) lines.push_back(timeless(*event));
  }
  for (const InjectStanding& standing : drill.injects(wall)) lines.push_back(inject_json(standing));
  for (const ExpectationStanding& standing : drill.expectations(wall))
    lines.push_back(expectation_json(standing));
  for (int item = 1; item <= kEvaluationItems; ++item) lines.push_back(item_json(drill, item));
  const DrillScore score = score_of(drill, wall);
  lines.push_back(Json{{"type", "score"},
                       {"reached", score.reached},
                       {"possible", score.possible},
                       {"met", score.met},
                       {"late", score.late},
                       {"missed", score.missed},
                       {"open", score.open},
                       {"answers_in_time", score.answers_in_time},
                       {"answers_wanted", score.answers_wanted},
                       {"over", drill.over()},
                       {"turned_real", drill.turned_real()}});
  return lines;
}

}  // namespace firsthour::playbooks
