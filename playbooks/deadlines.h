// SPDX-License-Identifier: Apache-2.0
// Every clock of an incident: those of the contract, those of law with the party that owes them, our own.
// Which duty applies follows from the operator's kind, the reporting grade and the table
// (tables/duties.yaml), never from code. A clock is a pure function of the record, the contract and a time.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"
#include "playbooks/contract.h"
#include "playbooks/incident.h"
#include "playbooks/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class DeadlineState {
  waiting,  // the moment from which it runs is not known yet
  running,
  due_soon,  // less than the warning share of it is left
  overdue,   // not done, and past
  met,
  missed,         // done, but late
  contradictory,  // the two moments cannot both be right
};
[[nodiscard]] std::string_view name_of(DeadlineState state);

struct Deadline {
  std::string key;  // "contract.onsite", "law.2025.other.report", "law.1994.police", "own.tell-operator"
  Words title;
  Words owed_by, owed_to;                // 甲方 / 属地省级网信部门
  Words basis;                           // the clause or article it stands on
  bool ours = false;                     // false: the operator's duty; we tell and assist
  std::string from_moment, done_moment;  // names of times of the record, or "notice:KIND"
  std::optional<Instant> from, warn, due, done;
  DeadlineState state = DeadlineState::waiting;
  std::optional<std::int64_t> margin_seconds;  // left, or past when negative; at `done` once it is done
  std::string reason;                          // why it was missed, as the record says
  bool checked = true;  // false: the table marks the figure as not checked against the printed text
};

class DutyTable {
 public:
  [[nodiscard]] static Result<DutyTable> load(const std::string& folder);  // "": built in
  // `contract` may be null: then the 60 minutes run as the record says. Sorted by due time; those that wait
  // come last.
  [[nodiscard]] std::vector<Deadline> deadlines(const Incident& incident, const ServiceContract* contract,
                                                Instant now) const;

 private:
  struct Duty {
    Deadline form;  // what is known beforehand
    std::int64_t seconds = 0;
    std::vector<std::string> operators;  // empty: all
    std::string least_grade;             // "considerable": this grade or worse; "": any
    bool crime = false;                  // only where a crime is suspected
  };
  std::vector<Duty> duties_;
};

}  // namespace firsthour::playbooks
