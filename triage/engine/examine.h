// SPDX-License-Identifier: Apache-2.0
// What a worker does with one target: reads it, and lets every detector see it and all that is inside it.
#pragma once

#include "casefile/descriptor.h"
#include "triage/engine/claims.h"
#include "triage/engine/examination.h"
#include "triage/host/host_checks.h"
#include "triage/indicators/indicator_set.h"
#include "triage/known_good.h"
#include "triage/logs/zone.h"
#include "triage/sigma/sigma_rules.h"
#include "triage/unfold/unfold.h"
#include "triage/yara/rule_set.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace firsthour::triage {

// Made before the first worker is forked; workers share it by copy-on-write.
struct Detectors {
  std::shared_ptr<const RuleSet> yara;
  std::shared_ptr<const IndicatorSet> indicators;  // none: nullptr
  std::shared_ptr<const KnownGood> known_good;     // none: nullptr
  std::shared_ptr<const sigma::SigmaRules> sigma;  // over log entries; none: nullptr
  RecordsAsEntries records;                        // of the hosts, for the same rules
  std::map<std::string, logs::Zone> zones;         // by host; "" for all others
  std::uint64_t largest = 512ull << 20U;           // a content over this many bytes is a loss
  UnfoldLimits unfold;
};

struct Assignment {
  std::uint64_t place = 0;  // of the target in the list
  Target target;
  std::chrono::milliseconds time{60'000};
  bool alone = false;  // match everything, whoever claimed it
  // Not "": nothing is matched; the content at this way ("!/a.zip!/b.php") is taken out into
  // Examination::taken.
  std::string take_out;
};

// One a worker. Not thread-safe.
class Examiner {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Examiner>> with(const Detectors& detectors, Claims& claims,
                                                              const ScannerSettings& settings = {});
  virtual ~Examiner() = default;
  // Total: what cannot be done is a loss in the answer.
  [[nodiscard]] virtual Examination examine(const Assignment& assignment, Descriptor content) = 0;
};

}  // namespace firsthour::triage
