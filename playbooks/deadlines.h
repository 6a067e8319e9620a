// SPDX-License-Identifier: Apache-2.0
// Every clock of an incident: those of the contract, those of law with the party that owes them, our own.
// Which duty applies follows from the operator's kind, the reporting grade and the table
// (tables/duties.yaml), never from code. A clock is a pure function of the record, the contract and a time.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/calendar.h"
#include "playbooks/classification.h"
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

[[nodiscard]] const Words& words_of(DeadlineState state);

struct Deadline {
  std::string key;  // "contract.onsite", "law.2025.other.report", "law.1994.police", "own.tell-operator"
  Words title;
  Words owed_by, owed_to;                        // 甲方 / 属地省级网信部门
  Words basis;                                   // the clause or article it stands on
  Words next;                                    // what to do while it runs
  std::string effective;                         // the day from which the rule is in force, "" for clauses
  bool ours = false;                             // false: the operator's duty; we tell and assist
  bool watched = true;                           // false: another authority's own duty, never warned of
  std::string from_moment, done_moment;          // names of times of the record, or "notice:KIND"
  Words from_words;                              // what people call the moment from which it runs
  std::optional<Instant> from, warn, due, done;  // `due` is absent where the rule has no figure ("promptly")
  DeadlineState state = DeadlineState::waiting;
  std::optional<std::int64_t> margin_seconds;  // left, or past when negative; at `done` once it is done
  std::string reason;                          // why it was missed, as the record says
  bool may_apply = false;                      // what decides it is not known yet: `undecided`
  Words undecided;                             // "运营者类别、报告级别未定"
  bool checked = true;  // false: the table marks the figure as not checked against the printed text

  // It is time to act: due soon, overdue, or owed at once, and not another authority's own.
  [[nodiscard]] bool urgent() const;
};
// "还剩 12 分钟", "已超 3 小时 5 分钟", "提前 26 分钟", "迟 40 秒", "尽快"; "" where there is nothing to
// count.
[[nodiscard]] Words margin_words(const Deadline& deadline);
// "2 天 3 小时": two units are enough to act on; the rest is cut off. Not negative.
[[nodiscard]] Words span_words(std::int64_t seconds);
// One clock as an object: `type` "clock", names and times in UTC, texts in both languages. Absent: not known.
[[nodiscard]] Json to_json(const Deadline& deadline);

class DutyTable {
 public:
  // duties.yaml of the folder, where it has one; else the built-in table. "": built in.
  [[nodiscard]] static Result<DutyTable> load(const std::string& folder);
  [[nodiscard]] static Result<DutyTable> parse(std::string_view text);
  // `contract` may be null: then 60 minutes run as the record says. Sorted by due time; those that wait
  // come last.
  [[nodiscard]] std::vector<Deadline> deadlines(const Incident& incident, const ServiceContract* contract,
                                                Instant now) const;
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] const std::string& source() const { return source_; }

  // A row of the table.
  struct Duty {
    Deadline form;                        // what is known beforehand
    std::vector<std::string> from, done;  // of each the first that is known counts
    std::int64_t seconds = 0;             // 0: no figure, or the contract's, or days
    int days = 0;                         // counted as the law does
    std::string contract_number;          // "on_site_minutes"
    int warn_percent = 25;
    std::vector<OperatorKind> operators;  // empty: all
    Grade least_grade = Grade::unstated;  // this grade or worse
    bool crime = false;                   // only where a crime is suspected
    std::optional<Day> effective, until;
    std::string alternatives;
  };

 private:
  std::vector<Duty> duties_;
  std::string version_, source_;
};

}  // namespace firsthour::playbooks
