// SPDX-License-Identifier: Apache-2.0
// What the bodies of single events say, as values; keys that are missing or of another type are empty.
#pragma once

#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/reports/case_facts.h"

namespace firsthour::playbooks {

// `ingesting`, with the outline that the collection began with; stopped, until an `ingested` event ends it.
[[nodiscard]] Volume begin_volume(const CaseReader& from, const Json& body, Instant time);
// `ingested`, with the outcome that the collection ended with.
void end_volume(const CaseReader& from, const Json& body, Instant time, Volume& volume);
[[nodiscard]] TriageRun read_triage(const Json& body, Instant time);   // `analysed`
[[nodiscard]] Doing read_doing(const Event& event, const Json& body);  // `action`, `decision`

}  // namespace firsthour::playbooks
