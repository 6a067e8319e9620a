// SPDX-License-Identifier: Apache-2.0
// Where remarks stand in a text that a person wrote.
#pragma once

#include "playbooks/playbook.h"

#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// Gives the remarks on a playbook in the writing form the line of what they point at, or, where that is not
// there (a missing property), of the nearest thing around it. JSON is left alone: a pointer finds its way.
void place(std::string_view text, std::vector<Remark>& remarks);

}  // namespace firsthour::playbooks
