// SPDX-License-Identifier: Apache-2.0
// host.container: groups of processes whose control group names a container.
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"

#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

struct Container {
  const ProcessEntry* first = nullptr;
  std::vector<std::uint64_t> pids;
};

void put_namespace(RecordWriter& record, const ProcessEntry& entry, NamespaceKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  if (entry.namespaces[index] != 0)
    record.put("process.namespace." + std::string{kNamespaceNames[index]}, entry.namespaces[index]);
}

}  // namespace

SourceOutcome collect_containers(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  std::map<std::string, Container> containers;
  for (const auto& entry : table->all()) {
    if (entry.container_id.empty()) continue;
    Container& container = containers[entry.container_id];
    if (container.first == nullptr) container.first = &entry;
    container.pids.push_back(entry.pid);
  }
  RecordFile records{context, "host.container"};
  for (const auto& [id, container] : containers) {
    RecordWriter record{"host.container"};
    record.put_bytes("container.id", id);
    record.put("container.runtime", container.first->container_runtime);
    record.put_list("container.pids", container.pids);
    record.put_bytes("container.cgroup", container.first->cgroup);
    put_namespace(record, *container.first, NamespaceKind::pid);
    put_namespace(record, *container.first, NamespaceKind::mnt);
    put_namespace(record, *container.first, NamespaceKind::net);
    records.add(std::move(record));
  }
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
