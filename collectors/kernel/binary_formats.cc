// SPDX-License-Identifier: Apache-2.0
// host.binary_format
#include "collectors/kernel/binary_format.h"
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/output/record_file.h"

#include <string>

namespace firsthour::collectors {

SourceOutcome collect_binary_formats(Context& context) {
  SourceOutcome outcome;
  const std::string folder = "/proc/sys/fs/binfmt_misc";
  const auto entries = context.host.list(folder);
  if (!entries) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = context.host.live() ? "kernel without binfmt_misc" : "an image has no running kernel";
    return outcome;
  }
  RecordFile file{context, "host.binary_format"};
  if (entries->empty()) outcome.reason = "binfmt_misc is not mounted: its handlers cannot be seen";
  for (const auto& entry : *entries) {
    if (entry.name == "register" || entry.name == "status") continue;
    const auto text = kernel_value(context.host, folder + '/' + entry.name);
    if (!text) {
      add_problem(outcome, Outcome::partial, text.error().what);
      continue;
    }
    const auto format = parse_binary_format(*text);
    RecordWriter record{"host.binary_format"};
    record.put_bytes("binary_format.name", entry.name);
    record.put("binary_format.enabled", format.enabled);
    record.put_bytes("binary_format.interpreter", format.interpreter);
    if (!format.flags.empty()) record.put_bytes("binary_format.flags", format.flags);
    if (!format.magic.empty()) record.put_bytes("binary_format.magic", format.magic);
    if (!format.mask.empty()) record.put_bytes("binary_format.mask", format.mask);
    if (!format.extension.empty()) record.put_bytes("binary_format.extension", format.extension);
    record.put("binary_format.offset", format.offset);
    file.add(std::move(record));
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
