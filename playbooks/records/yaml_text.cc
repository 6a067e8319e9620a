// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/yaml_text.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/yaml_documents.h"

#include <yaml-cpp/yaml.h>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLargestText = 1 << 20;
constexpr std::size_t kMostNodes = 20'000;
constexpr int kDeepest = 32;

std::string at_line(const YAML::Mark& mark) { return "line " + std::to_string(mark.line + 1); }

constexpr std::size_t kLongestPath = 256;  // of values that are looked for; deeper or longer ones get no line

class Converter {
 public:
  explicit Converter(std::map<std::string, int>* lines = nullptr) : lines_{lines} {}

  Result<Json> convert(const YAML::Node& node, int depth) {
    if (++nodes_ > kMostNodes) return fail(Errc::malformed, at_line(node.Mark()) + ": too many values");
    if (depth > kDeepest) return fail(Errc::malformed, at_line(node.Mark()) + ": nested too deeply");
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return Json{};
      case YAML::NodeType::Scalar:
        return scalar(node);
      case YAML::NodeType::Sequence:
        return sequence(node, depth);
      case YAML::NodeType::Map:
        return map(node, depth);
    }
    return Json{};
  }

 private:
  // One name further down while it lives.
  class Step {
   public:
    Step(Converter& converter, const std::string& name, const YAML::Mark& mark)
        : path_{converter.path_}, before_{path_.size()} {
      if (!converter.lines_) return;
      if (before_ + name.size() >= kLongestPath) {  // and so for all that lies below
        path_.resize(kLongestPath, '#');
        return;
      }
      if (before_ > 0) path_ += '/';
      path_ += name;
      converter.lines_->emplace(path_, mark.line + 1);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { path_.resize(before_); }

   private:
    std::string& path_;
    std::size_t before_;
  };

  static Result<Json> scalar(const YAML::Node& node) {
    if (!is_utf8(node.Scalar())) return fail(Errc::malformed, at_line(node.Mark()) + ": not UTF-8");
    return Json(node.Scalar());
  }

  Result<Json> sequence(const YAML::Node& node, int depth) {
    Json list = Json::array();
    for (const YAML::Node& entry : node) {
      const Step step{*this, std::to_string(list.size()), entry.Mark()};
      auto value = convert(entry, depth + 1);
      if (!value) return value;
      list.push_back(std::move(*value));
    }
    return list;
  }

  Result<Json> map(const YAML::Node& node, int depth) {
    Json object = Json::object();
    for (const auto& entry : node) {
      if (!entry.first.IsScalar())
        return fail(Errc::malformed, at_line(node.Mark()) + ": a key is not a word");
      const std::string& key = entry.first.Scalar();
      if (!is_utf8(key)) return fail(Errc::malformed, at_line(entry.first.Mark()) + ": not UTF-8");
      if (object.contains(key))
        return fail(Errc::malformed,
                    at_line(entry.first.Mark()) + ": '" + escape_for_terminal(key) + "' twice");
      const Step step{*this, key, entry.first.Mark()};
      auto value = convert(entry.second, depth + 1);
      if (!value) return value;
      object[key] = std::move(*value);
    }
    return object;
  }

  std::map<std::string, int>* lines_;
  std::string path_;
  std::size_t nodes_ = 0;
};

Result<Json> parse(std::string_view text, std::map<std::string, int>* lines) {
  try {
    if (auto counted = count_yaml_documents(text, 1); !counted) return tl::unexpected{counted.error()};
    return Converter{lines}.convert(YAML::Load(std::string{text}), 0);
  } catch (const YAML::Exception& error) {
    return fail(Errc::malformed, at_line(error.mark) + ": " + error.msg);
  }
}

Result<Json> parse_either(std::string_view text, std::map<std::string, int>* lines) {
  if (text.size() > kLargestText) return fail(Errc::malformed, "larger than 1 MiB");
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // editors on Windows write it
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Json::object();
  if (text[first] != '{') return parse(text, lines);
  auto json = parse_json(text);
  // JSON is nearly always YAML too: read again for the lines alone.
  if (json && lines && !parse(text, lines)) lines->clear();
  return json;
}

}  // namespace

Result<Json> parse_yaml_or_json(std::string_view text) { return parse_either(text, nullptr); }

Result<PlacedJson> parse_placed(std::string_view text) {
  PlacedJson placed;
  auto json = parse_either(text, &placed.lines);
  if (!json) return tl::unexpected{json.error()};
  placed.json = std::move(*json);
  return placed;
}

std::string PlacedJson::place(const std::string& path) const {
  const std::string shown = escape_for_terminal(path.substr(0, kLongestPath));
  const auto found = lines.find(path);
  return found == lines.end() ? shown : "line " + std::to_string(found->second) + ": " + shown;
}

}  // namespace firsthour::playbooks
