// SPDX-License-Identifier: Apache-2.0
// What the loaders of rules, correlations and filters share: reading one YAML document of a rule file, where
// everything wrong is a Problem with its line. For the .cc files of this folder only.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

// Thrown and caught below load_rules() only, so that the walk over the tree reads straight.
struct Problem {
  int line;
  std::string what;
};

class RuleDocument {
 public:
  explicit RuleDocument(const YAML::Node& root) : root_{root}, line_{line_of(root)} {}

  [[nodiscard]] const YAML::Node& root() const { return root_; }
  [[nodiscard]] int line() const { return line_; }

  static int line_of(const YAML::Node& node) { return node.Mark().is_null() ? 0 : node.Mark().line + 1; }
  [[noreturn]] static void refuse(const YAML::Node& node, std::string what);
  // Aliases let a small file stand for a huge tree: every node that is read is counted.
  void count(const YAML::Node& node);
  // yaml-cpp keeps both of two equal keys; one of them would be silently unused.
  void check_keys(const YAML::Node& map);

  static std::string text_of(const YAML::Node& node, const std::string& name);
  static std::string required_text(const YAML::Node& map, const std::string& name);
  static std::string optional_text(const YAML::Node& map, const std::string& name);
  // A text, or a list of them.
  std::vector<std::string> texts_of(const YAML::Node& node, const std::string& name);

 private:
  YAML::Node root_;
  int line_ = 0, nodes_ = 0;
};

}  // namespace firsthour::triage::sigma
