// SPDX-License-Identifier: Apache-2.0
// The state of a drill: changed by apply() alone.
#include "playbooks/drill.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Kind = DrillEvent::Kind;

tl::unexpected<Error> unfit(const DrillEvent& event, std::string_view why) {
  return fail(Errc::usage, fmt::format("{} {}: {}", name_of(event.kind), event.subject, why));
}

// What is told of a drill when its clock is not running: before it, and after.
bool takes_no_clock(Kind kind) {
  return kind == Kind::planned || kind == Kind::notified || kind == Kind::observed || kind == Kind::judged ||
         kind == Kind::improvement || kind == Kind::removed || kind == Kind::met;
}

}  // namespace

Drill::Drill(Scenario scenario) : scenario_{std::move(scenario)} {}

Result<> Drill::fits(const DrillEvent& event) const {
  if (event.kind == Kind::clock) {
    if (!event.change) return unfit(event, "it names no change");
    if (over_) return unfit(event, "the drill is over");
    DrillClock would = clock_;
    return would.apply(*event.change);
  }
  if (!takes_no_clock(event.kind)) {
    if (over_) return unfit(event, "the drill is over");
    if (clock_.state() == DrillClock::State::not_started) return unfit(event, "the drill has not begun");
  }
  switch (event.kind) {
    case Kind::delivered:
      if (!scenario_.inject(event.subject)) return unfit(event, "there is no such inject");
      return delivered_.contains(event.subject) ? unfit(event, "it was delivered already") : Result<>{};
    case Kind::answered:
      if (!scenario_.inject(event.subject)) return unfit(event, "there is no such inject");
      if (!delivered_.contains(event.subject)) return unfit(event, "it was not delivered yet");
      return scenario_.role(event.role) ? Result<>{} : unfit(event, "there is no role " + event.role);
    case Kind::judged:
      if (event.score && *event.score != 1 && *event.score != 3 && *event.score != 5)
        return unfit(event, "a score is 1, 3 or 5");
      if (!event.grade.empty() && std::string_view{"PSMU"}.find(event.grade) == std::string_view::npos)
        return unfit(event, "a grade is P, S, M or U");
      return event.score || !event.grade.empty() ? Result<>{} : unfit(event, "neither score nor grade");
    case Kind::removed:
      return planted_.contains(event.subject) ? Result<>{} : unfit(event, "it is not there");
    case Kind::planted:
      return ever_planted_.contains(event.subject) ? unfit(event, "it was planted already") : Result<>{};
    default:
      return {};
  }
}

Result<> Drill::apply(const DrillEvent& event) {
  if (auto fit = fits(event); !fit) return fit;
  switch (event.kind) {
    case Kind::clock:
      (void)clock_.apply(*event.change);
      break;
    case Kind::delivered:
      delivered_.emplace(event.subject, event.at);
      break;
    case Kind::planted:
      ever_planted_.emplace(event.subject, event.at);
      // What could not be planted is not there.
      if (!event.values.contains("failed")) planted_.emplace(event.subject, event);
      break;
    case Kind::removed:
      planted_.erase(event.subject);
      break;
    case Kind::met:
      met_.try_emplace(event.subject, event);
      break;
    case Kind::stop_word:
      if (clock_.state() == DrillClock::State::running)
        (void)clock_.apply({ClockChange::Kind::pause, event.wall, 1000, 0});
      break;
    case Kind::turned_real:
    case Kind::ended:
      real_ = event.kind == Kind::turned_real;
      over_ = true;
      (void)clock_.apply({ClockChange::Kind::stop, std::max(event.wall, Instant{}), 1000, 0});
      break;
    default:
      break;
  }
  if (event.kind == Kind::clock && event.change->kind == ClockChange::Kind::stop) over_ = true;
  events_.push_back(event);
  return {};
}

std::optional<DrillEvent> Drill::next(Instant wall) const {
  if (over_ || clock_.state() == DrillClock::State::not_started) return std::nullopt;
  const DrillTime now = clock_.at(wall);
  for (const Inject& inject : scenario_.injects) {
    if (inject.at > now) break;
    if (delivered_.contains(inject.id)) continue;
    DrillEvent event;
    event.wall = wall;
    event.at = inject.at;
    if (!inject.artefact.empty() && !ever_planted_.contains(inject.artefact)) {
      event.kind = Kind::planted;
      event.subject = inject.artefact;
      return event;
    }
    event.kind = Kind::delivered;
    event.subject = inject.id;
    return event;
  }
  return std::nullopt;
}

std::optional<Instant> Drill::wakes() const {
  if (over_) return std::nullopt;
  for (const Inject& inject : scenario_.injects)
    if (!delivered_.contains(inject.id)) return clock_.wall_of(inject.at);
  return std::nullopt;
}

bool Drill::over() const { return over_; }
bool Drill::turned_real() const { return real_; }

const DrillStage* Drill::stage(Instant wall) const {
  const DrillTime now = clock_.at(wall);
  const std::string* id = nullptr;
  for (const Inject& inject : scenario_.injects)
    if (inject.at <= now && !inject.stage.empty() && delivered_.contains(inject.id)) id = &inject.stage;
  if (!id) return scenario_.stages.empty() ? nullptr : &scenario_.stages.front();
  const auto found = std::ranges::find(scenario_.stages, *id, &DrillStage::id);
  return found == scenario_.stages.end() ? nullptr : &*found;
}

std::map<std::string, std::string> Drill::planted() const {
  std::map<std::string, std::string> there;
  for (const auto& [id, event] : planted_) there[id] = event.text;
  return there;
}

}  // namespace firsthour::playbooks
