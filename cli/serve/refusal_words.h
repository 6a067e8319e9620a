// SPDX-License-Identifier: Apache-2.0
// Why something was not done, for people at the board: the state machines say it in English.
#pragma once

#include "playbooks/words.h"

#include <string>

namespace firsthour::cli {

// The Chinese of the sentences that drills, runs and commands of a board refuse with; of one that is not
// known, what was refused stands in Chinese and the reason follows as it is.
[[nodiscard]] playbooks::Words words_of_refusal(const std::string& english);

}  // namespace firsthour::cli
