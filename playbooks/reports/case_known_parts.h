// SPDX-License-Identifier: Apache-2.0
// The same for builders, who have the facts already.
#pragma once

#include "playbooks/case_known.h"
#include "playbooks/reports/host_facts.h"

#include <string>
#include <vector>

namespace firsthour::playbooks {

[[nodiscard]] std::vector<KnownValue> known_of(const CaseFacts& facts, const std::vector<HostFacts>& hosts);
// ATT&CK techniques of findings of severity medium and over, each once, sorted.
[[nodiscard]] std::vector<std::string> techniques_of(const CaseFacts& facts);

}  // namespace firsthour::playbooks
