// SPDX-License-Identifier: Apache-2.0
// /proc/PID/cmdline and environ: strings that end in NUL, in memory the process itself can rewrite.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct CommandLine {
  std::vector<std::string> arguments;  // bytes
  std::string joined;                  // by one blank
  // The text is no argv any more: a title like "nginx: worker process" was written over it.
  bool title_changed = false;
};

[[nodiscard]] CommandLine parse_command_line(std::string_view bytes);

// `NAME=value` of LD_PRELOAD, LD_AUDIT and LD_LIBRARY_PATH, in order, empty values left out.
[[nodiscard]] std::vector<std::string> preload_variables(std::string_view environment);

}  // namespace firsthour::collectors
