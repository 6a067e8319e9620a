// SPDX-License-Identifier: Apache-2.0
// One reading of answers for two uses: a file that a person wrote (the first problem stops it) and the
// `authorised` event in a ledger (what can be read is used).
#pragma once

#include "playbooks/incident.h"

#include <string>
#include <vector>

namespace firsthour::playbooks {

// Fills what can be read; each unknown key, wrong type or time without zone is one line in `problems`.
[[nodiscard]] Answers read_answers(const Json& json, std::vector<std::string>& problems);

}  // namespace firsthour::playbooks
