// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/kernel/sysctl_list.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <string>

namespace firsthour::collectors {

SourceOutcome collect_sysctls(Context& context) {
  const Host& host = context.host;
  SourceOutcome outcome;
  if (!host.status("/proc/sys", true) && !host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  RecordFile file{context, "host.sysctl"};
  for (const auto& sysctl : sysctls_that_matter()) {
    const auto value = kernel_value(host, "/proc/sys/" + std::string{sysctl.path});
    if (!value) {
      // Kernels differ in what they have. Some settings, write-only or for root, deny to be read.
      if (value.error().code != Errc::not_found)
        add_problem(outcome, Outcome::partial, std::string{sysctl.path} + ": " + value.error().what);
      continue;
    }
    RecordWriter record{"host.sysctl"};
    auto name = std::string{sysctl.path};
    std::ranges::replace(name, '/', '.');
    record.put("sysctl.name", name);
    record.put_bytes("sysctl.value", *value);
    file.add(std::move(record));
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
