// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule.h"

#include <algorithm>

namespace firsthour::triage::sigma {
namespace {

bool alternative_holds(const std::vector<FieldTest>& tests, const Event& event) {
  return std::ranges::all_of(tests, [&](const FieldTest& test) { return matches(test, event); });
}

}  // namespace

bool matches(const Rule& rule, const Event& event) {
  return rule.condition.holds([&](std::size_t index) {
    return std::ranges::any_of(rule.searches[index].alternatives, [&](const std::vector<FieldTest>& tests) {
      return alternative_holds(tests, event);
    });
  });
}

MatchedFields matched_fields(const Rule& rule, const Event& event) {
  MatchedFields fields;
  rule.condition.each_positive([&](std::size_t index) {
    for (const auto& tests : rule.searches[index].alternatives) {
      if (!alternative_holds(tests, event)) continue;
      for (const FieldTest& test : tests) {
        std::string_view field;
        if (!matches(test, event, &field)) continue;
        std::string name = rule.search_names[index] + "." + std::string{field};
        if (std::ranges::find(fields, name) == fields.end()) fields.push_back(std::move(name));
      }
      break;
    }
  });
  return fields;
}

}  // namespace firsthour::triage::sigma
