// SPDX-License-Identifier: Apache-2.0
// host.key: the kernel's key retention service, as far as we may look into it.
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/key_list.h"
#include "collectors/output/record_file.h"

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kListLimit = 16 << 20;

RecordWriter record_of(const KernelKey& key) {
  RecordWriter record{"host.key"};
  record.put("kernel_key.serial", key.serial);
  record.put_bytes("kernel_key.type", key.type);
  record.put_bytes("kernel_key.description", key.description);
  record.put_bytes("kernel_key.flags", key.flags);
  record.put_bytes("kernel_key.timeout", key.timeout);
  record.put("kernel_key.permissions", key.permissions);
  record.put("kernel_key.usage", key.usage);
  record.put("user.id", std::to_string(key.user));
  if (key.group >= 0) record.put("group.id", std::to_string(key.group));
  return record;
}

}  // namespace

SourceOutcome collect_keys(Context& context) {
  SourceOutcome outcome;
  RecordFile records{context, "host.key"};
  const auto text = context.host.read("/proc/keys", kListLimit);
  if (text) {
    for (const auto& key : parse_keys(text->bytes)) records.add(record_of(key));
  } else {
    const bool absent = text.error().code == Errc::not_found;
    add_problem(outcome, absent ? Outcome::skipped : Outcome::partial,
                absent ? "no keys in this kernel or root" : text.error().what);
  }
  add_kernel_file(context, "host.key", "/proc/keys", outcome);
  add_kernel_file(context, "host.key", "/proc/key-users", outcome);
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
