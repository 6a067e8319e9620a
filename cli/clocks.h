// SPDX-License-Identifier: Apache-2.0
// Every clock of an incident on the screen: what is owed, by whom, how much time is left, what to do now.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/deadlines.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::cli {

inline constexpr Option kContractOption{
    "contract",
    "FILE",
    {"the service contract (CONTRACT_FILE.md); kept in the case where the case is written",
     "服务合同文件（CONTRACT_FILE.md）；写入案件时一并记录"}};

// What the clocks go by.
struct ClockSources {
  playbooks::DutyTable table;
  std::optional<playbooks::ServiceContract> contract;  // --contract FILE, else the one in the case

  [[nodiscard]] const playbooks::ServiceContract* agreed() const { return contract ? &*contract : nullptr; }
  [[nodiscard]] std::vector<playbooks::Deadline> clocks(const playbooks::Incident& incident,
                                                        Instant now) const {
    return table.deadlines(incident, agreed(), now);
  }
};
[[nodiscard]] Try<ClockSources> clock_sources(const Invocation& call, const CaseReader& the_case);
// The contract of --contract, when one was given.
[[nodiscard]] Try<std::optional<playbooks::ServiceContract>> contract_given(const Invocation& call);
// Keeps the contract in the case, unless the case has that very one.
[[nodiscard]] Try<> record_contract(const Invocation& call, CaseWriter& the_case,
                                    const playbooks::ServiceContract& contract);

// The table of all clocks, what to do now and what they go by; with --json a line of type `clock` each. The
// line of the way to the site also has the fields on_site_from, contradictions, arrived, seconds and met.
void show_clocks(const Invocation& call, const std::string& case_word, const playbooks::Incident& incident,
                 const ClockSources& sources);
// A warning for each that is due soon, overdue or owed at once. Drills are warned of too, as drills.
void warn_of_clocks(const Invocation& call, const playbooks::Incident& incident, const ClockSources& sources);

}  // namespace firsthour::cli
