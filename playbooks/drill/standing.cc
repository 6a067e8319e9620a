// SPDX-License-Identifier: Apache-2.0
// How injects and expectations stand, and what the case shows by itself.
#include "casefile/json.h"
#include "playbooks/drill.h"
#include "playbooks/drill/artefacts/content.h"
#include "playbooks/drill/artefacts/traffic_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

using Kind = DrillEvent::Kind;

// A finding names its place as it is shown to people; a program that was removed ends in " (deleted)".
bool stands_on(const Finding& finding, const std::string& path) {
  return finding.path == path || finding.path == path + " (deleted)" ||
         finding.record.find(path) != std::string::npos || finding.why.find(path) != std::string::npos;
}

// A record of a host keeps address and port apart.
bool stands_on_address(const Finding& finding, const std::string& address) {
  const auto record = parse_json(finding.record);
  if (!record || !record->is_object()) return false;
  for (const std::string side : {"source", "destination"}) {
    const auto ip = record->find(side + ".ip"), port = record->find(side + ".port");
    if (ip == record->end() || !ip->is_string() || port == record->end() || !port->is_number_integer())
      continue;
    const std::string host = ip->get<std::string>(), number = ":" + port->dump();
    if (host + number == address || "[" + host + "]" + number == address) return true;
  }
  return false;
}

// What is found in a capture stands on a flow of its story.
bool stands_on_story(const Finding& finding, const std::string& address) {
  const auto record = parse_json(finding.record);
  if (!record || !record->is_object()) return false;
  return std::ranges::any_of(std::array{"source.ip", "destination.ip"}, [&](const char* key) {
    const auto ip = record->find(key);
    return ip != record->end() && *ip == address;
  });
}

}  // namespace

std::vector<InjectStanding> Drill::injects(Instant) const {
  std::map<std::string_view, std::vector<const DrillEvent*>> answers;
  for (const DrillEvent& event : events_)
    if (event.kind == Kind::answered) answers[event.subject].push_back(&event);
  std::vector<InjectStanding> all;
  all.reserve(scenario_.injects.size());
  for (const Inject& inject : scenario_.injects) {
    InjectStanding standing;
    standing.what = &inject;
    if (const auto found = delivered_.find(inject.id); found != delivered_.end()) {
      standing.delivered = found->second;
      if (inject.answer_within) standing.due = found->second + *inject.answer_within;
    }
    if (const auto found = answers.find(inject.id); found != answers.end()) {
      standing.answered = found->second.front()->at;
      standing.answers = found->second;
    }
    all.push_back(std::move(standing));
  }
  return all;
}

std::optional<DrillTime> Drill::planted_at(std::string_view artefact) const {
  const auto found = ever_planted_.find(artefact);
  return found == ever_planted_.end() ? std::nullopt : std::optional{found->second};
}

DrillTime Drill::counts_from(const Expectation& expectation) const {
  if (expectation.kind == Expectation::Kind::answer)
    if (const auto found = delivered_.find(expectation.of); found != delivered_.end()) return found->second;
  if (expectation.kind == Expectation::Kind::finding)
    if (const auto planted = planted_at(expectation.of)) return *planted;
  return expectation.from;
}

std::optional<Drill::Shown> Drill::shown(const Expectation& expectation) const {
  if (const auto found = met_.find(expectation.id); found != met_.end())
    return Shown{found->second.at, found->second.text};
  if (expectation.kind != Expectation::Kind::answer) return std::nullopt;
  for (const DrillEvent& event : events_)
    if (event.kind == Kind::answered && event.subject == expectation.of &&
        (expectation.role.empty() || event.role == expectation.role))
      return Shown{event.at, fmt::format("{}: {}", event.role, event.text)};
  return std::nullopt;
}

ExpectationStanding Drill::standing_of(const Expectation& expectation, DrillTime now) const {
  ExpectationStanding standing;
  standing.what = &expectation;
  const DrillTime from = counts_from(expectation);
  if (expectation.within) standing.due = from + *expectation.within;
  // A judgement outweighs what was shown: a person looked at it. The last one counts.
  for (const DrillEvent& event : events_)
    if (event.kind == Kind::judged && event.subject == expectation.id && event.score) {
      standing.at = event.at;
      standing.shown_by = event.who.empty() ? event.text : fmt::format("{}: {}", event.who, event.text);
      standing.standing = *event.score == 5   ? Standing::met
                          : *event.score == 3 ? Standing::late
                                              : Standing::missed;
    }
  if (!standing.at) {
    if (const auto by = shown(expectation)) {
      standing.at = by->at;
      standing.shown_by = by->by;
      standing.standing = standing.due && by->at > *standing.due ? Standing::late : Standing::met;
    } else if (over_) {
      standing.standing = Standing::missed;
    } else if (standing.due && now > *standing.due) {
      standing.standing = Standing::late;
    }
  }
  if (standing.at && standing.standing == Standing::met) standing.points = expectation.points;
  if (standing.at && standing.standing == Standing::late) standing.points = expectation.points / 2.0;
  return standing;
}

std::vector<ExpectationStanding> Drill::expectations(Instant wall) const {
  std::vector<ExpectationStanding> all;
  for (const Expectation& expectation : scenario_.expectations)
    all.push_back(standing_of(expectation, clock_.at(wall)));
  return all;
}

std::vector<DrillEvent> Drill::met_by_finding(const Finding& finding, Instant wall) const {
  std::vector<DrillEvent> events;
  if (clock_.state() == DrillClock::State::not_started) return events;
  for (const Expectation& expectation : scenario_.expectations) {
    if (expectation.kind != Expectation::Kind::finding || met_.contains(expectation.id)) continue;
    if (!planted_at(expectation.of) || (!expectation.rule.empty() && expectation.rule != finding.rule))
      continue;
    const auto artefact = std::ranges::find(scenario_.artefacts, expectation.of, &Artefact::id);
    if (artefact == scenario_.artefacts.end()) continue;
    const std::string& place = artefact->path.empty() ? artefact->address : artefact->path;
    const bool found = stands_on(finding, place) ||
                       (artefact->path.empty() && stands_on_address(finding, place)) ||
                       (artefact->kind == Artefact::Kind::capture &&
                        stands_on_story(finding, story_address(mark_of(scenario_, *artefact))));
    if (place.empty() || !found) continue;
    DrillEvent event;
    event.kind = Kind::met;
    event.wall = wall;
    event.at = clock_.at(wall);
    event.subject = expectation.id;
    event.text = fmt::format("{} {}", finding.rule, finding.path);
    event.values["finding"] = finding.id;
    events.push_back(std::move(event));
  }
  return events;
}

namespace {

DrillEvent met_event(const Expectation& expectation, std::string text, DrillTime at, Instant wall) {
  DrillEvent event;
  event.kind = Kind::met;
  event.wall = wall;
  event.at = at;
  event.subject = expectation.id;
  event.text = std::move(text);
  return event;
}

}  // namespace

std::vector<DrillEvent> Drill::met_by_step(std::string_view step, Instant wall) const {
  std::vector<DrillEvent> events;
  if (clock_.state() == DrillClock::State::not_started) return events;
  for (const Expectation& expectation : scenario_.expectations)
    if (expectation.kind == Expectation::Kind::step && expectation.of == step &&
        !met_.contains(expectation.id))
      events.push_back(met_event(expectation, std::string{step}, clock_.at(wall), wall));
  return events;
}

std::vector<DrillEvent> Drill::met_by_record(std::string_view field, Instant wall) const {
  std::vector<DrillEvent> events;
  if (clock_.state() == DrillClock::State::not_started) return events;
  for (const Expectation& expectation : scenario_.expectations)
    if (expectation.kind == Expectation::Kind::record && expectation.of == field &&
        !met_.contains(expectation.id))
      events.push_back(met_event(expectation, std::string{field}, clock_.at(wall), wall));
  return events;
}

}  // namespace firsthour::playbooks
