// SPDX-License-Identifier: Apache-2.0
// The sentences that explain findings of SigmaRun. A rule's own sentence may use, besides the event's fields,
// {log.time}, {log.line} and {log.path}; a correlation's {count}, {number}, {first}, {last}, {values} and
// what it groups by. Public rules have no sentence: theirs names the fields that matched.
#pragma once

#include "casefile/finding.h"
#include "triage/sigma/correlator.h"
#include "triage/sigma/rule.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage::sigma {

void add_place(std::optional<Instant> time, const EventPlace& place, Event& into);
[[nodiscard]] std::string why_of(const Rule& rule, std::span<const FindingMatch> matches, const Event& event,
                                 bool chinese);
[[nodiscard]] std::string why_of(const Correlation& correlation, const CorrelatedEvents& events,
                                 bool chinese);
// What the rule's `once_per` says for this event, with the rule and the host.
[[nodiscard]] std::string key_of(const Rule& rule, std::string_view host, const Event& event);

}  // namespace firsthour::triage::sigma
