// SPDX-License-Identifier: Apache-2.0
// One run of `firsthour respond`: what it knows between its steps. The steps are listed in respond.cc.
#pragma once

#include "casefile/age.h"
#include "casefile/case.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/split_parts.h"
#include "playbooks/incident.h"
#include "triage/triage.h"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firsthour::cli {

class Response {
 public:
  // Reads what was asked for and refuses what must not or cannot be done: no source, a case on the
  // examined host's own disk, an exercise in a real case, no rules. Asks for authority last.
  [[nodiscard]] static Try<Response> prepare(const Invocation& call);

  Try<> open_case();
  Try<> record_authority();
  Try<> open_incident();
  Try<> collect();
  Try<> look_closer();
  Try<> record_findings();
  Try<> trace_origin();
  Try<> write_papers();
  Try<> close_case();

  // The end. The case, once open, is closed in all three.
  [[nodiscard]] Try<Exit> say_what_next();
  [[nodiscard]] Try<Exit> stop_early();
  [[nodiscard]] Try<Exit> fail_early(const Failure& failure);

 private:
  explicit Response(const Invocation& call) : call_{&call}, began_{std::chrono::steady_clock::now()} {}

  Try<> check_place();
  Try<> check_existing_case();
  Try<> collect_live();
  Try<> collect_from(const CollectionFiles& collection);
  Try<> take_in_stream(ByteSource& from, const std::string& name, const AgeKeys& keys);
  void take_item(const CaseItem& item);
  void show_first_findings();
  void tell_findings(const std::vector<Finding>& findings);
  void note_exit(Exit exit);
  void show_papers();
  [[nodiscard]] std::string seconds_since_start() const;

  const Invocation* call_;
  std::chrono::steady_clock::time_point began_;
  bool live_ = false, exercise_ = false;
  std::string path_, profile_, allow_local_, medium_;
  std::vector<CollectionFiles> collections_;
  RuleSources rules_;
  playbooks::Answers answers_;
  std::unique_ptr<triage::HostChecks> checks_;
  std::unique_ptr<CaseWriter> case_;
  std::optional<playbooks::Incident> incident_;
  triage::TriageReport report_;
  std::set<std::string> shown_;  // ids of findings that were on the screen
  bool first_screen_done_ = false;
  std::uint64_t checks_failed_ = 0;
  std::vector<std::string> papers_;
  Exit exit_ = Exit::done;
};

}  // namespace firsthour::cli
