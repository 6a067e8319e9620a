// SPDX-License-Identifier: Apache-2.0
// Whether a process runs the file that /proc/PID/exe shows. The program headers that the kernel pointed the
// program to lie in a mapping of that file; where they do not, the program has been replaced in memory
// (hollowing, ddexec, packers) or the link was set anew (PR_SET_MM_EXE_FILE).
#pragma once

#include "collectors/host.h"
#include "collectors/process/executable.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct ProcessImage {
  std::optional<bool> matches;             // absent: cannot be told
  std::optional<std::string> path;         // of the mapping, as maps has it; absent: anonymous, or none
  std::optional<std::string> executed_as;  // the name that execve(2) was given; bytes
};

// `link` is the text of /proc/PID/exe. Reads one page of the process at most, and only when it is present.
[[nodiscard]] ProcessImage read_image(const Host& host, std::uint32_t pid, std::string_view auxv,
                                      std::string_view maps, const std::optional<Executable>& executable);

}  // namespace firsthour::collectors
