// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/load_rule.h"

#include "casefile/digest.h"
#include "casefile/yaml_documents.h"
#include "triage/sigma/load_correlation.h"
#include "triage/sigma/modifiers.h"
#include "triage/sigma/rule_document.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::size_t kMostDocuments = 1000;

class RuleLoader {
 public:
  RuleLoader(const YAML::Node& root, const FieldCatalogue& catalogue, const Placeholders& placeholders)
      : document_{root}, catalogue_{catalogue}, placeholders_{placeholders} {}

  // Into the list of its kind.
  void load(const std::string& file, const std::string& digest, LoadedRules& into) {
    const YAML::Node& root = document_.root();
    if (!root.IsMap()) refuse(root, "a rule is a map");
    rule_.file = file;
    rule_.digest = digest;
    rule_.line = document_.line();
    document_.check_keys(root);
    if (root["action"]) refuse(root["action"], "Sigma \"action\" documents left the standard with version 2");
    if (const std::string taxonomy = optional_text(root, "taxonomy");
        !taxonomy.empty() && taxonomy != "sigma")
      refuse(root["taxonomy"], "the taxonomy \"" + taxonomy + "\" is not known");
    rule_.title = required_text(root, "title");
    if (root["correlation"]) {
      into.correlations.push_back(correlation());
    } else if (root["filter"]) {
      if (auto made = filter()) into.filters.push_back(std::move(*made));
    } else {
      rule(into);
    }
  }

 private:
  void rule(LoadedRules& into) {
    const YAML::Node& root = document_.root();
    read_name(root);
    read_source(root["logsource"]);
    if (catalogue_.is_elsewhere(rule_.source)) {
      ++into.elsewhere_count;
      into.elsewhere.push_back(rule_.name);
      if (!rule_.id.empty()) into.elsewhere.push_back(rule_.id);
      return;
    }
    require_source(root["logsource"]);
    read_level(root);
    read_tags(root["tags"]);
    read_detection(root["detection"]);
    read_own(root["firsthour"], true);
    if (rule_.why.empty()) rule_.why = rule_.title;
    into.rules.push_back(std::move(rule_));
  }

  Correlation correlation() {
    const YAML::Node& root = document_.root();
    read_name(root);
    read_level(root);
    read_tags(root["tags"]);
    read_own(root["firsthour"], false);
    Correlation made;
    made.file = rule_.file;
    made.digest = rule_.digest;
    made.line = rule_.line;
    made.name = rule_.name;
    made.id = rule_.id;
    made.title = rule_.title;
    made.title_zh = rule_.title_zh;
    made.why = rule_.why;
    made.why_zh = rule_.why_zh;
    if (root["level"]) made.severity = rule_.severity;
    made.attack = rule_.attack;
    made.generate = optional_text(root, "generate") == "true";
    read_correlation(document_, made);
    return made;
  }

  // nullopt for a filter of another part's rules.
  std::optional<Filter> filter() {
    const YAML::Node& root = document_.root();
    read_source(root["logsource"]);
    if (catalogue_.is_elsewhere(rule_.source)) return std::nullopt;
    require_source(root["logsource"]);
    const YAML::Node map = root["filter"];
    if (!map.IsMap()) refuse(map, "\"filter\" must be a map");
    const YAML::Node rules = map["rules"];
    if (!rules) refuse(map, "\"rules\" is missing");
    Filter made;
    made.rules = document_.texts_of(rules, "rules");
    made.every_rule =
        made.rules.empty() || (rules.IsScalar() && (made.rules[0] == "any" || made.rules[0] == "all"));
    read_detection(map);
    made.file = rule_.file;
    made.digest = rule_.digest;
    made.line = rule_.line;
    made.title = rule_.title;
    made.source = rule_.source;
    made.search_names = std::move(rule_.search_names);
    made.searches = std::move(rule_.searches);
    made.condition = std::move(rule_.condition);
    return made;
  }

  [[noreturn]] static void refuse(const YAML::Node& node, std::string what) {
    RuleDocument::refuse(node, std::move(what));
  }
  void count(const YAML::Node& node) { document_.count(node); }
  void check_keys(const YAML::Node& map) { document_.check_keys(map); }
  static std::string text_of(const YAML::Node& node, const std::string& name) {
    return RuleDocument::text_of(node, name);
  }
  static std::string required_text(const YAML::Node& map, const std::string& name) {
    return RuleDocument::required_text(map, name);
  }
  static std::string optional_text(const YAML::Node& map, const std::string& name) {
    return RuleDocument::optional_text(map, name);
  }

  void read_name(const YAML::Node& document) {
    rule_.name = optional_text(document, "name");
    rule_.id = optional_text(document, "id");
    if (rule_.name.empty()) rule_.name = rule_.id;
    if (rule_.name.empty()) rule_.name = rule_.title;
  }

  void read_level(const YAML::Node& document) {
    const std::string level = optional_text(document, "level");
    if (level.empty()) return;
    const auto severity = severity_from(level == "informational" ? "info" : level);
    if (!severity)
      refuse(document["level"], "\"" + level + "\" is no level: informational, low, medium, high, critical");
    rule_.severity = *severity;
  }

  // attack.t1070.004 is a technique; tactics and other namespaces say nothing that a finding shows.
  void read_tags(const YAML::Node& tags) {
    if (!tags) return;
    if (!tags.IsSequence()) refuse(tags, "\"tags\" must be a list");
    for (const YAML::Node& tag : tags) {
      count(tag);
      std::string text = text_of(tag, "tags");
      constexpr std::string_view kTechnique = "attack.t";
      if (!text.starts_with(kTechnique) || text.size() == kTechnique.size() ||
          text.find_first_not_of("0123456789.", kTechnique.size()) != std::string::npos) {
        continue;
      }
      rule_.attack.push_back("T" + text.substr(kTechnique.size()));
    }
  }

  void read_source(const YAML::Node& source) {
    if (!source || !source.IsMap())
      throw Problem{source ? RuleDocument::line_of(source) : rule_.line,
                    "\"logsource\" is missing or no map"};
    check_keys(source);
    for (const auto& entry : source) {
      const std::string& key = entry.first.Scalar();
      if (key == "product")
        rule_.source.product = text_of(entry.second, key);
      else if (key == "category")
        rule_.source.category = text_of(entry.second, key);
      else if (key == "service")
        rule_.source.service = text_of(entry.second, key);
      else if (key != "definition")
        refuse(entry.first, "\"" + key + "\" is not known in logsource");
    }
  }

  void require_source(const YAML::Node& source) {
    if (!catalogue_.has_source(rule_.source)) {
      refuse(source, "no records or files of ours are this log source (product \"" + rule_.source.product +
                         "\", category \"" + rule_.source.category + "\", service \"" + rule_.source.service +
                         "\")");
    }
  }

  void read_detection(const YAML::Node& detection) {
    if (!detection || !detection.IsMap()) throw Problem{rule_.line, "\"detection\" is missing or no map"};
    check_keys(detection);
    for (const auto& entry : detection) {
      const std::string& name = entry.first.Scalar();
      if (name == "condition" || (name == "rules" && document_.root()["filter"])) continue;
      if (name == "timeframe")
        refuse(entry.first, "\"timeframe\" left the standard with version 2; correlations took its place");
      rule_.search_names.push_back(name);
      rule_.searches.push_back(search_from(entry.second));
    }
    const YAML::Node condition = detection["condition"];
    if (!condition) refuse(detection, "\"condition\" is missing");
    if (!condition.IsSequence()) {
      rule_.condition = condition_from(condition);
      return;
    }
    std::vector<Condition> conditions;
    for (const YAML::Node& one : condition) conditions.push_back(condition_from(one));
    if (conditions.empty()) refuse(condition, "\"condition\" is empty");
    rule_.condition = Condition::any_of(std::move(conditions));
  }

  Condition condition_from(const YAML::Node& node) {
    count(node);
    auto parsed = Condition::parse(text_of(node, "condition"), rule_.search_names);
    if (!parsed) refuse(node, parsed.error().what);
    return std::move(*parsed);
  }

  // A map: all of it. A list of maps: one of them. A list of texts: one of these words, anywhere.
  Search search_from(const YAML::Node& node) {
    Search search;
    if (node.IsMap()) {
      search.alternatives.push_back(tests_from(node));
      return search;
    }
    if (!node.IsSequence() || node.size() == 0) refuse(node, "a search is a map or a list");
    std::vector<RuleValue> keywords;
    for (const YAML::Node& part : node) {
      count(part);
      if (part.IsMap())
        search.alternatives.push_back(tests_from(part));
      else
        keywords.push_back(value_from(part));
    }
    if (!keywords.empty()) search.alternatives.push_back({test_from(node, "", keywords)});
    return search;
  }

  std::vector<FieldTest> tests_from(const YAML::Node& map) {
    if (map.size() == 0) refuse(map, "an empty search matches everything");
    check_keys(map);
    std::vector<FieldTest> tests;
    for (const auto& entry : map) {
      std::vector<RuleValue> values;
      if (entry.second.IsSequence()) {
        for (const YAML::Node& value : entry.second) values.push_back(value_from(value));
      } else {
        values.push_back(value_from(entry.second));
      }
      tests.push_back(test_from(entry.first, entry.first.Scalar(), values));
    }
    return tests;
  }

  FieldTest test_from(const YAML::Node& where, const std::string& key, std::span<const RuleValue> values) {
    auto test = make_field_test(key, values, placeholders_);
    if (!test) refuse(where, test.error().what);
    if (!test->field.empty()) require_field(where, test->field);
    for (const ValueTest& value : test->values) {
      if (const auto* other = std::get_if<FieldReferenceTest>(&value)) require_field(where, other->field);
    }
    return std::move(*test);
  }

  RuleValue value_from(const YAML::Node& node) {
    count(node);
    if (node.IsNull()) return {"", false, true};
    if (!node.IsScalar()) refuse(node, "a value must be a text, a number, true, false or null");
    return {node.Scalar(), node.Tag() == "!", false};
  }

  void require_field(const YAML::Node& where, std::string_view field) const {
    if (catalogue_.has_field(rule_.source, field)) return;
    refuse(where, "there is no field \"" + std::string{field} + "\" in " +
                      (rule_.source.service.empty() ? rule_.source.category : rule_.source.service));
  }

  void read_own(const YAML::Node& own, bool of_events) {
    if (!own) return;
    if (!own.IsMap()) refuse(own, "\"firsthour\" must be a map");
    check_keys(own);
    for (const auto& entry : own) {
      const std::string& key = entry.first.Scalar();
      std::string text = text_of(entry.second, key);
      if (key != "title_zh" && of_events) check_placeholders(entry.second, text);
      if (key == "title_zh")
        rule_.title_zh = std::move(text);
      else if (key == "why")
        rule_.why = std::move(text);
      else if (key == "why_zh")
        rule_.why_zh = std::move(text);
      else if (key == "once_per" && of_events)
        rule_.once_per = std::move(text);
      else
        refuse(entry.first, "\"" + key + "\" is not known in firsthour");
    }
  }

  void check_placeholders(const YAML::Node& node, std::string_view text) const {
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
      const std::size_t close = text.find('}', open);
      if (close == std::string_view::npos) refuse(node, "a placeholder is not closed");
      require_field(node, text.substr(open + 1, close - open - 1));
    }
  }

  RuleDocument document_;
  const FieldCatalogue& catalogue_;
  const Placeholders& placeholders_;
  Rule rule_;
};

// yaml-cpp's messages start with "yaml-cpp: error at line 3, column 2: "; the line has its own field.
std::string without_position(std::string message) {
  const std::size_t end = message.rfind(": ");
  return end == std::string::npos ? message : message.substr(end + 2);
}

}  // namespace

LoadedRules load_rules(std::string_view yaml, const std::string& file, const FieldCatalogue& catalogue,
                       const Placeholders& placeholders) {
  LoadedRules loaded;
  const std::string digest = sha256(yaml).hex();
  if (const auto counted = count_yaml_documents(yaml, kMostDocuments); !counted) {
    loaded.problems.push_back({file, 0, counted.error().what});
    return loaded;
  }
  std::vector<YAML::Node> documents;
  try {
    documents = YAML::LoadAll(std::string{yaml});
  } catch (const YAML::Exception& e) {
    loaded.problems.push_back({file, e.mark.is_null() ? 0 : e.mark.line + 1, without_position(e.what())});
    return loaded;
  }
  if (documents.empty()) loaded.problems.push_back({file, 0, "no rule in it"});
  for (const YAML::Node& document : documents) {
    // What follows a last "---".
    if (document.IsNull() && documents.size() > 1) continue;
    try {
      RuleLoader{document, catalogue, placeholders}.load(file, digest, loaded);
    } catch (const Problem& problem) {
      loaded.problems.push_back({file, problem.line, problem.what});
    } catch (const YAML::Exception& e) {
      loaded.problems.push_back({file, e.mark.is_null() ? 0 : e.mark.line + 1, without_position(e.what())});
    }
  }
  return loaded;
}

}  // namespace firsthour::triage::sigma
