// SPDX-License-Identifier: Apache-2.0
// Entries of logs, given to Sigma rules and indicators where they are read.
#pragma once

#include "triage/engine/examination.h"
#include "triage/engine/examine.h"
#include "triage/indicators/entry_indicators.h"
#include "triage/sigma/sigma_run.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage {

class LogEntries {
 public:
  // They outlive this.
  explicit LogEntries(const Detectors& detectors) : zones_{detectors.zones} {
    if (detectors.sigma) run_.emplace(*detectors.sigma);
    if (detectors.indicators) indicators_.emplace(*detectors.indicators);
  }

  // When the content is a log: its entries go through the rules. What of it could not be understood, as
  // sentences; nothing when it is no log. `path` is the content's whole name.
  [[nodiscard]] std::vector<std::string> read(std::span<const std::byte> content, const Target& target,
                                              const std::string& path);
  [[nodiscard]] bool took_any() const { return took_; }
  // What the rules saw since the last time; the next target begins anew.
  [[nodiscard]] std::string tell() {
    took_ = false;
    return run_->tell();
  }
  // Indicators in the fields of the log that was read last.
  [[nodiscard]] std::vector<Hit> hits() { return std::exchange(hits_, {}); }

 private:
  const std::map<std::string, logs::Zone>& zones_;
  std::optional<sigma::SigmaRun> run_;
  std::optional<EntryIndicators> indicators_;
  std::vector<Hit> hits_;
  bool took_ = false;
};

}  // namespace firsthour::triage
