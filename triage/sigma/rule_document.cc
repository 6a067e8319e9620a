// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_document.h"

#include <set>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

// No real rule comes near this.
constexpr int kMostNodes = 50'000;

}  // namespace

void RuleDocument::refuse(const YAML::Node& node, std::string what) {
  throw Problem{line_of(node), std::move(what)};
}

void RuleDocument::count(const YAML::Node& node) {
  if (++nodes_ > kMostNodes) refuse(node, "the rule is too large");
}

void RuleDocument::check_keys(const YAML::Node& map) {
  std::set<std::string> seen;
  for (const auto& entry : map) {
    count(entry.first);
    if (!entry.first.IsScalar()) refuse(entry.first, "a key must be a word");
    if (!seen.insert(entry.first.Scalar()).second)
      refuse(entry.first, "\"" + entry.first.Scalar() + "\" stands twice");
  }
}

std::string RuleDocument::text_of(const YAML::Node& node, const std::string& name) {
  if (!node.IsScalar()) refuse(node, "\"" + name + "\" must be a text");
  return node.Scalar();
}

std::string RuleDocument::required_text(const YAML::Node& map, const std::string& name) {
  const YAML::Node node = map[name];
  if (!node) refuse(map, "\"" + name + "\" is missing");
  return text_of(node, name);
}

std::string RuleDocument::optional_text(const YAML::Node& map, const std::string& name) {
  const YAML::Node node = map[name];
  return node ? text_of(node, name) : std::string{};
}

std::vector<std::string> RuleDocument::texts_of(const YAML::Node& node, const std::string& name) {
  if (!node.IsSequence()) return {text_of(node, name)};
  std::vector<std::string> texts;
  for (const YAML::Node& one : node) {
    count(one);
    texts.push_back(text_of(one, name));
  }
  return texts;
}

}  // namespace firsthour::triage::sigma
