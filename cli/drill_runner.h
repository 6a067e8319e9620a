// SPDX-License-Identifier: Apache-2.0
// Drives the drill of a case: by its script, or for people who play it. All that it knows it reads from the
// case, so that it goes on after a kill exactly where it was: entries of a script carry their number in the
// event that they became.
#pragma once

#include "cli/conduct.h"
#include "playbooks/artefacts.h"
#include "playbooks/drill_script.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace firsthour::cli {

struct DrillRunning {
  std::optional<playbooks::DrillScript> script;
  // Thousandths of wall time; absent: drill time leaps from event to event.
  std::optional<std::int64_t> speed = 1000;
  bool headless = false;  // ends when nothing more follows of itself
  std::vector<std::string> targets;
};

class DrillRunner {
 public:
  // Both must outlive this; the case holds a drill.
  DrillRunner(const Invocation& call, Conduct& conduct, DrillRunning how);
  ~DrillRunner();

  [[nodiscard]] Try<Exit> run();
  // Ends what is planted, also what no record knows of; proves that it is gone.
  [[nodiscard]] Try<Exit> clean_up();

 private:
  [[nodiscard]] const playbooks::Drill& drill() const { return *conduct_.drill(); }
  [[nodiscard]] Instant now() const;
  [[nodiscard]] bool scripted() const { return how_.headless || how_.script; }
  [[nodiscard]] Try<> put(const std::function<Result<playbooks::DrillEvent>(const playbooks::Drill&)>& what);
  [[nodiscard]] Try<> leap(playbooks::ClockChange::Kind kind, std::int64_t value);
  [[nodiscard]] Try<> begin();
  [[nodiscard]] Try<> hold_still();
  [[nodiscard]] Try<std::size_t> entries_done() const;
  [[nodiscard]] bool stands() const;  // for people: paused by the script or by somebody
  [[nodiscard]] Try<> entry(std::size_t number);
  [[nodiscard]] Try<> make_ready(const playbooks::ScriptEntry& entry);
  [[nodiscard]] Try<bool> go_to(playbooks::DrillTime time);
  [[nodiscard]] Try<> scripted_course();
  [[nodiscard]] Try<> lived_course();
  [[nodiscard]] Try<> turn();
  [[nodiscard]] Try<> remove_planted();
  [[nodiscard]] Try<Exit> finish();
  void show_new();

  const Invocation& call_;
  Conduct& conduct_;
  DrillRunning how_;
  std::size_t shown_ = 0;
};

// "00:05:00  inject i1: …" for people, and the event as JSON for programs.
void show_drill_event(Terminal& terminal, const playbooks::Drill& drill, const playbooks::DrillEvent& event);

}  // namespace firsthour::cli
