// SPDX-License-Identifier: Apache-2.0
// A drill as it runs: a state over the case's `drill` events, as execution.h is over actions. Pure: who
// drives it hands in wall time, appends what next() and the doors give to the ledger, then applies it.
#pragma once

#include "casefile/finding.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/drill_clock.h"
#include "playbooks/scenario.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// One thing that happened in a drill; the body of a `drill` event. DRILL.md says which kind has which keys.
struct DrillEvent {
  enum class Kind {
    planned,      // `text` the scenario's item, `subject` its SHA-256
    notified,     // the monitoring staff was told: `who` by, `text` whom
    clock,        // `change`
    delivered,    // inject `subject`, at its drill time
    answered,     // inject `subject` by `role`: `text`
    observed,     // A.8: stage `subject`: `text`, `values` (ticks, performance, surprise, means)
    judged,       // item of A.9 or an expectation `subject`: `score`, `grade`, `text` the advice
    met,          // expectation `subject` by itself, at drill time `at`; `text` what showed it
    planted,      // artefact `subject`; `text` its path, `values` digests
    removed,      // artefact `subject`; checked to be gone
    improvement,  // `text` what, `who` owner, `values` due, plan
    stop_word,    // everything stands: the clock is paused
    turned_real,  // a real incident: `text` why; the drill is over
    ended,
  };
  Kind kind = Kind::planned;
  Instant wall;
  DrillTime at = 0;  // drill time
  std::string subject, role, who, text;
  std::optional<int> score;  // 1, 3, 5
  std::string grade;         // "P" "S" "M" "U"
  std::optional<ClockChange> change;
  std::map<std::string, std::string> values;
};
[[nodiscard]] std::string_view name_of(DrillEvent::Kind kind);
[[nodiscard]] Json body_of(const DrillEvent& event);
[[nodiscard]] Result<DrillEvent> drill_event_from(const Json& body);

enum class Standing { open, met, late, missed };
struct ExpectationStanding {
  const Expectation* what = nullptr;
  Standing standing = Standing::open;
  std::optional<DrillTime> at;  // when it was met
  std::optional<DrillTime> due;
  std::string shown_by;
  double points = 0;  // full when on time, half when late
};

struct InjectStanding {
  const Inject* what = nullptr;
  std::optional<DrillTime> delivered, answered;
  std::optional<DrillTime> due;  // of the answer
  std::vector<const DrillEvent*> answers;
};

// The nine items of form A.9.
inline constexpr int kEvaluationItems = 9;
[[nodiscard]] const Words& evaluation_item(int item);  // from 1
[[nodiscard]] const Words& evaluation_question(int item);

class Drill {
 public:
  explicit Drill(Scenario scenario);

  [[nodiscard]] Result<> apply(const DrillEvent& event);

  // What follows of itself by this wall time, in order of drill time: an inject to deliver, an artefact to
  // plant (the caller does it, then appends). At most one; ask again after applying it. Recorded with its
  // planned drill time.
  [[nodiscard]] std::optional<DrillEvent> next(Instant wall) const;
  [[nodiscard]] std::optional<Instant> wakes() const;

  // What people do. Each refused with a sentence where it does not fit.
  [[nodiscard]] Result<DrillEvent> change(ClockChange change, const std::string& who) const;
  [[nodiscard]] Result<DrillEvent> step(Instant wall, const std::string& who) const;  // on to the next inject
  [[nodiscard]] Result<DrillEvent> deliver_now(std::string_view inject, Instant wall,
                                               const std::string& who) const;
  [[nodiscard]] Result<DrillEvent> answer(std::string_view inject, std::string_view role, std::string text,
                                          Instant wall, const std::string& who) const;
  [[nodiscard]] Result<DrillEvent> observe(std::string_view stage, std::map<std::string, std::string> values,
                                           std::string text, Instant wall, const std::string& who) const;
  [[nodiscard]] Result<DrillEvent> judge(std::string_view subject, int score, std::string grade,
                                         std::string advice, Instant wall, const std::string& who) const;
  // What the case says meanwhile: expectations that are met by it.
  [[nodiscard]] std::vector<DrillEvent> met_by_finding(const Finding& finding, Instant wall) const;
  [[nodiscard]] std::vector<DrillEvent> met_by_step(std::string_view step, Instant wall) const;
  [[nodiscard]] std::vector<DrillEvent> met_by_record(std::string_view field, Instant wall) const;

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const DrillClock& clock() const { return clock_; }
  [[nodiscard]] DrillTime now(Instant wall) const { return clock_.at(wall); }
  [[nodiscard]] bool over() const;
  [[nodiscard]] bool turned_real() const;
  [[nodiscard]] const DrillStage* stage(Instant wall) const;  // of the newest delivered inject
  [[nodiscard]] std::vector<InjectStanding> injects(Instant wall) const;
  [[nodiscard]] std::vector<ExpectationStanding> expectations(Instant wall) const;
  [[nodiscard]] const std::vector<DrillEvent>& events() const { return events_; }
  [[nodiscard]] std::map<std::string, std::string> planted() const;  // artefacts still there: id, path

 private:
  struct Shown {  // of an expectation
    DrillTime at = 0;
    std::string by;
  };
  [[nodiscard]] Result<> fits(const DrillEvent& event) const;
  [[nodiscard]] Result<DrillEvent> said(DrillEvent event, Instant wall, const std::string& who) const;
  [[nodiscard]] ExpectationStanding standing_of(const Expectation& expectation, DrillTime now) const;
  [[nodiscard]] std::optional<Shown> shown(const Expectation& expectation) const;
  [[nodiscard]] DrillTime counts_from(const Expectation& expectation) const;
  [[nodiscard]] std::optional<DrillTime> planted_at(std::string_view artefact) const;

  Scenario scenario_;
  DrillClock clock_;
  std::vector<DrillEvent> events_;
  std::map<std::string, DrillTime, std::less<>> delivered_;     // injects
  std::map<std::string, DrillEvent, std::less<>> planted_;      // artefacts still there
  std::map<std::string, DrillTime, std::less<>> ever_planted_;  // and those removed since
  std::map<std::string, DrillEvent, std::less<>> met_;          // expectations, by themselves
  bool over_ = false, real_ = false;
};

}  // namespace firsthour::playbooks
