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
  std::string id;            // as the file has it; correlations and filters refer to it or to `name`
  std::string title, title_zh, why, why_zh, once_per;
  Severity severity = Severity::low;
  std::vector<std::string> attack;  // "T1070.004"
  LogSource source;
  std::vector<std::string> search_names;
  std::vector<Search> searches;
  Condition condition;
};

// A Sigma filter: its condition must hold too, in the rules it names.
struct Filter {
  std::string file, digest;
  int line = 0;
  std::string title;
  LogSource source;                // rules of this source, or a narrower one
  bool every_rule = false;         // "any" instead of a list
  std::vector<std::string> rules;  // names or ids
  std::vector<std::string> search_names;
  std::vector<Search> searches;
  Condition condition;
};

// True when `rule` says everything that `wider` says.
[[nodiscard]] bool is_within(const LogSource& rule, const LogSource& wider);
// "product windows, category process_creation".
[[nodiscard]] std::string describe(const LogSource& source);
// REQUIRES: the filter's source holds the rule's.
void apply(const Filter& filter, Rule& rule);

// What of an event made a rule match, as "search.field".
using MatchedFields = std::vector<std::string>;

[[nodiscard]] bool matches(const Rule& rule, const Event& event);
// REQUIRES: matches().
[[nodiscard]] MatchedFields matched_fields(const Rule& rule, const Event& event);

}  // namespace firsthour::triage::sigma
