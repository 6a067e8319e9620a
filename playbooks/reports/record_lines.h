// SPDX-License-Identifier: Apache-2.0
// A host record as a reader wants it: not the whole JSON line.
#pragma once

#include "casefile/finding.h"

#include <string>

namespace firsthour::playbooks {

// "key = value" a line: the fields that a match names and those that identify process, file, socket or
// account; masked, long values cut. "" when the finding's record is not a JSON object or holds none of them.
[[nodiscard]] std::string record_lines(const Finding& finding);

}  // namespace firsthour::playbooks
