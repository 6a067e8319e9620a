// SPDX-License-Identifier: Apache-2.0
// What the kernel says of loaded BPF programs, maps and links, by bpf(2). Only the commands that enumerate
// and describe: nothing is loaded, attached or changed. All need CAP_SYS_ADMIN (CAP_BPF is not enough to
// go by numbers). Why not libbpf: six commands of one system call.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

enum class BpfKind { program, map, link };

struct BpfProgram {
  std::uint32_t id = 0, type = 0, uid = 0;
  std::uint64_t loaded_at = 0;  // nanoseconds since boot (CLOCK_BOOTTIME)
  std::uint32_t instructions = 0;
  bool gpl_compatible = false;
  std::string name, tag;  // the tag in hex: a digest of the instructions
  std::vector<std::uint64_t> map_ids;
  std::uint32_t jited_bytes = 0;           // of machine code; 0: interpreted, or not ours to know
  std::uint32_t interface = 0;             // of a program that runs on a network card
  std::uint32_t btf_id = 0;                // types of the program
  std::uint32_t attach_btf = 0;            // type number of the function it hangs on
  std::vector<std::string> function_tags;  // of each of its functions; empty on kernels that do not say
};

using BpfInstructions = std::string;  // 8 bytes each, as the kernel runs them

struct BpfMap {
  std::uint32_t id = 0, type = 0, key_size = 0, value_size = 0, max_entries = 0;
  std::string name;
};

struct BpfLink {
  std::uint32_t id = 0, type = 0, program_id = 0;
  std::string
      target;  // "kprobe:do_exit+0", "tracepoint:sched_switch", "cgroup:812", "interface:3"; may be empty
};

// The next number after `after`; nothing at the end. `denied` without the privilege, `unsupported` on a
// kernel that cannot enumerate (before 4.13; links before 5.8).
[[nodiscard]] Result<std::optional<std::uint32_t>> next_bpf_id(BpfKind kind, std::uint32_t after);
// `not_found` when it has gone since.
[[nodiscard]] Result<Descriptor> open_bpf(BpfKind kind, std::uint32_t id);
[[nodiscard]] Result<BpfProgram> bpf_program_info(const Descriptor& program);
// The translated instructions, at most `limit` of them; empty where the kernel keeps them to itself.
[[nodiscard]] Result<BpfInstructions> bpf_instructions(const Descriptor& program, std::uint32_t limit);
[[nodiscard]] Result<BpfMap> bpf_map_info_of(const Descriptor& map);
[[nodiscard]] Result<BpfLink> bpf_link_info_of(const Descriptor& link);

// Programs attached directly to a cgroup (a descriptor of its folder) or an interface number, for one attach
// type. Empty when the kernel does not know the type.
[[nodiscard]] std::vector<std::uint32_t> attached_programs(std::uint32_t target, std::uint32_t attach_type);
// The program behind a perf event of a process, by its descriptor there, and where the event is:
// "kprobe:do_exit", "tracepoint:sched_switch".
struct PerfEventProgram {
  std::uint32_t id = 0;
  std::string where;
};
[[nodiscard]] std::optional<PerfEventProgram> perf_event_program(std::uint32_t pid, std::uint32_t descriptor);
// The programs that a map of type "prog_array" calls; at most the first 4096 entries are looked at.
[[nodiscard]] std::vector<std::uint32_t> tail_calls(const Descriptor& map, std::uint32_t max_entries);
// The key after `key` (empty: the first) and the value of a key; `next` and `value` have the sizes of the
// map. False at the end, or when the key has gone since.
[[nodiscard]] bool next_bpf_key(const Descriptor& map, const std::string& key, std::string& next);
[[nodiscard]] bool read_bpf_value(const Descriptor& map, const std::string& key, std::string& value);
// Opens what is pinned at `path`. Reading the pin marks its access time: bpffs is memory only.
[[nodiscard]] Result<Descriptor> open_bpf_pin(const std::string& path);

// "cgroup_device", as the kernel's headers call the types; "type-N" for one that is newer than this build.
[[nodiscard]] std::string bpf_program_type(std::uint32_t type);
[[nodiscard]] std::string bpf_map_type(std::uint32_t type);
[[nodiscard]] std::string bpf_link_type(std::uint32_t type);

}  // namespace firsthour::collectors
