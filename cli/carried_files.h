// SPDX-License-Identifier: Apache-2.0
// Files that captures carried, taken out: into the case they are of, or into a folder.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "triage/traffic.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firsthour::cli {

struct CarriedCounts {
  std::uint64_t taken = 0, known = 0, bytes = 0;  // known: taken out before
  std::uint64_t left = 0;                         // not taken: too large, or too many
  std::string why;                                // of the first that was left
};

class CarriedTaker {
 public:
  virtual ~CarriedTaker() = default;
  virtual Result<> take(const triage::CarriedFile& file) = 0;
  // After the last: nothing is there for certain before.
  virtual Result<> finish() = 0;
  [[nodiscard]] const CarriedCounts& counts() const { return counts_; }

 protected:
  CarriedCounts counts_;
};

// Derived items of kind "carried-file" whose parent is the capture with their first packet, each once: at
// most 1,000 and 1 GiB of them in one run. A case that is sealed takes none, which is counted as left.
[[nodiscard]] Try<std::unique_ptr<CarriedTaker>> into_case(CaseWriter& the_case,
                                                           const std::vector<triage::TrafficInput>& inputs);
// A new folder: each content once, under its digest and as much of its name as any system can bear, and
// files.jsonl, which says of each file where it was, what it was called, and its digest.
[[nodiscard]] Try<std::unique_ptr<CarriedTaker>> into_folder(const std::string& path,
                                                             const std::vector<triage::TrafficInput>& inputs);

}  // namespace firsthour::cli
