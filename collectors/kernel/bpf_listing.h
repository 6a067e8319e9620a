// SPDX-License-Identifier: Apache-2.0
// BPF instructions as text. Those of the extended set read as the kernel's verifier writes them
// ("r1 = *(u64 *)(r6 +8)"), those of the classic set as tcpdump -d does ("jeq #0x800 jt 2 jf 5").
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One line an instruction, "  12: (bf) r6 = r1". `calls` names functions of the kernel by their distance
// (name_calls in bpf_calls.h). Total: codes that nobody knows are "BUG_f7"; bytes after the last whole
// instruction are not looked at.
[[nodiscard]] std::string list_bpf(std::string_view instructions,
                                   const std::map<std::int32_t, std::string>& calls);

// Of struct sock_filter, 8 bytes each; at most 4096 lines (the kernel's own limit), without numbers.
[[nodiscard]] std::vector<std::string> list_classic_bpf(std::string_view instructions);

}  // namespace firsthour::collectors
