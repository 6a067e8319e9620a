// SPDX-License-Identifier: Apache-2.0
// What a run is at a moment. Changed by apply.cc alone; next.cc, due.cc and saying.cc only read it.
#pragma once

#include "playbooks/execution.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace firsthour::playbooks {

inline constexpr std::uint32_t kExceptionBranch = 0xffff'fffe;  // the index of a workflow_exception's branch

// A playbook being run: the first, or one that a playbook-action called.
struct Frame {
  const Playbook* playbook = nullptr;
  std::uint64_t parent = 0;  // the activation that called it; 0: none
  std::uint32_t depth = 0;
  Variables variables;
  bool excepted = false;  // its workflow_exception was entered
  std::string failed_at;  // the step whose failure nobody handled
};

// A line of steps that ends in an end step, or with a failure that none of them handles.
struct Branch {
  std::size_t frame = 0;
  std::uint64_t parent = 0;  // the activation that opened it; 0: the playbook
  std::uint32_t index = 0;
  std::string follows;                 // the step to be entered next; "" while one is active or it is over
  std::uint64_t current = 0;           // the activation that is open; 0: none
  std::optional<StepOutcome> outcome;  // when it is over
};

// One entry of one step.
struct Node {
  std::size_t frame = 0, branch = 0;
  Variables own;                          // the step's variables, and what its commands brought
  std::vector<std::size_t> branches;      // that it opened, in order
  std::optional<std::size_t> called;      // the frame of a playbook-action
  std::int64_t stood_before = 0;          // nanoseconds that the run had been paused when it began
  std::uint32_t command = 0, target = 0;  // the one that is due
  bool running = false;                   // that one was begun and has no end
  Instant running_since;
  bool approved = false, decided = false;
  bool concluded = false;  // a condition: no further branch; action: a command failed or all are done
  std::uint32_t rounds = 0;
  std::optional<StepOutcome> fate;  // how it will end, once that is known
  std::string why;
  enum class Rollback { none, offered, running, over } rollback = Rollback::none;
};

struct Execution::State {
  explicit State(const PlaybookShelf& shelf_, RunLimits limits_) : shelf{shelf_}, limits{limits_} {}

  const PlaybookShelf& shelf;
  RunLimits limits;
  std::string run, first, person;
  std::vector<Frame> frames;
  std::vector<Branch> branches;
  std::vector<Activation> activations;  // [number - 1]
  std::vector<Node> nodes;              // beside them
  std::set<std::uint64_t> open;         // activations without an end
  std::set<std::size_t> live;           // branches without an outcome
  Instant last;                         // of the newest event
  std::optional<Instant> paused_since;
  std::int64_t stood = 0;  // nanoseconds of all pauses that are over
  std::optional<StepOutcome> outcome;

  [[nodiscard]] const Node& node(std::uint64_t number) const { return nodes[number - 1]; }
  [[nodiscard]] Node& node(std::uint64_t number) { return nodes[number - 1]; }
  [[nodiscard]] const Activation& shown(std::uint64_t number) const { return activations[number - 1]; }
  [[nodiscard]] Activation& shown(std::uint64_t number) { return activations[number - 1]; }

  // The playbook's variables with the step's over them.
  [[nodiscard]] Variables seen_by(std::uint64_t number) const;
  // A moment of the activation's own time, which stands while the run is paused, as wall time.
  [[nodiscard]] Instant after(std::uint64_t number, std::chrono::nanoseconds since_begun) const;
  [[nodiscard]] Instant ready(std::uint64_t number) const;                 // its delay is over
  [[nodiscard]] std::optional<Instant> fails(std::uint64_t number) const;  // its time limit
  // Whether its target is changed by the activation's command, and nobody has said yes yet.
  [[nodiscard]] bool wants_approval(std::uint64_t number) const;
  // Its commands are done, or are one thing for a person to do, and the answer is what it waits for.
  [[nodiscard]] bool only_asks(std::uint64_t number) const;
  // How many places a command is run at; a step without targets has one.
  [[nodiscard]] static std::uint32_t places_of(const Step& step);
  [[nodiscard]] static bool for_a_person(const StepCommand& command);

  // The branch's step that is to be entered; null when it is none of the playbook's.
  [[nodiscard]] const Step* following(const Branch& branch) const;

  [[nodiscard]] Result<> fits(const RunEvent& event) const;
  void apply(const RunEvent& event);  // fits() has said that it may be

 private:
  [[nodiscard]] Result<> fits_beginning(const RunEvent& event) const;
  [[nodiscard]] Result<> fits_step(const RunEvent& event) const;
  [[nodiscard]] std::optional<std::size_t> branch_of(const RunEvent& event) const;
  void apply_within(const RunEvent& event);
  void begin(const RunEvent& event);
  std::size_t open_branch(std::size_t frame, std::uint64_t parent, std::uint32_t index, std::string step);
  void enter(const RunEvent& event);
  void call(std::uint64_t number, Instant now);
  void take_branch(const RunEvent& event);
  void end_command(const RunEvent& event);
  void decide(const RunEvent& event);
  void leave(const RunEvent& event);
  void close(std::uint64_t number, StepOutcome as, const std::string& why, Instant now);
  void end_branch(std::size_t index, StepOutcome as);
  void cancel_below(std::uint64_t number, Instant now);
  void hand_over(const RunEvent& event);
  void end(const RunEvent& event);
};

}  // namespace firsthour::playbooks
