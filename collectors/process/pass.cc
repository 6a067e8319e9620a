// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/pass.h"

#include "collectors/output/record_file.h"
#include "collectors/process/executable.h"

namespace firsthour::collectors {

const ProcessTable* filled_table(Context& context, SourceOutcome& outcome) {
  if (context.processes != nullptr) {
    context.processes->fill(context.host);
    if (context.processes->pass().has_procfs) return context.processes;
  }
  outcome.outcome = Outcome::skipped;
  outcome.reason = "no processes under /proc in this root";
  return nullptr;
}

const MountHazards& HazardsByNamespace::of(const Host& host, const ProcessEntry& entry) {
  const auto inode = entry.namespaces[static_cast<std::size_t>(NamespaceKind::mnt)];
  if (inode == 0) return of_one_ = read_hazards(host, entry.pid);
  const auto known = by_namespace_.find(inode);
  if (known != by_namespace_.end()) return known->second;
  return by_namespace_[inode] = read_hazards(host, entry.pid);
}

void Tally::report(SourceOutcome& outcome, std::string_view of_what) const {
  const auto sentence = [&](const auto& entry, std::string_view verb) {
    return entry.first + " of " + std::to_string(entry.second) + " " + std::string{of_what} + " " +
           std::string{verb};
  };
  for (const auto& entry : denied_) add_problem(outcome, Outcome::partial, sentence(entry, "denied"));
  for (const auto& entry : failed_) add_problem(outcome, Outcome::partial, sentence(entry, "not read"));
}

}  // namespace firsthour::collectors
