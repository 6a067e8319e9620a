// SPDX-License-Identifier: Apache-2.0
// host.namespace: the namespaces processes live in, and those that only a bind mount keeps alive: a network
// prepared with `ip netns`, or one where somebody hides.
#include "collectors/output/record_file.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/system/mount_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostPids = 64;  // as the record says
constexpr std::uint64_t kMountsLimit = 64 << 20;

using ByInode = std::map<std::uint64_t, std::vector<Pid>>;

// An nsfs mount carries "net:[4026532281]" as its root.
void add_mounted(const Host& host, const ProcessTable& table, std::map<std::string_view, ByInode>& found) {
  for (const auto& [inode, pids] : table.namespaces(NamespaceKind::mnt)) {
    const auto text = host.read("/proc/" + std::to_string(pids.front()) + "/mountinfo", kMountsLimit);
    if (!text) continue;
    for (const auto& mount : parse_mounts(text->bytes)) {
      if (mount.type != "nsfs") continue;
      for (const auto kind : kNamespaceNames)
        if (const auto mounted = inode_of_link(mount.root, kind)) found[kind].try_emplace(*mounted);
    }
  }
}

}  // namespace

SourceOutcome collect_namespaces(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  std::map<std::string_view, ByInode> found;
  for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind)
    found[kNamespaceNames[kind]] = table->namespaces(static_cast<NamespaceKind>(kind));
  add_mounted(context.host, *table, found);

  RecordFile records{context, "host.namespace"};
  for (const auto& [kind, by_inode] : found) {
    for (const auto& [inode, pids] : by_inode) {
      std::vector<std::uint64_t> some{pids.begin(), pids.begin() + std::min(pids.size(), kMostPids)};
      RecordWriter record{"host.namespace"};
      record.put("namespace.kind", kind);
      record.put("namespace.inode", inode);
      record.put_list("namespace.pids", some);
      record.put("namespace.pid_count", pids.size());
      records.add(std::move(record));
    }
  }
  const auto unknown = std::count_if(table->all().begin(), table->all().end(), [](const ProcessEntry& entry) {
    return entry.namespaces[static_cast<std::size_t>(NamespaceKind::net)] == 0;
  });
  if (unknown > 0)
    add_problem(outcome, Outcome::partial, "namespaces of " + std::to_string(unknown) + " processes denied");
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
