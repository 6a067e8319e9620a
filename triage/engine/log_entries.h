// SPDX-License-Identifier: Apache-2.0
// Entries of logs, given to Sigma rules where they are read.
#pragma once

#include "triage/engine/examination.h"
#include "triage/engine/examine.h"
#include "triage/sigma/sigma_run.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace firsthour::triage {

class LogEntries {
 public:
  // REQUIRES: detectors.sigma. They outlive this.
  explicit LogEntries(const Detectors& detectors) : zones_{detectors.zones}, run_{*detectors.sigma} {}

  // When the content is a log: its entries go through the rules. What of it could not be understood, as
  // sentences; nothing when it is no log. `path` is the content's whole name.
  [[nodiscard]] std::vector<std::string> read(std::span<const std::byte> content, const Target& target,
                                              const std::string& path);
  [[nodiscard]] bool took_any() const { return took_; }
  // What the rules saw since the last time; the next target begins anew.
  [[nodiscard]] std::string tell() {
    took_ = false;
    return run_.tell();
  }

 private:
  const std::map<std::string, logs::Zone>& zones_;
  sigma::SigmaRun run_;
  bool took_ = false;
};

}  // namespace firsthour::triage
