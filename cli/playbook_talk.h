// SPDX-License-Identifier: Apache-2.0
// A running playbook at the terminal: what waits is shown one by one and asked for.
#pragma once

#include "cli/conduct.h"

namespace firsthour::cli {

// Until the run is over, is paused, or the person leaves. False: they left.
[[nodiscard]] Try<bool> talk_through(const Invocation& call, Conduct& conduct, const std::string& run);

// Turns until nothing but people is waited for; shows which commands run. Ctrl-C stops those.
[[nodiscard]] Try<> turn_until_people(const Invocation& call, Conduct& conduct);

}  // namespace firsthour::cli
