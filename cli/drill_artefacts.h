// SPDX-License-Identifier: Apache-2.0
// What a drill plants and removes through its conduct, recorded as events: the same for `drill run` and for
// the board.
#pragma once

#include "cli/conduct.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// Plants within these targets only (folders, or `loopback`); the conduct must outlive it.
[[nodiscard]] Conduct::Planter planter_within(const Conduct& conduct, std::vector<std::string> targets);

// Wall time never runs back for a drill, whatever is done to the machine's clock.
[[nodiscard]] Instant no_earlier_than_last(const playbooks::Drill& drill, Instant now);

struct LeftOver {
  std::string artefact, why;
};
// Removes what the record says is there, and records that with its proof. What could not be removed stays in
// the record as planted, and is told.
[[nodiscard]] Try<std::vector<LeftOver>> remove_planted(Conduct& conduct,
                                                        const std::vector<std::string>& targets);

}  // namespace firsthour::cli
