// SPDX-License-Identifier: Apache-2.0
// Remembers the matches that correlations ask for, and correlates them at the end.
//
// Order of time: matches may come in any order and from any number of logs; nothing is correlated before all
// are there, and then they are sorted by their time (equal times: by the order in which they came). Memory is
// bounded: of a match only its time, its place and the fields that some correlation needs are kept, and what
// comes after the bound is counted, as are matches that have no time or lack a field to group by.
#pragma once

#include "casefile/instant.h"
#include "triage/engine/message.h"
#include "triage/sigma/correlation.h"
#include "triage/sigma/correlation_windows.h"
#include "triage/sigma/rule.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace firsthour::triage::sigma {

// Where an event stands.
struct EventPlace {
  std::string_view item, host, path;
  std::uint64_t offset = 0, length = 0, line = 0;
};

// The rules and correlations of a set with what each refers to. Rules are nodes 0 …, correlations follow.
class CorrelationPlan {
 public:
  CorrelationPlan(std::span<const Rule> rules, std::span<const Correlation> correlations);

  // A correlation, or the rule that asks for findings of its own although it is correlated.
  [[nodiscard]] bool is_wanted(std::uint32_t node) const { return wanted_[node]; }
  [[nodiscard]] bool speaks(std::uint32_t node) const { return speaks_[node]; }
  // The event's fields that are kept of a match.
  [[nodiscard]] const std::vector<std::string>& columns(std::uint32_t node) const { return columns_[node]; }
  [[nodiscard]] const std::vector<std::uint32_t>& members(std::uint32_t correlation) const {
    return members_[correlation];
  }
  [[nodiscard]] std::span<const Correlation> correlations() const { return correlations_; }
  [[nodiscard]] std::uint32_t node_count() const { return static_cast<std::uint32_t>(wanted_.size()); }
  [[nodiscard]] std::uint32_t rule_count() const { return rule_count_; }

 private:
  void want(std::uint32_t node, const std::string& column);

  std::span<const Correlation> correlations_;
  std::uint32_t rule_count_ = 0;
  std::vector<bool> wanted_, speaks_;
  std::vector<std::vector<std::string>> columns_;    // by node
  std::vector<std::vector<std::uint32_t>> members_;  // by correlation, in the order of its rules
};

// The field of the member's events that the correlation calls `name`.
[[nodiscard]] const std::string& field_of(const Correlation& correlation, std::size_t member,
                                          const std::string& name);

// What a correlation found.
struct CorrelatedEvents {
  std::uint32_t correlation = 0;
  Instant first, last;
  std::uint64_t count = 0;  // of events in the stretch
  double number = 0;        // what the bounds were held against, at its height
  std::vector<std::pair<std::string, std::string>> group;
  std::vector<std::string> values;  // of the condition's field, the first few different ones
  struct Place {
    std::uint32_t rule = 0;  // node
    std::string item, host, path;
    std::uint64_t offset = 0, length = 0, line = 0;
  };
  std::vector<Place> places;  // the first and the last ones; the last of all is the last event
};

class Correlator {
 public:
  static constexpr std::uint64_t kMostMemory = 256ULL << 20;

  explicit Correlator(const CorrelationPlan& plan, std::uint64_t most_memory = kMostMemory);

  // REQUIRES: plan.is_wanted(rule).
  void take(std::uint32_t rule, const Event& event, std::optional<Instant> time, const EventPlace& place);

  // What was taken, for another process that has the same plan; and there.
  void write(MessageWriter& into) const;
  [[nodiscard]] bool read(MessageReader& from);

  // Ends the run.
  [[nodiscard]] std::vector<CorrelatedEvents> finish();

  [[nodiscard]] std::uint64_t not_kept() const { return not_kept_; }
  [[nodiscard]] std::uint64_t without_time() const { return without_time_; }
  // By correlation: matches without a field to group by, or without a number where one is needed.
  [[nodiscard]] const std::map<std::uint32_t, std::uint64_t>& ungrouped() const { return ungrouped_; }

 private:
  struct Row {
    std::int64_t time = 0;
    std::uint64_t sequence = 0, offset = 0;
    std::uint32_t length = 0, line = 0, place = 0;
  };
  struct Table {
    std::vector<Row> rows;
    std::vector<std::uint32_t> values;  // row × column
  };
  struct Entry {
    std::uint32_t group = 0, member = 0, row = 0;
    std::int64_t time = 0;
    std::uint64_t sequence = 0;
  };

  std::uint32_t intern(std::string_view text);
  bool add(std::uint32_t node, const Row& row, std::span<const std::uint32_t> values);
  [[nodiscard]] std::size_t column(std::uint32_t node, const std::string& name) const;
  std::vector<Entry> entries_of(std::uint32_t correlation, std::vector<std::vector<std::uint32_t>>& groups);
  void correlate(std::uint32_t correlation, std::vector<CorrelatedEvents>& into);
  void correlate_group(std::uint32_t correlation, std::span<const Entry> entries,
                       std::span<const std::uint32_t> group, std::vector<CorrelatedEvents>& into);
  void pass_on(std::uint32_t correlation, const Entry& last, std::span<const std::uint32_t> group);
  [[nodiscard]] GroupEvent group_event(std::uint32_t correlation, const Entry& entry);
  [[nodiscard]] CorrelatedEvents answer(std::uint32_t correlation, std::span<const Entry> entries,
                                        std::span<const std::uint32_t> group, const Stretch& stretch,
                                        std::span<const GroupEvent> events);

  const CorrelationPlan* plan_;
  std::uint64_t most_memory_, memory_ = 0, sequence_ = 0;
  std::vector<Table> tables_;  // by node
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;  // of texts
  std::uint64_t not_kept_ = 0, without_time_ = 0;
  std::map<std::uint32_t, std::uint64_t> ungrouped_;
};

}  // namespace firsthour::triage::sigma
