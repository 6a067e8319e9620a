// SPDX-License-Identifier: Apache-2.0
// Where loaded BPF programs hang, as far as the kernel can be asked: an ordinary server has many that no
// process holds (systemd attaches programs to cgroups), and only what hangs nowhere known is odd.
#pragma once

#include "collectors/collector.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class BpfAttachments {
 public:
  // "cgroup:/system.slice/x", "xdp:eth0", "tc:eth0", "perf_event:812:kprobe:do_exit", "prog_array:17"
  void add(std::uint32_t program, std::string where);
  [[nodiscard]] const std::set<std::string>& of(std::uint32_t program) const;

  // Each asks only when `types`, the program types that are loaded, make an answer possible. What could not
  // be asked goes into `outcome`.
  void look_at_cgroups(Context& context, const std::set<std::uint32_t>& types, SourceOutcome& outcome);
  void look_at_interfaces(Context& context, const std::set<std::uint32_t>& types, SourceOutcome& outcome);
  void look_at_perf_events(Context& context, const std::set<std::uint32_t>& types);

 private:
  std::map<std::uint32_t, std::set<std::string>> where_;
};

struct BpfPins {
  std::map<std::uint32_t, std::set<std::string>> programs, maps, links;  // paths by number
};
// Walks every bpf file system that is mounted here. Pins that cannot be opened go into `outcome`.
[[nodiscard]] BpfPins read_bpf_pins(Context& context, SourceOutcome& outcome);

}  // namespace firsthour::collectors
