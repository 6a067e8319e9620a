// SPDX-License-Identifier: Apache-2.0
// What the case itself knows of an incident: hosts and their addresses, first collection and first finding,
// people, techniques, evidence. Shown beside what people said, never in its place.
#pragma once

#include "casefile/case.h"
#include "casefile/result.h"
#include "playbooks/words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::playbooks {

struct KnownValue {
  std::string field;  // of the incident that it speaks of, "" when of none
  Words label;
  Words value;
};

// Of the first `upto` events (0: all), in the order of the record.
[[nodiscard]] Result<std::vector<KnownValue>> known_from_case(const CaseReader& from, std::uint64_t upto);

// ATT&CK techniques of findings of severity medium and over, each once, sorted.
[[nodiscard]] Result<std::vector<std::string>> found_techniques(const CaseReader& from, std::uint64_t upto);

}  // namespace firsthour::playbooks
