// SPDX-License-Identifier: Apache-2.0
// /proc/PID/auxv: what the kernel told the program at its start (getauxval(3)). The kernel's own copy: the
// program cannot change it but by PR_SET_MM.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::collectors {

struct AuxVector {
  std::optional<std::uint64_t> program_headers;  // AT_PHDR: address in the process
  std::optional<std::uint64_t> executed_name;    // AT_EXECFN: address of the name that execve(2) was given
};

// Of a 64-bit or a 32-bit program; what follows AT_NULL counts for nothing.
[[nodiscard]] AuxVector parse_aux_vector(std::string_view bytes);

}  // namespace firsthour::collectors
