// SPDX-License-Identifier: Apache-2.0
// Indicators in what records of hosts say: addresses of connections and logins, digests and names of programs
// and files, and STIX patterns over processes and connections. What stands in files (logs, histories, the
// hosts file) is matched where their bytes are.
#pragma once

#include "casefile/case.h"
#include "casefile/finding.h"
#include "casefile/json.h"
#include "casefile/result.h"
#include "triage/indicators/indicator_set.h"
#include "triage/sigma/event.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace firsthour::triage {

class RecordIndicators {
 public:
  static constexpr std::uint64_t kMostPerIndicator = 500;

  // `set` lives longer.
  explicit RecordIndicators(const IndicatorSet& set) : set_{set} {}

  // Takes items of kind `records` that have such fields; ignores others. A record that cannot be read is
  // passed over: the host checks name it.
  Result<> take(const CaseItem& item, const CaseReader& from);
  // After the last: patterns that ask for several observations, over those of each host.
  void finish();
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  // Findings that were not kept, one sentence an indicator.
  [[nodiscard]] std::vector<std::string> unknown() const;

 private:
  // Where a record stands.
  struct Place {
    const CaseItem* item;
    std::string_view line;
    std::uint64_t offset;
  };
  void take_record(const sigma::Event& event, const Place& place);
  void add(const Hit& hit, std::string_view field, std::string_view value, const Place& place);

  void take_objects(Json objects, std::string_view shown, std::string_view start, const Place& place);

  // Kept for finish(), at most 10,000 of a host.
  struct Observed {
    Json objects;
    double time = 0;
    CaseItem item;
    std::string line;
    std::uint64_t offset = 0;
  };
  std::map<std::string, std::vector<Observed>> observed_;  // by host
  std::uint64_t beyond_ = 0;
  const IndicatorSet& set_;
  std::vector<Finding> findings_;
  std::set<std::string> ids_;
  std::map<std::string, std::uint64_t> per_rule_;
};

}  // namespace firsthour::triage
