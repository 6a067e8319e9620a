// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/load_correlation.h"

#include "casefile/number.h"

#include <array>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::array<std::pair<std::string_view, CorrelationType>, 7> kTypes{
    {{"event_count", CorrelationType::event_count},
     {"value_count", CorrelationType::value_count},
     {"temporal", CorrelationType::temporal},
     {"temporal_ordered", CorrelationType::temporal_ordered},
     {"value_sum", CorrelationType::value_sum},
     {"value_avg", CorrelationType::value_avg},
     {"value_percentile", CorrelationType::value_percentile}}};

CorrelationType type_from(const YAML::Node& map) {
  const std::string name = RuleDocument::required_text(map, "type");
  for (const auto& [known, type] : kTypes) {
    if (known == name) return type;
  }
  RuleDocument::refuse(map["type"], "\"" + name + "\" is no type of correlation");
}

bool is_temporal(CorrelationType type) {
  return type == CorrelationType::temporal || type == CorrelationType::temporal_ordered;
}

// "90m": a number and one letter.
std::int64_t timespan_from(const YAML::Node& map) {
  const std::string text = RuleDocument::required_text(map, "timespan");
  constexpr std::array<std::pair<char, std::int64_t>, 4> kUnits{
      {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}}};
  constexpr std::int64_t kLongest = 366LL * 86'400 * 10;
  for (const auto& [letter, seconds] : kUnits) {
    if (text.size() < 2 || text.back() != letter) continue;
    const auto count = number_from<std::int64_t>(std::string_view{text}.substr(0, text.size() - 1));
    if (count && *count > 0 && *count <= kLongest / seconds) return *count * seconds;
  }
  RuleDocument::refuse(map["timespan"], "\"" + text + "\" is no timespan: a number and s, m, h or d");
}

void read_condition(RuleDocument& document, const YAML::Node& map, Correlation& into) {
  if (!map.IsMap()) RuleDocument::refuse(map, "the condition of a correlation is a map");
  document.check_keys(map);
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    if (key == "field") {
      into.fields = document.texts_of(entry.second, key);
      continue;
    }
    const std::string text = RuleDocument::text_of(entry.second, key);
    const auto number = number_from<double>(text);
    if (!number) RuleDocument::refuse(entry.second, "\"" + text + "\" is no number");
    NumberBounds& bounds = into.bounds;
    if (key == "gt") {
      bounds.above = number;
    } else if (key == "gte") {
      bounds.at_least = number;
    } else if (key == "lt") {
      bounds.below = number;
    } else if (key == "lte") {
      bounds.at_most = number;
    } else if (key == "eq") {
      bounds.equal = number;
    } else if (key == "neq") {
      bounds.not_equal = number;
    } else if (key == "percentile" && into.type == CorrelationType::value_percentile && *number >= 0 &&
               *number <= 100) {
      into.percentile = number;
    } else {
      RuleDocument::refuse(entry.first, "\"" + key + "\" is not known in the condition of this correlation");
    }
  }
}

void read_aliases(RuleDocument& document, const YAML::Node& map, Correlation& into) {
  if (!map.IsMap()) RuleDocument::refuse(map, "\"aliases\" must be a map");
  document.check_keys(map);
  for (const auto& entry : map) {
    if (!entry.second.IsMap()) RuleDocument::refuse(entry.second, "an alias is a map of rules and fields");
    document.check_keys(entry.second);
    for (const auto& field : entry.second) {
      into.aliases[entry.first.Scalar()][field.first.Scalar()] =
          RuleDocument::text_of(field.second, field.first.Scalar());
    }
  }
}

void check_whole(const YAML::Node& map, const Correlation& made) {
  const bool temporal = is_temporal(made.type);
  if (!temporal && !made.bounds.any()) RuleDocument::refuse(map, "\"condition\" with a number is missing");
  const bool of_values = !temporal && made.type != CorrelationType::event_count;
  if (of_values && made.fields.empty())
    RuleDocument::refuse(map["condition"], "\"field\" is missing in the condition");
  if (!of_values && !made.fields.empty())
    RuleDocument::refuse(map["condition"], "this type of correlation has no \"field\"");
  const bool several = made.type == CorrelationType::value_count;
  if (!several && made.fields.size() > 1)
    RuleDocument::refuse(map["condition"], "this type of correlation has one \"field\"");
  if (made.type == CorrelationType::temporal_ordered && made.bounds.any()) {
    RuleDocument::refuse(map["condition"],
                         "a condition on temporal_ordered is not supported: all rules must match in order");
  }
  for (const auto& [alias, fields] : made.aliases) {
    for (const std::string& rule : made.rules) {
      if (!fields.contains(rule)) {
        RuleDocument::refuse(map["aliases"],
                             "the alias \"" + alias + "\" names no field of \"" + rule + "\"");
      }
    }
  }
}

}  // namespace

void read_correlation(RuleDocument& document, Correlation& into) {
  const YAML::Node map = document.root()["correlation"];
  if (!map.IsMap()) RuleDocument::refuse(map, "\"correlation\" must be a map");
  document.check_keys(map);
  into.type = type_from(map);
  into.timespan_seconds = timespan_from(map);
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    if (key == "rules") {
      into.rules = document.texts_of(entry.second, key);
    } else if (key == "group-by") {
      into.group_by = document.texts_of(entry.second, key);
    } else if (key == "aliases") {
      read_aliases(document, entry.second, into);
    } else if (key == "condition") {
      read_condition(document, entry.second, into);
    } else if (key == "generate") {
      into.generate = RuleDocument::text_of(entry.second, key) == "true";
    } else if (key != "type" && key != "timespan") {
      RuleDocument::refuse(entry.first, "\"" + key + "\" is not known in correlation");
    }
  }
  if (into.rules.empty()) RuleDocument::refuse(map, "\"rules\" is missing");
  check_whole(map, into);
}

}  // namespace firsthour::triage::sigma
