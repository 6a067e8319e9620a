// SPDX-License-Identifier: Apache-2.0
// A case in which playbooks run, and maybe a drill, as one process drives it. The case is taken for each
// change only: take it, read what others appended meanwhile, let the change be checked against that, append,
// sign, let go. So a board, a terminal and a collector work on one case side by side, and of two who say the
// same thing the second is told so. Not thread-safe.
#pragma once

#include "casefile/case.h"
#include "cli/case_door.h"
#include "playbooks/commands.h"
#include "playbooks/drill.h"
#include "playbooks/execution.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

class Conduct {
 public:
  // Reads all runs of the case. `person` stands behind what this process appends.
  [[nodiscard]] static Try<std::unique_ptr<Conduct>> open(const Invocation& call, const std::string& path,
                                                          const std::string& person);
  ~Conduct();

  // The case while it is ours.
  class Hand {
   public:
    [[nodiscard]] CaseWriter& writer() { return writer_; }
    // Appends and applies. A refused event is a failure and changes nothing.
    [[nodiscard]] Try<> put(const playbooks::RunEvent& event, std::vector<std::string> playbook_items = {});
    [[nodiscard]] Try<> put(const playbooks::DrillEvent& event);
    // Bytes as an attached item; returns its id.
    [[nodiscard]] Try<std::string> keep(const std::string& kind, const std::string& name,
                                        std::string_view bytes);

   private:
    friend class Conduct;
    Hand(Conduct& of, CaseWriter& writer) : of_{of}, writer_{writer} {}
    Conduct& of_;
    CaseWriter& writer_;
  };
  // Takes the case, brings us up to date, does this, lets go. Waits five seconds for a case in use.
  [[nodiscard]] Try<> with_case(const std::function<Try<>(Hand& hand)>& what);
  // Reads what others appended; true when there was something. Cheap when there was not.
  [[nodiscard]] Try<bool> look();

  // A new run; the playbook and those it calls go into the case, so that it can be gone on with from there
  // alone. `texts`: the documents as they were read. Returns the run's id.
  [[nodiscard]] Try<std::string> begin(std::string_view playbook, const std::vector<std::string>& texts,
                                       std::map<std::string, std::string> values);
  // What follows by now, until nothing more does: steps entered and left, our own commands begun and their
  // ends taken. True when anything changed.
  [[nodiscard]] Try<bool> turn();
  // A person's word: made from the state as it is when the case is ours.
  [[nodiscard]] Try<> say(
      const std::string& run,
      const std::function<Result<playbooks::RunEvent>(const playbooks::Execution&, Instant now)>& word);
  // The same of the drill.
  [[nodiscard]] Try<> say_drill(
      const std::function<Result<playbooks::DrillEvent>(const playbooks::Drill&, Instant now)>& word);
  // Makes the case the drill of this scenario: the text goes in as an item.
  [[nodiscard]] Try<> plan_drill(const std::string& text);
  // Plants what a drill has to be found, and says in the event what came of it; without one nothing is
  // planted.
  using Planter =
      std::function<playbooks::DrillEvent(const playbooks::Artefact& artefact, playbooks::DrillEvent event)>;
  void plant_with(Planter planter) { planter_ = std::move(planter); }

  // Takes back what a step did: its rollback is run, or was done by the person who says so, and recorded.
  [[nodiscard]] Try<> roll_back(const std::string& run, std::uint64_t activation);
  struct Waiting {
    std::string run;
    playbooks::Due due;
    std::string not_ours;  // why we do not run a command ourselves: no way to its target, or this is a drill
  };
  // What waits for people in all runs.
  [[nodiscard]] std::vector<Waiting> waiting() const;
  [[nodiscard]] bool commands_run() const { return !running_.empty(); }
  // Stops our commands; their ends are recorded by turn().
  void stop_commands();

  [[nodiscard]] const std::map<std::string, playbooks::Execution>& runs() const { return runs_; }
  [[nodiscard]] const playbooks::Execution* run(std::string_view id) const;
  [[nodiscard]] const playbooks::Drill* drill() const { return drill_ ? &*drill_ : nullptr; }
  // The newest run of that playbook that is not over; any playbook when it is "".
  [[nodiscard]] const playbooks::Execution* unfinished(std::string_view playbook = {}) const;
  [[nodiscard]] const playbooks::PlaybookShelf& shelf() const { return shelf_; }
  [[nodiscard]] std::uint64_t events_seen() const { return seen_; }
  [[nodiscard]] bool exercise() const { return exercise_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& person() const { return person_; }

 private:
  struct Started {
    playbooks::Due due;                                  // its pointers stay good: the shelf only grows
    std::unique_ptr<playbooks::RunningCommand> command;  // null: recorded, and not started yet
  };
  Conduct(const Invocation& call, std::string path, std::string person, SigningKeys keys);
  void forget_if_stale();
  [[nodiscard]] Try<> absorb(const CaseReader& from);
  [[nodiscard]] Try<> absorb_playbooks(const CaseReader& from, const Json& body);
  [[nodiscard]] Result<> absorb_run(const CaseReader& from, const Event& event, const Json& body);
  [[nodiscard]] Result<> absorb_drill(const CaseReader& from, const Json& body);
  void absorb_for_expectations(const Event& event, const Json& body);
  [[nodiscard]] Try<bool> follow(Hand& hand);
  [[nodiscard]] Try<bool> follow_drill(Hand& hand);
  [[nodiscard]] bool anything_expected() const;
  [[nodiscard]] playbooks::DrillEvent planted(playbooks::DrillEvent event) const;
  [[nodiscard]] Try<bool> take_ends(Hand& hand);
  [[nodiscard]] Try<bool> begin_commands(Hand& hand);
  [[nodiscard]] Try<> begin_command(Hand& hand, const std::string& run, const playbooks::Due& due);
  void start_begun();
  [[nodiscard]] Try<> take_end(Hand& hand, const std::string& run, const playbooks::Due& due,
                               const playbooks::CommandEnd& end);
  [[nodiscard]] Result<playbooks::CommandOrder> order(const playbooks::Execution& run,
                                                      const playbooks::Due& due) const;
  void let_find_what_we_found(playbooks::CommandOrder& order) const;
  // Whether we are to run it now: `unsupported` says why a person has to.
  [[nodiscard]] Result<> ours(const playbooks::Execution& run, const playbooks::Due& due) const;
  [[nodiscard]] bool anything_to_do() const;
  [[nodiscard]] std::string work_folder() const;

  const Invocation& call_;
  std::string path_, person_;
  Author author_;
  SigningKeys keys_;
  bool exercise_ = false;
  playbooks::PlaybookShelf shelf_;
  std::map<std::string, playbooks::Execution> runs_;  // by id; ids grow
  std::optional<playbooks::Drill> drill_;
  Planter planter_;
  // What the case says that a drill may expect, not held against it yet.
  std::vector<std::pair<Instant, Finding>> new_findings_;
  std::vector<std::pair<Instant, std::string>> new_steps_, new_fields_;
  std::uint64_t seen_ = 0;
  bool stale_ = false;  // an append failed: all is read again
  std::string stamp_;   // of the ledger's files when they were read last
  std::map<std::pair<std::string, std::uint64_t>, Started> running_;  // by run and activation
};

}  // namespace firsthour::cli
