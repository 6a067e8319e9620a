// SPDX-License-Identifier: Apache-2.0
// A program of this machine as a child in a process group of its own, its output read without waiting.
#pragma once

#include "playbooks/commands.h"

namespace firsthour::playbooks {

// `arguments[0]` is looked for in PATH when it has no slash. `input` is its standard input. The environment
// is PATH, HOME, LANG and what is given, no more: what a step does should not hang on who runs it.
[[nodiscard]] Result<std::unique_ptr<RunningCommand>> run_child(
    std::vector<std::string> arguments, const std::string& folder,
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view input = {});

inline constexpr std::size_t kMostOutput = std::size_t{16} << 20;

}  // namespace firsthour::playbooks
