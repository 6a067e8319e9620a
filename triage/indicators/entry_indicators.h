// SPDX-License-Identifier: Apache-2.0
// Indicators in the fields of log entries: digests, names and paths of files, and STIX patterns; of binary
// logs, whose bytes are no text, addresses, domains, URLs and e-mail addresses, too.
#pragma once

#include "casefile/json.h"
#include "triage/hit.h"
#include "triage/indicators/indicator_set.h"
#include "triage/logs/log_record.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::triage {

class EntryIndicators {
 public:
  static constexpr std::size_t kMostMatches = 100;      // told of one indicator in one log
  static constexpr std::size_t kMostObserved = 10'000;  // entries kept for patterns over several

  // `set` lives longer.
  explicit EntryIndicators(const IndicatorSet& set) : set_{set} {}

  void take(const logs::LogRecord& record, bool binary);
  // One hit an indicator; its matches name fields with the places of their entries. What was not looked at is
  // added to `losses`. The next log begins anew.
  [[nodiscard]] std::vector<Hit> finish(std::vector<std::string>& losses);

 private:
  void take_value(const logs::LogRecord& record, std::string_view key, std::string_view value, bool binary);
  void take_digests(const logs::LogRecord& record, std::string_view key, std::string_view value);
  void take_objects(const logs::LogRecord& record);
  void add(Hit hit, const logs::LogRecord& record, std::string_view key);

  const IndicatorSet& set_;
  std::map<std::string, Hit> hits_;  // by rule
  std::map<std::string, std::uint64_t> times_;
  struct Observed {
    Json objects;
    std::optional<double> time;
  };
  std::vector<Observed> observed_;
  std::uint64_t beyond_ = 0;
};

// What an entry says, as STIX cyber-observable objects (processes, connections, requests, names, accounts,
// files, registry keys), of the fields that log_record.h and Windows' own logs have; [] when it says none.
[[nodiscard]] Json observed_objects(const sigma::Event& event);

}  // namespace firsthour::triage
