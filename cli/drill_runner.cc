// SPDX-License-Identifier: Apache-2.0
#include "cli/drill_runner.h"

#include "casefile/number.h"
#include "cli/drill_artefacts.h"
#include "cli/drill_messages.h"
#include "cli/stop.h"
#include "playbooks/drill_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace firsthour::cli {
namespace {

using playbooks::ClockChange;
using playbooks::Drill;
using playbooks::DrillClock;
using playbooks::DrillEvent;
using playbooks::DrillTime;
using playbooks::ScriptEntry;
using Change = ClockChange::Kind;
using Do = ScriptEntry::Do;

constexpr std::chrono::milliseconds kPoll{100};

bool is_leap(const DrillEvent& event) { return event.values.contains(std::string{playbooks::kLeap}); }

// What the clock showed when the last thing happened: where a killed run left off.
DrillTime last_time(const Drill& drill) {
  if (drill.events().empty()) return 0;
  const DrillEvent& last = drill.events().back();
  const bool moved = last.change && (last.change->kind == Change::jump || last.change->kind == Change::step);
  return moved ? last.change->to : last.at;
}

std::optional<DrillTime> next_inject(const Drill& drill, Instant wall) {
  for (const auto& inject : drill.injects(wall))
    if (!inject.delivered) return inject.what->at;
  return std::nullopt;
}

}  // namespace

DrillRunner::DrillRunner(const Invocation& call, Conduct& conduct, DrillRunning how)
    : call_{call}, conduct_{conduct}, how_{std::move(how)} {
  conduct_.plant_with(planter_within(conduct_, how_.targets));
}

DrillRunner::~DrillRunner() { conduct_.plant_with({}); }

Instant DrillRunner::now() const { return no_earlier_than_last(drill(), call_.clock.now()); }

Try<> DrillRunner::put(const std::function<Result<DrillEvent>(const Drill&)>& what) {
  return conduct_.say_drill([&](const Drill& drill, Instant) { return what(drill); });
}

// A clock change of the runner's own.
Try<> DrillRunner::leap(Change kind, std::int64_t value) {
  return put([&](const Drill& drill) -> Result<DrillEvent> {
    ClockChange change{kind, now(), 1000, 0};
    (kind == Change::rate ? change.rate : change.to) = value;
    auto event = drill.change(change, "");
    if (event) event->values[std::string{playbooks::kLeap}] = "1";
    return event;
  });
}

Try<> DrillRunner::begin() {
  if (drill().clock().state() != DrillClock::State::not_started) return {};
  return put([&](const Drill& drill) {
    return drill.change({Change::start, now(), 1000, 0}, conduct_.person());
  });
}

bool DrillRunner::stands() const {
  bool stands = false;
  for (const DrillEvent& event : drill().events()) {
    if (event.kind == DrillEvent::Kind::stop_word) stands = true;
    if (event.kind != DrillEvent::Kind::clock || is_leap(event)) continue;
    if (event.change->kind == Change::pause || event.change->kind == Change::step) stands = true;
    if (event.change->kind == Change::resume) stands = false;
  }
  return stands;
}

// When drill time leaps, the clock stands between two leaps; at a speed it runs at that speed. Also what a
// killed run left: drill time is what it was then.
Try<> DrillRunner::hold_still() {
  if (drill().over()) return {};
  const bool runs = drill().clock().state() == DrillClock::State::running;
  if (!how_.speed) return runs ? leap(Change::step, last_time(drill())) : Try<>{};
  // What leaps without a speed left paused.
  if (!runs && !stands()) {
    auto resumed = leap(Change::resume, 0);
    if (!resumed) return resumed;
  }
  if (auto back = leap(Change::jump, last_time(drill())); !back) return back;
  return drill().clock().rate() == *how_.speed ? Try<>{} : leap(Change::rate, *how_.speed);
}

Try<std::size_t> DrillRunner::entries_done() const {
  std::size_t done = 0;
  const std::string ours = how_.script ? how_.script->digest.substr(0, 12) : "";
  for (const DrillEvent& event : drill().events()) {
    const auto mark = event.values.find(std::string{playbooks::kScriptPlace});
    if (mark == event.values.end()) continue;
    const std::size_t colon = mark->second.find(':');
    const auto number =
        number_from<std::size_t>(mark->second.substr(std::min(colon, mark->second.size() - 1) + 1));
    if (!number || mark->second.substr(0, colon) != ours)
      return give_up(Exit::usage, "this drill was begun with another script",
                     "firsthour drill run CASE goes on without one");
    done = std::max(done, *number);
  }
  return done;
}

// A pause of the script while only our own leaps hold the clock: the clock runs first, so that the pause is
// one.
Try<> DrillRunner::make_ready(const ScriptEntry& entry) {
  const bool paused = drill().clock().state() == DrillClock::State::paused;
  if (how_.speed || !paused || stands()) return {};
  if (entry.what == Do::pause || entry.what == Do::stop_word) return leap(Change::resume, 0);
  if (entry.what == Do::resume) return give_up(Exit::usage, "it is not paused");
  return {};
}

Try<> DrillRunner::entry(std::size_t number) {
  const ScriptEntry& entry = how_.script->entries[number];
  const auto placed = [&](const Failure& why) {
    return give_up(why.exit, fmt::format("script entry {}: {}", number + 1, why.what), why.hint);
  };
  if (auto ready = make_ready(entry); !ready) return placed(ready.error());
  auto done = put([&](const Drill& drill) -> Result<DrillEvent> {
    // Its own time where the clock shows it, whenever we came to it.
    const auto due = drill.clock().wall_of(entry.at);
    const bool shows = due && *due <= now() && drill.now(*due) == entry.at;
    auto event = event_of(entry, drill, shows ? *due : now());
    if (!event) return event;
    event->values[std::string{playbooks::kScriptPlace}] =
        fmt::format("{}:{}", how_.script->digest.substr(0, 12), number + 1);
    return event;
  });
  if (!done) return placed(done.error());
  if (how_.speed && entry.what == Do::rate && !drill().over())
    return leap(Change::rate, std::min(DrillClock::kFastest, *how_.speed * entry.rate / 1000));
  if (!how_.speed && drill().clock().state() == DrillClock::State::running)
    return leap(Change::step, last_time(drill()));
  return {};
}

// False: asked to stop.
Try<bool> DrillRunner::go_to(DrillTime time) {
  if (!how_.speed) {
    if (drill().now(now()) < time)
      if (auto leapt = leap(Change::step, time); !leapt) return give_up(leapt.error());
    return true;
  }
  while (drill().now(now()) < time) {
    if (stop_asked()) return false;
    const auto until = drill().clock().wall_of(time);
    if (!until) return true;
    const auto left = std::chrono::nanoseconds{until->nanoseconds - now().nanoseconds};
    std::this_thread::sleep_for(
        std::clamp<std::chrono::nanoseconds>(left, std::chrono::microseconds{10}, kPoll));
  }
  return true;
}

Try<> DrillRunner::turn() {
  auto turned = conduct_.turn();
  if (!turned) return give_up(turned.error());
  show_new();
  return {};
}

Try<> DrillRunner::scripted_course() {
  const auto done = entries_done();
  if (!done) return give_up(done.error());
  std::size_t next = *done;
  const std::size_t count = how_.script ? how_.script->entries.size() : 0;
  if (auto held = hold_still(); !held) return held;
  while (!drill().over() && !stop_asked()) {
    const bool standing = stands();
    std::optional<DrillTime> then;
    if (next < count) then = how_.script->entries[next].at;
    const auto inject = next_inject(drill(), now());
    if (standing && (!then || *then > drill().now(now()))) {
      if (then)
        return give_up(Exit::usage,
                       fmt::format("script entry {}: the clock stands at {} and nothing resumes it", next + 1,
                                   playbooks::drill_time_text(drill().now(now()))));
      return {};
    }
    if (inject && !standing && (!then || *inject < *then)) then = inject;
    if (!then) return {};
    const auto there = go_to(*then);
    if (!there) return give_up(there.error());
    if (!*there) return {};
    if (auto turned = turn(); !turned) return turned;
    while (next < count && how_.script->entries[next].at <= *then && !drill().over()) {
      const bool moves = how_.script->entries[next].what == Do::jump;
      if (auto said = entry(next); !said) return said;
      ++next;
      show_new();
      if (moves || stop_asked()) break;
    }
  }
  return {};
}

Try<> DrillRunner::lived_course() {
  while (!drill().over() && !stop_asked()) {
    auto looked = conduct_.look();
    if (!looked) return give_up(looked.error());
    if (auto turned = turn(); !turned) return turned;
    std::this_thread::sleep_for(kPoll);
  }
  return {};
}

Try<> DrillRunner::remove_planted() {
  const auto left = cli::remove_planted(conduct_, how_.targets);
  if (!left) return give_up(left.error());
  for (const LeftOver& one : *left)
    call_.terminal.warn(say::drill_left_over, one.artefact, call_.terminal.name(one.why));
  show_new();
  return {};
}

Try<Exit> DrillRunner::clean_up() {
  shown_ = drill().events().size();
  if (auto removed = remove_planted(); !removed) return give_up(removed.error());
  const playbooks::ArtefactPlanter planter{drill().scenario(), how_.targets};
  bool left = !drill().planted().empty();
  for (const auto& artefact : drill().scenario().artefacts) {
    auto there = planter.there(artefact);
    if (there && *there) {
      const auto removed = planter.remove(artefact);
      if (removed)
        call_.terminal.say(say::drill_removed, "--:--:--", artefact.id,
                           call_.terminal.name(place_of(artefact)), removed->at("checked"));
      else
        call_.terminal.warn(say::drill_left_over, artefact.id, call_.terminal.name(removed.error().what));
      there = planter.there(artefact);
    }
    left = left || !there || *there;
  }
  if (left) return Exit::failed;
  call_.terminal.say(say::drill_cleaned, drill().scenario().artefacts.size());
  return Exit::done;
}

Try<Exit> DrillRunner::finish() {
  Terminal& terminal = call_.terminal;
  const std::string time = playbooks::drill_time_text(drill().now(now()));
  if (!drill().over()) {
    if (scripted())
      terminal.say(say::drill_not_over, time);
    else
      terminal.say(say::drill_left, terminal.name(conduct_.path()));
    return stop_asked() ? Exit::interrupted : Exit::partial;
  }
  if (auto removed = remove_planted(); !removed) return give_up(removed.error());
  terminal.say(drill().turned_real() ? say::drill_real : say::drill_over, time);
  return drill().planted().empty() ? Exit::done : Exit::failed;
}

Try<Exit> DrillRunner::run() {
  shown_ = drill().events().size();
  if (!drill().over()) {
    if (auto begun = begin(); !begun) return give_up(begun.error());
    auto course = scripted() ? scripted_course() : lived_course();
    show_new();
    if (!course) return give_up(course.error());
  }
  return finish();
}

void DrillRunner::show_new() {
  for (; shown_ < drill().events().size(); ++shown_) {
    const DrillEvent& event = drill().events()[shown_];
    if (!is_leap(event)) show_drill_event(call_.terminal, drill(), event);
  }
}

}  // namespace firsthour::cli
