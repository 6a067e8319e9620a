// SPDX-License-Identifier: Apache-2.0
// What the collectors of this folder share: the filled table, and how a look at many processes is summed up.
#pragma once

#include "collectors/collector.h"
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"
#include "collectors/system/mount_hazards.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// The context's table, filled. Null when the context has none or this root has no procfs; then `outcome`
// says so.
[[nodiscard]] const ProcessTable* filled_table(Context& context, SourceOutcome& outcome);

// Gives each process to `take`; a stop ends it, and then the outcome says at which.
template <class Take>
void for_each_process(const Context& context, const ProcessTable& table, SourceOutcome& outcome, Take take) {
  for (const ProcessEntry& entry : table.all()) {
    if (context.stopping())
      return add_problem(outcome, Outcome::timed_out, "stopped at process " + std::to_string(entry.pid));
    if (entry.unanswered)
      add_problem(outcome, Outcome::partial,
                  "process " + std::to_string(entry.pid) + " left alone: its folder never answered");
    else
      take(entry);
  }
}

// The hazards of each mount namespace, read at the first process that lives in it.
class HazardsByNamespace {
 public:
  [[nodiscard]] const MountHazards& of(const Host& host, const ProcessEntry& entry);

 private:
  std::map<std::uint64_t, MountHazards> by_namespace_;
  MountHazards of_one_;  // of a process whose namespace is unknown
};

// Counts what was denied or failed, by what it was: "maps of 43 processes denied".
class Tally {
 public:
  void denied(std::string_view what) { ++denied_[std::string{what}]; }
  void failed(std::string_view what) { ++failed_[std::string{what}]; }
  // Adds its sentences to the outcome. What was denied makes a source partial.
  void report(SourceOutcome& outcome, std::string_view of_what) const;

 private:
  std::map<std::string, std::uint64_t> denied_, failed_;
};

}  // namespace firsthour::collectors
