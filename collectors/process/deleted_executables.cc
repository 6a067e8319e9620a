// SPDX-License-Identifier: Apache-2.0
// Running programs whose file is gone, or never was one (memfd): while the process lives, the kernel still
// hands out the exact bytes under /proc/PID/exe.
#include "collectors/output/record_file.h"
#include "collectors/process/executable.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/recovery.h"

#include <string>
#include <utility>

namespace firsthour::collectors {

SourceOutcome collect_deleted_executables(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Recovery recovery{context, outcome, context.budget};
  HazardsByNamespace hazards;
  Tally tally;
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    if (entry.kernel_thread) return;
    const MountHazards& of_process = hazards.of(context.host, entry);
    auto executable = read_executable(context.host, entry.pid, of_process);
    if (!executable) {
      if (executable.error().code == Errc::denied) tally.denied("executable");
      return;
    }
    NamedFile& name = executable->name;
    if ((!name.deleted && !name.memfd) || !executable->facts) return;
    const std::string_view source = name.memfd ? "executable.memfd" : "executable.deleted";
    recovery.take(entry,
                  HeldFile{"/proc/" + std::to_string(entry.pid) + "/exe",
                           std::move(name),
                           *executable->facts,
                           "executable",
                           source,
                           {}},
                  of_process);
  });
  tally.report(outcome, "processes");
  return outcome;
}

}  // namespace firsthour::collectors
