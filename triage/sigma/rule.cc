// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule.h"

#include "casefile/digest.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

bool alternative_holds(const std::vector<FieldTest>& tests, const Event& event) {
  return std::ranges::all_of(tests, [&](const FieldTest& test) { return matches(test, event); });
}

}  // namespace

bool is_within(const LogSource& rule, const LogSource& wider) {
  const auto within = [](const std::string& one, const std::string& all) {
    return all.empty() || one == all;
  };
  return within(rule.product, wider.product) && within(rule.category, wider.category) &&
         within(rule.service, wider.service);
}

std::string describe(const LogSource& source) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(value);
  };
  add("product", source.product);
  add("category", source.category);
  add("service", source.service);
  return text.empty() ? "no log source" : text;
}

void apply(const Filter& filter, Rule& rule) {
  rule.condition = Condition::both(std::move(rule.condition), filter.condition, rule.searches.size());
  for (std::size_t i = 0; i < filter.searches.size(); ++i) {
    rule.search_names.push_back("filter." + filter.search_names[i]);
    rule.searches.push_back(filter.searches[i]);
  }
  rule.digest = sha256(rule.digest + "\n" + filter.digest + "\n").hex();
}

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
