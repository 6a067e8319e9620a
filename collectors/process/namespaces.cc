// SPDX-License-Identifier: Apache-2.0
// host.namespace: the namespaces processes live in, and those that only a descriptor or a bind mount keeps
// alive: a network prepared with `ip netns`, or one where somebody hides.
#include "collectors/output/record_file.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/system/mount_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostNamed = 64;  // as the record says
constexpr std::uint64_t kMountsLimit = 64 << 20;

struct Namespace {
  std::uint64_t pid_count = 0;
  std::vector<std::uint64_t> pids;  // that live in it; at most kMostNamed
  std::set<Pid> descriptor_pids;    // that hold it open; at most kMostNamed
  std::vector<std::string> points;  // where it is mounted; at most kMostNamed
  std::string path;                 // one way to its file
};

using Key = std::pair<NamespaceKind, std::uint64_t>;
using Found = std::map<Key, Namespace>;

void add_inhabited(const ProcessTable& table, Found& found) {
  for (const auto& entry : table.all()) {
    for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind) {
      if (entry.namespaces[kind] == 0) continue;
      Namespace& ns = found[{static_cast<NamespaceKind>(kind), entry.namespaces[kind]}];
      if (ns.pid_count++ == 0)
        ns.path = "/proc/" + std::to_string(entry.pid) + "/ns/" + std::string{kNamespaceNames[kind]};
      if (ns.pids.size() < kMostNamed) ns.pids.push_back(entry.pid);
    }
  }
}

void add_held(const ProcessTable& table, Found& found) {
  for (const auto& held : table.held_namespaces()) {
    Namespace& ns = found[{held.kind, held.inode}];
    if (ns.descriptor_pids.size() < kMostNamed) ns.descriptor_pids.insert(held.pid);
    if (ns.path.empty())
      ns.path = "/proc/" + std::to_string(held.pid) + "/fd/" + std::to_string(held.descriptor);
  }
}

// An nsfs mount carries "net:[4026532281]" as its root.
void add_mounted(const Host& host, const ProcessTable& table, Found& found) {
  for (const auto& [inode, pids] : table.namespaces(NamespaceKind::mnt)) {
    const std::string folder = "/proc/" + std::to_string(pids.front());
    const auto text = host.read(folder + "/mountinfo", kMountsLimit);
    if (!text) continue;
    for (const auto& mount : parse_mounts(text->bytes)) {
      if (mount.type != "nsfs") continue;
      for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind) {
        const auto mounted = inode_of_link(mount.root, kNamespaceNames[kind]);
        if (!mounted) continue;
        Namespace& ns = found[{static_cast<NamespaceKind>(kind), *mounted}];
        const bool known = std::find(ns.points.begin(), ns.points.end(), mount.point) != ns.points.end();
        if (!known && ns.points.size() < kMostNamed) ns.points.push_back(mount.point);
        if (ns.path.empty()) ns.path = folder + "/root" + mount.point;
      }
    }
  }
}

// Who made a user namespace; of another namespace, who made the user namespace that owns it.
class Owners {
 public:
  explicit Owners(const Host& host) : host_{host} {}

  void put(RecordWriter& record, const Key& key, const Namespace& ns, const Found& found) {
    const auto facts = ask(key, ns);
    if (!facts) return;
    record.put("namespace.user_namespace", facts->user_namespace);
    record.put("namespace.parent", facts->parent);
    if (facts->owner) {
      record.put("namespace.owner_uid", facts->owner);
    } else if (facts->user_namespace) {
      const Key owner{NamespaceKind::user, *facts->user_namespace};
      const auto known = found.find(owner);
      if (known == found.end()) return;
      auto [cached, fresh] = uids_.try_emplace(owner.second);
      if (fresh)
        if (const auto of_owner = ask(owner, known->second)) cached->second = of_owner->owner;
      record.put("namespace.owner_uid", cached->second);
    }
  }

 private:
  // The path may meanwhile lead to another namespace.
  [[nodiscard]] std::optional<NamespaceFacts> ask(const Key& key, const Namespace& ns) const {
    if (!host_.live() || ns.path.empty()) return std::nullopt;
    auto facts = host_.namespace_facts(ns.path);
    if (!facts || facts->inode != key.second) return std::nullopt;
    return std::move(*facts);
  }

  const Host& host_;
  std::map<std::uint64_t, std::optional<std::uint32_t>> uids_;  // by user namespace
};

RecordWriter record_of(const Key& key, const Namespace& ns) {
  RecordWriter record{"host.namespace"};
  record.put("namespace.kind", kNamespaceNames[static_cast<std::size_t>(key.first)]);
  record.put("namespace.inode", key.second);
  record.put_list("namespace.pids", ns.pids);
  record.put("namespace.pid_count", ns.pid_count);
  std::vector<std::string> holders;
  if (ns.pid_count > 0) holders.emplace_back("process");
  if (!ns.descriptor_pids.empty()) holders.emplace_back("descriptor");
  if (!ns.points.empty()) holders.emplace_back("mount");
  record.put_list("namespace.holders", holders);
  if (!ns.descriptor_pids.empty())
    record.put_list("namespace.descriptor_pids",
                    std::vector<std::uint64_t>{ns.descriptor_pids.begin(), ns.descriptor_pids.end()});
  if (!ns.points.empty()) record.put_list("namespace.mount_points", ns.points);
  return record;
}

}  // namespace

SourceOutcome collect_namespaces(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Found found;
  add_inhabited(*table, found);
  add_held(*table, found);
  add_mounted(context.host, *table, found);

  RecordFile records{context, "host.namespace"};
  Owners owners{context.host};
  for (const auto& [key, ns] : found) {
    RecordWriter record = record_of(key, ns);
    owners.put(record, key, ns, found);
    records.add(std::move(record));
  }
  const auto unknown = std::count_if(table->all().begin(), table->all().end(), [](const ProcessEntry& entry) {
    return entry.namespaces[static_cast<std::size_t>(NamespaceKind::net)] == 0;
  });
  if (unknown > 0)
    add_problem(outcome, Outcome::partial, "namespaces of " + std::to_string(unknown) + " processes denied");
  if (table->held_beyond() > 0)
    add_problem(outcome, Outcome::partial,
                std::to_string(table->held_beyond()) + " more descriptors of namespaces are not followed");
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
