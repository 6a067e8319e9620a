// SPDX-License-Identifier: Apache-2.0
// What a running playbook waits for, as lines and as JSON.
#pragma once

#include "cli/conduct.h"
#include "cli/text.h"

#include <string>
#include <vector>

namespace firsthour::cli {

[[nodiscard]] const Text& outcome_text(playbooks::StepOutcome outcome);
// "[3] 断开 web01 的网络 …": number, step, what to do, who, by when.
void show_waiting(Terminal& terminal, const std::vector<Conduct::Waiting>& waiting, Instant now);
[[nodiscard]] Json waiting_json(const Conduct::Waiting& waiting, Language language, Instant now);
// What a person reads of the step.
[[nodiscard]] std::string step_title(const playbooks::Due& due, Language language);

}  // namespace firsthour::cli
