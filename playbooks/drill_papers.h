// SPDX-License-Identifier: Apache-2.0
// The papers of a drill (GB/T 38645-2020 annex A): before it from its scenario, after it from its case. Pure
// functions: no clock; the same scenario, events and service year give the same bytes.
#pragma once

#include "casefile/case.h"
#include "playbooks/drill.h"
#include "playbooks/report.h"
#include "playbooks/service_year.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// The service year that a drill belongs to: its contract, the drills before, what they left open. As it
// stood after so many events.
struct DrillYear {
  std::string name;  // of the case that keeps it
  ServiceYear year;
  std::string root;  // of its ledger at year.events
};

struct DrillPaperRequest {
  std::vector<std::string> only;  // "A.2", "a2-work-plan", "A.7", "score"; none: all that can be made
  std::vector<Format> formats;
  Language language = Language::zh;
  std::uint64_t upto = 0;  // events of the case; 0: all
  std::string tables;      // folder of tables, "": built in
  std::optional<DrillYear> year;
  std::vector<Scenario> further;  // that stand in the yearly plan beside this one
};

// What --only takes, in order.
struct DrillPaperInfo {
  std::string form, name;  // "A.2", "a2-work-plan"
  Words title;
  bool before = false;  // needs no case
};
[[nodiscard]] Result<std::vector<DrillPaperInfo>> drill_papers(const std::string& tables);

// From a case that `drill plan` made. `usage` when it holds no drill.
[[nodiscard]] Result<std::vector<OutputFile>> make_drill_papers(const CaseReader& from,
                                                                const DrillPaperRequest& request,
                                                                std::string_view checkpoint);
// From a scenario alone: the papers before the drill. `sha256` of the file's bytes.
[[nodiscard]] Result<std::vector<OutputFile>> make_scenario_papers(const Playbook& playbook,
                                                                   const std::string& sha256,
                                                                   const DrillPaperRequest& request);

// What a `planned` event brought into the case. `tampered` where the item is not what was planned with.
[[nodiscard]] Result<Scenario> planned_scenario(const CaseReader& from, const DrillEvent& planned);

// The drill of a case as its first `upto` events tell it (0: all); absent where it holds none. Fails where
// the scenario is not the one that was recorded, or an event does not fit.
struct DrillInCase {
  Drill drill;
  std::string item, sha256;  // of the scenario
  Instant last;              // the newest event read
};
[[nodiscard]] Result<std::optional<DrillInCase>> drill_in(const CaseReader& from, std::uint64_t upto = 0);

// What the overall judgement is of.
inline constexpr std::string_view kConclusion = "conclusion";
// How an item of A.9 stands in `judged` events: "1" to "9".
[[nodiscard]] std::string subject_of_item(int item);

}  // namespace firsthour::playbooks
