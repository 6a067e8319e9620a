// SPDX-License-Identifier: Apache-2.0
// The summary while it is being counted: references are numbered as they are first used, so that the annex
// lists what numbers stand on and nothing else.
#pragma once

#include "playbooks/summary.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

class SummaryCount {
 public:
  explicit SummaryCount(Summary& summary) : summary_{summary} {}

  // The record of an incident, or of a drill's case.
  [[nodiscard]] std::size_t refer(const CaseExtract& to);
  // A record of the service year.
  [[nodiscard]] std::size_t refer(const ServiceRecord& to);

  Figure& figure(const std::string& name) { return summary_.figures[name]; }
  // One more of what `name` counts.
  void count(const std::string& name, std::size_t reference);
  // A count that may well be nought.
  void count_from(const std::string& name, std::vector<std::size_t> references);
  void share(const std::string& name, std::vector<std::size_t> references, std::uint64_t of);
  // Minutes: NAME.n, .median, .p90, .max.
  void spread(const std::string& name, const std::vector<std::pair<double, std::size_t>>& minutes);

  Summary& summary() { return summary_; }

 private:
  std::size_t source_of(const std::string& file) const;

  Summary& summary_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> known_;  // source, record
};

// The parts of the count, in order.
void count_incidents(SummaryCount& count);  // first: reference i is incident i
void count_drills(SummaryCount& count);
void count_service(SummaryCount& count, Instant at);
void judge_clauses(SummaryCount& count, Instant at);
void list_missing(SummaryCount& count);

// The figures of an earlier report, from its figures.json; "" is none.
[[nodiscard]] Result<> read_previous(const std::string& text, Summary& into);

// By what people call it: the day that an incident belongs to, of its report, else of what came first.
[[nodiscard]] std::optional<Instant> moment_of(const Incident& incident);

}  // namespace firsthour::playbooks
