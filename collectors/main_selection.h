// SPDX-License-Identifier: Apache-2.0
// Which sources a run takes, by program, kinds, profile and --only.
#pragma once

#include "casefile/result.h"
#include "collectors/main_run.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

struct Chosen {
  std::vector<const Collector*> collectors;  // in order of volatility
  bool traffic = false;
};

// Errc::usage for words that name nothing, and for traffic without an interface or a time.
[[nodiscard]] Result<Chosen> select_sources(const Program& program, const Options& options, Profile profile);

[[nodiscard]] std::string usage_line(const Program& program);

}  // namespace firsthour::collectors
