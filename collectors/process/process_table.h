// SPDX-License-Identifier: Apache-2.0
// Who is who: the facts about processes that several collectors join with. Read once, in one quick pass over
// /proc; what one process has in full is read by process_facts.h. About half a kilobyte a process.
#pragma once

#include "collectors/host.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace firsthour::collectors {

using Pid = std::uint32_t;

enum class NamespaceKind : std::uint8_t { net, mnt, pid, user, ipc, uts, cgroup, time };
inline constexpr std::array<std::string_view, 8> kNamespaceNames{"net", "mnt", "pid",    "user",
                                                                 "ipc", "uts", "cgroup", "time"};

struct ProcessEntry {
  Pid pid = 0, parent = 0;
  std::uint64_t start_ticks = 0;  // since boot; with the PID the identity of a process
  bool kernel_thread = false;
  bool unanswered = false;  // a call into its folder of /proc never returned: better left alone
  bool firsthour = false;   // this run's own: ourselves, our children, the firsthour that started us
  std::string name;         // comm, bytes
  std::optional<std::string> executable;  // without " (deleted)"; absent for kernel threads or when denied
  std::array<std::uint64_t, 8> namespaces{};            // inode by NamespaceKind; 0 = unknown
  std::string cgroup, container_id, container_runtime;  // empty = none
};

// A namespace kept by an open descriptor: it lives on when no process is in it.
struct HeldNamespace {
  NamespaceKind kind;
  std::uint64_t inode = 0;
  Pid pid = 0;
  std::uint64_t descriptor = 0;
};

// How a pass over /proc went. Vanished processes are normal and no failure.
struct ProcessPass {
  bool has_procfs = false;  // false: this root has no /proc to read
  std::uint64_t vanished = 0, denied_links = 0, denied_descriptors = 0;
};

class ProcessTable {
 public:
  // Reads /proc at the first call; later calls do nothing. Every collector that joins calls this first. Where
  // a source was given up amid this, the next one goes on behind the process that did not answer.
  void fill(const Host& host);

  [[nodiscard]] const ProcessPass& pass() const { return pass_; }
  [[nodiscard]] std::span<const ProcessEntry> all() const { return entries_; }  // by PID, ascending
  [[nodiscard]] const ProcessEntry* find(Pid pid) const;                        // null when unknown
  // Holders by open descriptor, ascending; empty when none is known.
  [[nodiscard]] std::span<const Pid> holders_of_socket(std::uint64_t inode) const;
  [[nodiscard]] std::span<const Pid> holders_of_bpf_program(std::uint64_t id) const;
  [[nodiscard]] std::span<const Pid> holders_of_bpf_map(std::uint64_t id) const;
  [[nodiscard]] std::span<const Pid> holders_of_bpf_link(std::uint64_t id) const;
  // Socket inodes that some process holds: what no family lists is unbound or hidden.
  [[nodiscard]] std::vector<std::uint64_t> socket_inodes() const;
  // True when no collector of this run has taken up this deleted file before: many processes may hold it, and
  // one process in several ways.
  [[nodiscard]] bool is_first_look(const FileFacts& deleted) {
    return looked_at_.emplace(deleted.device, deleted.inode).second;
  }
  // Numbers of BPF programs that some process holds, by themselves or through a link.
  [[nodiscard]] std::vector<std::uint64_t> bpf_programs() const;
  // The processes of each namespace of one kind, by inode.
  [[nodiscard]] std::map<std::uint64_t, std::vector<Pid>> namespaces(NamespaceKind kind) const;
  // By descriptor, one of each process for each; the first kMostHeldNamespaces.
  [[nodiscard]] std::span<const HeldNamespace> held_namespaces() const { return held_namespaces_; }
  // How many descriptors of namespaces were left out beyond them.
  [[nodiscard]] std::uint64_t held_beyond() const { return held_beyond_; }
  static constexpr std::size_t kMostHeldNamespaces = 16'384;

 private:
  using Holders = std::unordered_map<std::uint64_t, std::vector<Pid>>;
  void read_process(const Host& host, Pid pid);
  void read_descriptors(const Host& host, Pid pid);
  void read_descriptor(const Host& host, Pid pid, const std::string& folder, const std::string& number);
  void note_namespace(std::string_view link, std::string_view descriptor, Pid pid);
  void mark_own(const Host& host);

  void pass_over_unanswered();

  bool listed_ = false, filled_ = false;
  std::vector<Pid> pids_;
  std::size_t next_ = 0;  // of pids_
  ProcessPass pass_;
  std::vector<ProcessEntry> entries_;
  std::vector<HeldNamespace> held_namespaces_;
  std::set<std::pair<Pid, std::uint64_t>> held_once_;  // process and inode
  std::uint64_t held_beyond_ = 0;
  std::set<std::pair<std::uint64_t, std::uint64_t>> looked_at_;  // device and inode
  Holders sockets_, bpf_programs_, bpf_maps_, bpf_links_;
};

}  // namespace firsthour::collectors
