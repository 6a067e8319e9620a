// SPDX-License-Identifier: Apache-2.0
// A case in which playbooks run, as one process drives it. The case is taken for each change only: take it,
// read what others appended meanwhile, let the change be checked against that, append, sign, let go. So a
// board, a terminal and a collector work on one case side by side, and of two who say the same thing the
// second is told so. Not thread-safe.
#pragma once

#include "casefile/case.h"
#include "cli/case_door.h"
#include "playbooks/commands.h"
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
  // What waits for people in all runs; commands that we cannot run ourselves among it, with the reason in
  // `text`.
  [[nodiscard]] std::vector<playbooks::Due> waiting() const;
  [[nodiscard]] bool commands_run() const { return !running_.empty(); }
  // Stops our commands; their ends are recorded by turn().
  void stop_commands();

  [[nodiscard]] const std::map<std::string, playbooks::Execution>& runs() const { return runs_; }
  [[nodiscard]] const playbooks::Execution* run(std::string_view id) const;
  // The newest run of that playbook that is not over; any playbook when it is "".
  [[nodiscard]] const playbooks::Execution* unfinished(std::string_view playbook = {}) const;
  [[nodiscard]] const playbooks::PlaybookShelf& shelf() const { return shelf_; }
  [[nodiscard]] std::uint64_t events_seen() const { return seen_; }
  [[nodiscard]] bool exercise() const { return exercise_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& person() const { return person_; }

 private:
  struct Started {
    playbooks::Due due;  // its pointers stay good: the shelf only grows
    std::unique_ptr<playbooks::RunningCommand> command;
  };
  Conduct(const Invocation& call, std::string path, std::string person, SigningKeys keys);
  void forget_if_stale();
  [[nodiscard]] Try<> absorb(const CaseReader& from);
  [[nodiscard]] Try<> absorb_playbooks(const CaseReader& from, const Json& body);
  [[nodiscard]] Try<bool> follow(Hand& hand);
  [[nodiscard]] Try<bool> take_ends(Hand& hand);
  [[nodiscard]] Try<bool> begin_commands(Hand& hand);
  [[nodiscard]] Try<> begin_command(Hand& hand, const std::string& run, const playbooks::Due& due);
  [[nodiscard]] Try<> take_end(Hand& hand, const std::string& run, const playbooks::Due& due,
                               const playbooks::CommandEnd& end);
  [[nodiscard]] Result<playbooks::CommandOrder> order(const playbooks::Execution& run,
                                                      const playbooks::Due& due) const;
  [[nodiscard]] bool anything_to_do() const;
  [[nodiscard]] std::string work_folder() const;

  const Invocation& call_;
  std::string path_, person_;
  Author author_;
  SigningKeys keys_;
  bool exercise_ = false;
  playbooks::PlaybookShelf shelf_;
  std::map<std::string, playbooks::Execution> runs_;  // by id; ids grow
  std::uint64_t seen_ = 0;
  bool stale_ = false;  // an append failed: all is read again
  std::string stamp_;  // of the ledger's files when they were read last
  std::map<std::pair<std::string, std::uint64_t>, Started> running_;  // by run and activation
};

}  // namespace firsthour::cli
