// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/process_table.h"

#include "collectors/host/kernel_text.h"
#include "collectors/process/control_group.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/executable.h"
#include "collectors/process/stat.h"

#include <algorithm>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kStatLimit = 4 << 10, kCgroupLimit = 256 << 10, kDescriptorInfoLimit = 64 << 10;

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

// Most links carry no mark and need no second look.
std::string executable_path(const Host& host, Pid pid, const std::string& link) {
  if (without_deleted_mark(link).size() == link.size()) return link;
  const auto executable = read_executable(host, pid, read_hazards(host, pid));
  return executable ? executable->name.path : std::string{without_deleted_mark(link)};
}

// By folder and name: installed under /usr/bin, our neighbours there are the host's shells.
bool is_our_program(std::string_view executable, std::string_view self) {
  const std::string_view folder = folder_of(self);
  if (!executable.starts_with('/') || folder_of(executable) != folder) return false;
  const std::string_view name = executable.substr(folder.size() + 1);
  return name.starts_with("firsthour") || name.starts_with("collect");
}

template <class Map>
std::span<const Pid> holders(const Map& map, std::uint64_t key) {
  const auto found = map.find(key);
  return found == map.end() ? std::span<const Pid>{} : std::span<const Pid>{found->second};
}

void add_holder(std::unordered_map<std::uint64_t, std::vector<Pid>>& map, std::uint64_t key, Pid pid) {
  auto& pids = map[key];
  if (pids.empty() || pids.back() != pid) pids.push_back(pid);
}

}  // namespace

void ProcessTable::fill(const Host& host) {
  if (filled_) return;
  if (!listed_) {
    const auto folder = host.list("/proc");
    for (const auto& entry : folder ? *folder : std::vector<DirectoryEntry>{})
      if (const auto pid = number_from<Pid>(entry.name)) pids_.push_back(*pid);
    pass_.has_procfs = !pids_.empty();
    std::sort(pids_.begin(), pids_.end());
    entries_.reserve(pids_.size());  // twenty thousand grown by doubling cost megabytes more
    listed_ = true;
  } else {
    pass_over_unanswered();
  }
  for (; next_ < pids_.size(); ++next_) read_process(host, pids_[next_]);
  mark_own(host);
  filled_ = true;
}

// Whoever was here before us has not come back from this process, and never will.
void ProcessTable::pass_over_unanswered() {
  if (next_ >= pids_.size()) return;
  const Pid pid = pids_[next_++];
  if (entries_.empty() || entries_.back().pid != pid) entries_.emplace_back().pid = pid;
  entries_.back().unanswered = true;
}

void ProcessTable::read_process(const Host& host, Pid pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const auto text = host.read(folder + "/stat", kStatLimit);
  const auto stat = text ? parse_process_stat(text->bytes) : std::nullopt;
  if (!stat) {
    ++pass_.vanished;
    return;
  }
  ProcessEntry entry;
  entry.pid = pid;
  entry.parent = stat->parent;
  entry.start_ticks = stat->start_ticks;
  entry.kernel_thread = stat->kernel_thread();
  entry.name = stat->name;
  if (!entry.kernel_thread) {
    if (const auto link = host.read_link(folder + "/exe"))
      entry.executable = executable_path(host, pid, *link);
    else if (link.error().code == Errc::denied)
      ++pass_.denied_links;
  }
  for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind) {
    const auto name = kNamespaceNames[kind];
    const auto link = host.read_link(folder + "/ns/" + std::string{name});
    if (link) entry.namespaces[kind] = inode_of_link(*link, name).value_or(0);
  }
  if (const auto cgroup = host.read(folder + "/cgroup", kCgroupLimit)) {
    ControlGroup group = parse_control_group(cgroup->bytes);
    entry.cgroup = std::move(group.path);
    entry.container_id = std::move(group.container_id);
    entry.container_runtime = std::move(group.container_runtime);
  }
  const bool has_descriptors = !entry.kernel_thread;
  entries_.push_back(std::move(entry));
  if (has_descriptors) read_descriptors(host, pid);
}

void ProcessTable::read_descriptors(const Host& host, Pid pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const auto listed = host.list_in_pieces(folder + "/fd", [&](const std::vector<DirectoryEntry>& entries) {
    for (const auto& descriptor : entries) read_descriptor(host, pid, folder, descriptor.name);
    return true;
  });
  if (!listed && listed.error().code == Errc::denied) ++pass_.denied_descriptors;
}

void ProcessTable::read_descriptor(const Host& host, Pid pid, const std::string& folder,
                                   const std::string& number) {
  const auto link = host.read_link(folder + "/fd/" + number);
  if (!link) return;  // closed meanwhile
  if (const auto inode = inode_of_link(*link, "socket")) add_holder(sockets_, *inode, pid);
  note_namespace(*link, number, pid);
  if (!link->starts_with("anon_inode:bpf")) return;
  const auto text = host.read(folder + "/fdinfo/" + number, kDescriptorInfoLimit);
  if (!text) return;
  const DescriptorInfo info = parse_descriptor_info(text->bytes);
  // A link names its program too, but only the link's own descriptor keeps the link.
  if (info.bpf_link) add_holder(bpf_links_, *info.bpf_link, pid);
  if (info.bpf_program) add_holder(bpf_programs_, *info.bpf_program, pid);
  if (info.bpf_map) add_holder(bpf_maps_, *info.bpf_map, pid);
}

void ProcessTable::note_namespace(std::string_view link, std::string_view descriptor, Pid pid) {
  if (!link.ends_with(']')) return;
  for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind) {
    const auto inode = inode_of_link(link, kNamespaceNames[kind]);
    // A thousand descriptors of one namespace must not crowd out the others.
    if (!inode || held_once_.contains({pid, *inode})) continue;
    if (held_namespaces_.size() >= kMostHeldNamespaces) {
      ++held_beyond_;
      continue;
    }
    held_once_.emplace(pid, *inode);
    held_namespaces_.push_back(
        {static_cast<NamespaceKind>(kind), *inode, pid, number_from<std::uint64_t>(descriptor).value_or(0)});
  }
}

// What of all this is us: a responder must not be told of the collector as if it were the intruder.
void ProcessTable::mark_own(const Host& host) {
  if (!host.live()) return;
  // Not getpid(): procfs may be the one of an outer PID namespace, and counts as that one does.
  const auto self_link = host.read_link("/proc/self");
  const auto self_pid = self_link ? number_from<Pid>(*self_link) : std::nullopt;
  const ProcessEntry* self = self_pid ? find(*self_pid) : nullptr;
  if (self == nullptr) return;
  // The guardian, and the firsthour that started it.
  std::set<Pid> ours{self->pid};
  for (const ProcessEntry* parent = find(self->parent); parent != nullptr; parent = find(parent->parent)) {
    const bool is_ours =
        parent->executable && self->executable && is_our_program(*parent->executable, *self->executable);
    if (!is_ours || !ours.insert(parent->pid).second) break;
  }
  for (auto& entry : entries_) entry.firsthour = ours.contains(entry.pid) || entry.parent == self->pid;
}

const ProcessEntry* ProcessTable::find(Pid pid) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), pid,
                                   [](const ProcessEntry& entry, Pid wanted) { return entry.pid < wanted; });
  return at != entries_.end() && at->pid == pid ? &*at : nullptr;
}

std::span<const Pid> ProcessTable::holders_of_socket(std::uint64_t inode) const {
  return holders(sockets_, inode);
}
std::span<const Pid> ProcessTable::holders_of_bpf_program(std::uint64_t id) const {
  return holders(bpf_programs_, id);
}
std::span<const Pid> ProcessTable::holders_of_bpf_map(std::uint64_t id) const {
  return holders(bpf_maps_, id);
}
std::span<const Pid> ProcessTable::holders_of_bpf_link(std::uint64_t id) const {
  return holders(bpf_links_, id);
}

std::vector<std::uint64_t> ProcessTable::socket_inodes() const {
  std::vector<std::uint64_t> inodes;
  inodes.reserve(sockets_.size());
  for (const auto& [inode, pids] : sockets_) inodes.push_back(inode);
  std::sort(inodes.begin(), inodes.end());
  return inodes;
}

std::vector<std::uint64_t> ProcessTable::bpf_programs() const {
  std::vector<std::uint64_t> ids;
  for (const auto& [id, pids] : bpf_programs_)
    if (id != 0) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::map<std::uint64_t, std::vector<Pid>> ProcessTable::namespaces(NamespaceKind kind) const {
  std::map<std::uint64_t, std::vector<Pid>> found;
  for (const auto& entry : entries_)
    if (const auto inode = entry.namespaces[static_cast<std::size_t>(kind)]; inode != 0)
      found[inode].push_back(entry.pid);
  return found;
}

}  // namespace firsthour::collectors
