// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/correlator.h"

#include <algorithm>

namespace firsthour::triage::sigma {

const std::string& field_of(const Correlation& correlation, std::size_t member, const std::string& name) {
  const auto alias = correlation.aliases.find(name);
  if (alias == correlation.aliases.end()) return name;
  const auto field = alias->second.find(correlation.rules[member]);
  return field == alias->second.end() ? name : field->second;
}

CorrelationPlan::CorrelationPlan(std::span<const Rule> rules, std::span<const Correlation> correlations)
    : correlations_{correlations},
      rule_count_{static_cast<std::uint32_t>(rules.size())},
      wanted_(rules.size() + correlations.size(), false),
      speaks_(rules.size() + correlations.size(), true),
      columns_(rules.size() + correlations.size()),
      members_(correlations.size()) {
  std::unordered_map<std::string_view, std::uint32_t> nodes;
  std::uint32_t next = 0;
  const auto name = [&](const auto& document) {
    nodes.emplace(document.name, next);
    if (!document.id.empty()) nodes.emplace(document.id, next);
    ++next;
  };
  for (const Rule& rule : rules) name(rule);
  for (const Correlation& correlation : correlations) name(correlation);

  // From the outermost inwards: what an outer one needs, an inner one must hand on.
  for (std::size_t c = correlations.size(); c-- > 0;) {
    const Correlation& one = correlations[c];
    const auto self = static_cast<std::uint32_t>(rules.size() + c);
    for (const std::string& field : one.group_by) want(self, field);
    for (std::size_t m = 0; m < one.rules.size(); ++m) {
      const std::uint32_t node = nodes.at(one.rules[m]);
      members_[c].push_back(node);
      wanted_[node] = true;
      if (!one.generate) speaks_[node] = false;
      for (const std::string& field : one.group_by) want(node, field_of(one, m, field));
      for (const std::string& field : one.fields) want(node, field_of(one, m, field));
      for (const std::string& field : columns_[self]) {
        if (std::ranges::find(one.group_by, field) == one.group_by.end()) want(node, field);
      }
    }
  }
  // Speaking for oneself is asked for by any one of those that refer to a rule.
  for (std::size_t c = 0; c < correlations.size(); ++c) {
    if (!correlations[c].generate) continue;
    for (const std::uint32_t node : members_[c]) speaks_[node] = true;
  }
}

void CorrelationPlan::want(std::uint32_t node, const std::string& column) {
  std::vector<std::string>& columns = columns_[node];
  if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
}

}  // namespace firsthour::triage::sigma
