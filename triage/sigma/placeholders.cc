// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/placeholders.h"

#include "casefile/yaml_documents.h"
#include "triage/sigma/pattern.h"

#include <yaml-cpp/yaml.h>

#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::size_t kMostExpanded = 10'000;
constexpr std::size_t kMostNames = 10'000;

std::string at_line(const YAML::Node& node, const std::string& what) {
  return "line " + std::to_string(node.Mark().line + 1) + ": " + what;
}

// Where an unescaped percent sign stands, from `from` on.
std::size_t next_percent(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
    } else if (text[i] == '%') {
      return i;
    }
  }
  return std::string_view::npos;
}

// `\%` is a percent sign; other escapes are the pattern's.
std::string without_percent_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != '%') plain += text[i];
      plain += text[++i];
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace

Result<Placeholders> Placeholders::parse(std::string_view yaml) {
  if (auto counted = count_yaml_documents(yaml, 1); !counted) return tl::unexpected{counted.error()};
  Placeholders made;
  try {
    const YAML::Node document = YAML::Load(std::string{yaml});
    const YAML::Node names =
        document.IsMap() ? document["placeholders"] : YAML::Node{YAML::NodeType::Undefined};
    if (!names || !names.IsMap()) return fail(Errc::malformed, "a map \"placeholders\" is missing");
    if (names.size() > kMostNames) return fail(Errc::malformed, "too many placeholders");
    for (const auto& entry : names) {
      if (!entry.first.IsScalar())
        return fail(Errc::malformed, at_line(entry.first, "a name must be a word"));
      std::string name;
      fold_case(entry.first.Scalar(), name);
      std::vector<std::string>& values = made.values_[name];
      if (!values.empty())
        return fail(Errc::malformed, at_line(entry.first, "\"" + name + "\" stands twice"));
      if (entry.second.IsScalar()) values.push_back(entry.second.Scalar());
      if (entry.second.IsSequence()) {
        for (const YAML::Node& value : entry.second) {
          if (!value.IsScalar()) return fail(Errc::malformed, at_line(value, "a value must be a text"));
          values.push_back(value.Scalar());
        }
      }
      if (values.empty()) return fail(Errc::malformed, at_line(entry.first, "\"" + name + "\" has no value"));
    }
  } catch (const YAML::Exception& e) {
    return fail(Errc::malformed, e.what());
  }
  return made;
}

const std::vector<std::string>* Placeholders::find(std::string_view name) const {
  std::string folded;
  fold_case(name, folded);
  const auto found = values_.find(folded);
  return found == values_.end() ? nullptr : &found->second;
}

Result<std::vector<std::string>> Placeholders::expand(std::string_view text) const {
  std::vector<std::string> all{""};
  std::size_t at = 0;
  while (true) {
    const std::size_t open = next_percent(text, at);
    const std::size_t close = open == std::string_view::npos ? open : next_percent(text, open + 1);
    const std::string plain = without_percent_escapes(
        close == std::string_view::npos ? text.substr(at) : text.substr(at, open - at));
    for (std::string& one : all) one += plain;
    if (close == std::string_view::npos) return all;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const std::vector<std::string>* values = find(name);
    if (!values) {
      return fail(Errc::unsupported,
                  "the placeholder %" + std::string{name} + "% has no value in a placeholders file");
    }
    if (all.size() * values->size() > kMostExpanded) return fail(Errc::malformed, "too many values");
    std::vector<std::string> longer;
    for (const std::string& one : all) {
      for (const std::string& value : *values) longer.push_back(one + value);
    }
    all = std::move(longer);
    at = close + 1;
  }
}

}  // namespace firsthour::triage::sigma
