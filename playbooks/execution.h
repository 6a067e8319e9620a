// SPDX-License-Identifier: Apache-2.0
// The runner: a state machine over events. It does nothing by itself and reads no clock. Whoever drives it
// asks what follows of itself (next) and what waits for somebody (due), has the answer made into an event,
// appends that event to the ledger and only then applies it. The same events give the same state: to go on
// after a power loss is to read the ledger. Decisions on what the standard leaves open stand in CACAO.md.
//
//   while (auto event = execution.next(now)) { append(*event); execution.apply(*event); }
//   for (const Due& due : execution.due(now)) …  // show it, ask for it, or run the command
//
// An *activation* is one entry of one step (a round of a loop is a new one). Branches end in their own end
// step; then the step that opened them goes on. A failure that its step does not handle is the failure of the
// branch, and so of the step that opened it; where nobody handles it the playbook's workflow_exception runs.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/playbook.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// How a step, a branch or a whole run came out.
enum class StepOutcome { success, failure, timeout, skipped, cancelled };
[[nodiscard]] std::string_view name_of(StepOutcome outcome);

// One thing that happened in a run. In the ledger the body of an `action` event (of a `decision` event for
// approved, refused and decided); body_of() beside it says where each part stands.
struct RunEvent {
  enum class Kind {
    begun,          // the run: `playbook`, `version`, `values` of external variables
    step_begun,     // `activation` entered `step`; opened by `parent`
    checked,        // a condition or a switch was looked at: `text` the branch taken
    approved,       // by `who`
    refused,        // the step fails
    command_begun,  // `command` on `target`; `text` as it is run, secrets masked
    command_ended,  // `outcome`, `exit`, `output` (an item), `values` of variables
    decided,        // `text` the option's key
    rollback_begun,
    rollback_ended,
    rollback_declined,
    step_ended,  // `outcome`; `values` what its out_args leave behind
    paused,      // the whole run; time limits stand still
    resumed,
    handed_over,  // `text` the person who has the activation from now on (the run where it is 0)
    ended,        // the run: `outcome`
  };
  Kind kind = Kind::begun;
  Instant time;
  std::uint64_t activation = 0;  // from 1
  std::uint64_t parent = 0;      // 0: of the playbook itself
  std::uint32_t branch = 0;      // which of the parent's branches, from 0; of a loop the round
  std::string run, playbook, version, step;
  std::uint32_t command = 0, target = 0;  // indexes into the step's lists
  std::optional<StepOutcome> outcome;
  std::optional<int> exit;
  std::string who, why, text;
  std::string output;                                        // the item that holds what the command wrote
  std::map<std::string, std::optional<std::string>> values;  // by variable
  std::optional<std::int64_t> drill_ms;                      // drill time, where there is one
  bool operator==(const RunEvent&) const = default;
};
[[nodiscard]] std::string_view name_of(RunEvent::Kind kind);  // "step-begun"
// The event type that it is kept as, and its body: what people and reports read (what, step, who, when,
// result, why, command, rollback) and under "run" what the runner reads back.
[[nodiscard]] std::string_view event_type_of(const RunEvent& event);
[[nodiscard]] Json body_of(const RunEvent& event, const Playbook* playbook);
// Absent when the event is not of a run at all; `malformed` names the key.
[[nodiscard]] Result<std::optional<RunEvent>> run_event_from(const Json& body);

// What waits for somebody.
struct Due {
  enum class Kind {
    approval,  // it would change its target: a person has to say yes first
    command,   // a program of ours can run it now
    person,    // somebody has to do it and say how it went; also commands that we have no agent for
    decision,  // one of the step's options
    unknown,   // it was begun and its end was not recorded (power loss): a person says how it went, or to do
               // it again
    rollback,  // it failed and can be taken back
    delay,     // nothing to do before `at`
  };
  Kind kind = Kind::person;
  std::uint64_t activation = 0;
  const Playbook* playbook = nullptr;  // valid while the execution lives
  const Step* step = nullptr;
  std::uint32_t command = 0, target = 0;
  const StepCommand* what = nullptr;  // of command, person, rollback; may be null
  const Party* agent = nullptr;       // may be null
  const Party* on = nullptr;          // the target; null where there is none
  std::string text;                   // the command with its values filled in; or why that could not be done
  std::string person;                 // who has it, "" nobody in particular
  Instant since;                      // when the activation began
  std::optional<Instant> by, fails;   // by when it should be done (handling), when it times out
  std::optional<Instant> at;          // of delay
  bool changes = true;                // presumed, unless it is a tool of ours that only reads
  bool again = false;                 // an earlier try of it has no recorded end
};

// What is known of an activation, for boards and reports.
struct Activation {
  std::uint64_t number = 0, parent = 0;
  std::uint32_t branch = 0;
  const Playbook* playbook = nullptr;
  const Step* step = nullptr;
  Instant begun;
  std::optional<Instant> ended;
  std::optional<StepOutcome> outcome;
  std::string person, why;
};

// The bounds of a run: over them it fails and says so.
struct RunLimits {
  std::uint32_t rounds = 1'000;         // of one loop
  std::uint64_t activations = 100'000;  // of a run
  std::uint32_t depth = 32;             // of playbooks in playbooks
  std::chrono::minutes command{60};     // of a command without a time limit of its own; never of a person
};

class Execution {
 public:
  // `shelf` must hold the playbook and those it calls and must outlive this.
  explicit Execution(const PlaybookShelf& shelf, RunLimits limits = {});
  Execution(Execution&&) noexcept;
  Execution& operator=(Execution&&) noexcept;
  ~Execution();

  // The first event of a run. Refused: a playbook that may not be run now, external variables without a
  // value.
  [[nodiscard]] Result<RunEvent> begin(std::string_view playbook, const std::string& run,
                                       const std::map<std::string, std::string>& values, Instant now,
                                       const std::string& who) const;
  // Takes an event in. One that does not fit the state is refused (malformed) and changes nothing.
  [[nodiscard]] Result<> apply(const RunEvent& event);

  // What follows of itself by now; absent when everything waits.
  [[nodiscard]] std::optional<RunEvent> next(Instant now) const;
  // What waits for somebody, in the order of activations.
  [[nodiscard]] std::vector<Due> due(Instant now) const;
  // The nearest moment at which next() may have something by time alone (a delay, a time limit).
  [[nodiscard]] std::optional<Instant> wakes() const;

  // What people say, as events to append. Each is refused with a sentence when it does not fit what is due.
  [[nodiscard]] Result<RunEvent> approve(std::uint64_t activation, const std::string& who,
                                         const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> refuse(std::uint64_t activation, const std::string& who,
                                        const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> begin_command(const Due& due, const std::string& who, Instant now) const;
  // The end of the command that runs, or of what a person did; `values` for the step's out_args.
  [[nodiscard]] Result<RunEvent> end_command(const Due& due, StepOutcome outcome, const std::string& who,
                                             const std::string& why,
                                             const std::map<std::string, std::optional<std::string>>& values,
                                             Instant now) const;
  [[nodiscard]] Result<RunEvent> decide(std::uint64_t activation, const std::string& option,
                                        const std::string& who, const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> skip(std::uint64_t activation, const std::string& who,
                                      const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> begin_rollback(std::uint64_t activation, const std::string& who,
                                                Instant now) const;
  [[nodiscard]] Result<RunEvent> end_rollback(std::uint64_t activation, StepOutcome outcome,
                                              const std::string& who, const std::string& why,
                                              Instant now) const;
  [[nodiscard]] Result<RunEvent> decline_rollback(std::uint64_t activation, const std::string& who,
                                                  const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> pause(const std::string& who, const std::string& why, Instant now) const;
  [[nodiscard]] Result<RunEvent> resume(const std::string& who, Instant now) const;
  // `activation` 0: everything of the run.
  [[nodiscard]] Result<RunEvent> hand_over(std::uint64_t activation, const std::string& to,
                                           const std::string& who, Instant now) const;
  // Ends the whole run now.
  [[nodiscard]] Result<RunEvent> stop(const std::string& who, const std::string& why, Instant now) const;

  [[nodiscard]] bool begun() const;
  [[nodiscard]] bool paused() const;
  [[nodiscard]] std::optional<StepOutcome> outcome() const;  // absent while it runs
  [[nodiscard]] const std::string& run() const;
  [[nodiscard]] const Playbook* playbook() const;
  [[nodiscard]] const std::vector<Activation>& activations() const;  // by number, from 1
  [[nodiscard]] Variables variables() const;                         // of the playbook, as they are now
  // As the activation sees them: the step's own over its playbook's.
  [[nodiscard]] Variables variables_of(std::uint64_t activation) const;

  struct State;  // running/state.h

 private:
  std::unique_ptr<State> state_;
};

// Whether this command changes its target: what handling says, else yes, unless it is a tool of ours that
// only collects or reads (`firsthour collect …`, `collect …`; plain words without any character of the
// shell), a rule set to look with (yara, sigma), or something for a person.
[[nodiscard]] bool changes_target(const Step& step, const StepCommand& command);
// The words of such a command of ours; empty when it is none.
[[nodiscard]] std::vector<std::string> own_tool_words(const StepCommand& command);

}  // namespace firsthour::playbooks
