// SPDX-License-Identifier: Apache-2.0
// What the collector programs have in common: from the command line to the closing digest.
#pragma once

#include "collectors/collector.h"
#include "collectors/main_options.h"

#include <string_view>
#include <vector>

namespace firsthour::collectors {

class Talk;

struct Program {
  std::string_view name;                // "collect-host"
  std::vector<std::string_view> kinds;  // that it can take: "host", "files", "memory", "traffic"
  // Captures until the time given is over or the context is stopping. Null in programs that link no capture
  // library.
  SourceOutcome (*traffic)(Context& context, const Options& options) = nullptr;
  // The same into a ring of files, in the place of a collection; the exit code.
  int (*ring)(const Options& options, Talk& talk) = nullptr;
  Profile usual = Profile::quick;  // when --profile is not given
};

// The exit code (DESIGN.md §5).
[[nodiscard]] int run_program(const Program& program, int argc, char** argv);

}  // namespace firsthour::collectors
