// SPDX-License-Identifier: Apache-2.0
// One Sigma rule, ready to be matched. Sigma 2.1 has no place for the sentence a finding is explained with;
// it stands in our own top-level map, which the standard allows:
//
//   firsthour:
//     title_zh: …
//     why: "{process.executable} (pid {process.pid}) runs from a file that was deleted"
//     why_zh: …
//     once_per: "{process.executable}"   # one finding for all events with this value
#pragma once

#include "casefile/finding.h"
#include "triage/sigma/condition.h"
#include "triage/sigma/event.h"
#include "triage/sigma/field_test.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

struct LogSource {
  std::string product, category, service;  // "" when the rule does not say
};

// A named search: one of the alternatives must hold, in each all tests.
struct Search {
  std::vector<std::vector<FieldTest>> alternatives;
};

struct Rule {
  std::string file, digest;  // SHA-256 of the file, hex
  int line = 0;              // where the rule starts
  std::string name;          // `name`, else `id`, else `title`: what findings call it
  std::string title, title_zh, why, why_zh, once_per;
  Severity severity = Severity::low;
  std::vector<std::string> attack;  // "T1070.004"
  LogSource source;
  std::vector<std::string> search_names;
  std::vector<Search> searches;
  Condition condition;
};

// What of an event made a rule match, as "search.field".
using MatchedFields = std::vector<std::string>;

[[nodiscard]] bool matches(const Rule& rule, const Event& event);
// REQUIRES: matches().
[[nodiscard]] MatchedFields matched_fields(const Rule& rule, const Event& event);

}  // namespace firsthour::triage::sigma
