// SPDX-License-Identifier: Apache-2.0
// host.mount: what each mount namespace sees mounted, and the kernel's own text of it.
#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/system/mount_table.h"
#include "collectors/system/system.h"

#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMountsLimit = 64 << 20;
constexpr std::string_view kKind = "host.mount";

RecordWriter record_of(const Mount& mount, std::uint64_t mount_namespace) {
  RecordWriter record{kKind};
  record.put("mount.id", mount.id);
  record.put("mount.parent_id", mount.parent);
  record.put_bytes("mount.point", mount.point);
  record.put_bytes("mount.root", mount.root);
  record.put_bytes("mount.source", mount.source);
  record.put_bytes("mount.type", mount.type);
  record.put_bytes("mount.options", mount.options);
  record.put("mount.device", mount.device);
  if (mount_namespace != 0) record.put("mount.namespace", mount_namespace);
  return record;
}

// Of the first of the processes that is still there and may be read.
Result<FileBytes> read_mounts(const Host& host, const std::vector<Pid>& pids, std::string& path) {
  Result<FileBytes> text = fail(Errc::not_found, "no process left in the namespace");
  for (const Pid pid : pids) {
    path = "/proc/" + std::to_string(pid) + "/mountinfo";
    text = host.read(path, kMountsLimit);
    if (text) return text;
  }
  return text;
}

void take(Context& context, RecordFile& records, SourceOutcome& outcome, std::uint64_t mount_namespace,
          const std::vector<Pid>& pids) {
  Item item;
  item.kind = "kernel-file";
  item.source = kKind;
  item.started = context.host.now();
  const auto text = read_mounts(context.host, pids, item.path);
  item.finished = context.host.now();
  if (!text) {
    if (text.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, text.error().what);
    return;
  }
  for (const auto& mount : parse_mounts(text->bytes)) records.add(record_of(mount, mount_namespace));
  if (text->cut) {
    item.outcome = Outcome::partial;
    item.reason = "longer than 64 MiB";
  }
  ++outcome.items;
  outcome.bytes += text->bytes.size();
  if (auto added = context.out.add(std::move(item), as_bytes(text->bytes)); !added)
    add_problem(outcome, Outcome::failed, added.error().what);
}

}  // namespace

SourceOutcome collect_mounts(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  RecordFile records{context, kKind};
  auto namespaces = table->namespaces(NamespaceKind::mnt);
  if (namespaces.empty())  // the links were denied or this root has none: the first process stands for all
    namespaces[0] = {table->all().front().pid};
  for (const auto& [inode, pids] : namespaces) {
    if (context.stopping()) {
      add_problem(outcome, Outcome::timed_out, "stopped before all mount namespaces were read");
      break;
    }
    take(context, records, outcome, inode, pids);
  }
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
