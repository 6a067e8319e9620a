// SPDX-License-Identifier: Apache-2.0
// Which functions of the kernel BPF programs call. The kernel shows a call as a distance from
// __bpf_call_base, so the name comes from /proc/kallsyms; where addresses are hidden there are no names.
#pragma once

#include "collectors/host.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// The distances of the helper calls in translated instructions; total: bytes that are no whole instruction
// are not looked at. Calls between a program's own functions are not among them.
[[nodiscard]] std::set<std::int32_t> helper_calls(std::string_view instructions);

// Names ("bpf_probe_write_user") of the functions at these distances from `base` (SymbolFacts::call_base), as
// far as the symbols tell.
[[nodiscard]] std::map<std::int32_t, std::string> name_calls(const Host& host, std::uint64_t base,
                                                             const std::set<std::int32_t>& calls);

}  // namespace firsthour::collectors
