// SPDX-License-Identifier: Apache-2.0
#include "collectors/compile_plan.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "casefile/yaml_documents.h"
#include "collectors/artifacts/plan.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestFile = 16ull << 20;
constexpr std::size_t kMostDefinitions = 10'000;  // in one file

// yaml-cpp throws for what has not the form asked for; this never leaves the file.
struct Unusable {
  std::string why;
};

std::uint64_t size_from(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  unsigned shift = 0;
  if (unit == "K")
    shift = 10;
  else if (unit == "M")
    shift = 20;
  else if (unit == "G")
    shift = 30;
  else if (!unit.empty())
    throw Unusable{"limit \"" + text + "\" is no size"};
  if (error != std::errc{} || value == 0 || value > (UINT64_MAX >> shift)) {
    throw Unusable{"limit \"" + text + "\" is no size"};
  }
  return value << shift;
}

bool lists_linux(const YAML::Node& supported) {
  if (!supported) return true;
  for (const auto& os : supported) {
    if (os.as<std::string>() == "Linux") return true;
  }
  return false;
}

// Definitions of other systems' making may name a folder with a trailing slash or use another separator.
std::string normal_path(std::string path, const std::string& separator) {
  if (separator.size() == 1 && separator != "/") std::replace(path.begin(), path.end(), separator[0], '/');
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

class Compiler {
 public:
  explicit Compiler(bool strict) : strict_{strict} {}

  Result<> file(const std::string& path) {
    file_ = std::filesystem::path{path}.filename().string();
    const auto text = read_file(path, kLargestFile);
    if (!text) return fail(path, text.error());
    if (const auto counted = count_yaml_documents(*text, kMostDefinitions); !counted) {
      return fail(file_, counted.error());
    }
    try {
      for (const YAML::Node& document : YAML::LoadAll(*text)) {
        if (document.IsNull()) continue;
        if (auto done = definition(document); !done) return done;
      }
    } catch (const Unusable& unusable) {
      return fail(Errc::malformed, file_ + ": " + definition_ + ": " + unusable.why);
    } catch (const YAML::Exception& problem) {
      return fail(Errc::malformed, file_ + ":" + std::to_string(problem.mark.line + 1) + ": " + definition_ +
                                       ": " + problem.msg);
    }
    return {};
  }

  Result<CompiledPlan> finish() && {
    Json document;
    document["firsthour_plan"] = 1;
    document["entries"] = std::move(entries_);
    document["left_out"] = plan_.left_out;
    plan_.json = document.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
    if (auto checked = parse_plan(plan_.json); !checked) return fail("the compiled", checked.error());
    return std::move(plan_);
  }

 private:
  Result<> definition(const YAML::Node& document) {
    definition_ = document["name"].as<std::string>();
    if (!names_.insert(definition_).second) throw Unusable{"defined twice"};
    check_keys(document);
    if (!lists_linux(document["supported_os"])) return leave_out("for other systems");
    Json entry{{"name", definition_}, {"doc", document["doc"].as<std::string>()}};
    entry["profile"] = document["profile"] ? document["profile"].as<std::string>() : "standard";
    if (document["limit"]) entry["limit"] = size_from(document["limit"].as<std::string>());
    if (document["keep"]) entry["keep"] = document["keep"].as<std::string>();
    if (document["order"]) entry["order"] = document["order"].as<std::string>();
    for (const char* flag : {"walk", "follow", "hash"}) {
      if (document[flag]) entry[flag] = document[flag].as<bool>();
    }
    if (document["except"]) entry["except"] = document["except"].as<std::vector<std::string>>();
    if (!document["sources"].IsSequence()) throw Unusable{"sources is no list"};
    Json paths = Json::array();
    for (const auto& source : document["sources"]) {
      if (auto done = source_paths(source, paths); !done) return done;
    }
    if (paths.empty()) return {};  // what it asked for is named already
    plan_.paths += paths.size();
    ++plan_.definitions;
    entry["paths"] = std::move(paths);
    entries_.push_back(std::move(entry));
    return {};
  }

  Result<> source_paths(const YAML::Node& source, Json& into) {
    const std::string type = source["type"].as<std::string>();
    if (!lists_linux(source["supported_os"])) return leave_out("a source for other systems");
    if (type == "ARTIFACT_GROUP") return {};  // its members are definitions of their own
    if (type != "FILE" && type != "PATH") return leave_out("type " + type + " is not a file");
    const YAML::Node attributes = source["attributes"];
    const std::string separator = attributes["separator"] ? attributes["separator"].as<std::string>() : "/";
    for (const auto& each : attributes["paths"]) {
      const std::string path = normal_path(each.as<std::string>(), separator);
      if (auto good = check_pattern(path); !good) {
        if (auto left = leave_out(good.error().what); !left) return left;
        continue;
      }
      into.push_back(path);
    }
    return {};
  }

  void check_keys(const YAML::Node& document) const {
    static constexpr std::string_view kKnown[] = {
        "name", "doc",    "sources", "supported_os", "urls",    "profile", "limit",    "keep",      "order",
        "walk", "follow", "hash",    "except",       "aliases", "labels",  "provides", "conditions"};
    for (const auto& pair : document) {
      const std::string key = pair.first.as<std::string>();
      if (std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown)) {
        throw Unusable{"unknown key \"" + key + "\""};
      }
    }
  }

  Result<> leave_out(const std::string& why) {
    if (strict_) throw Unusable{why};
    plan_.left_out.push_back(file_ + ": " + definition_ + ": " + why);
    return {};
  }

  bool strict_;
  std::string file_, definition_ = "before the first definition";
  std::set<std::string> names_;
  Json entries_ = Json::array();
  CompiledPlan plan_;
};

}  // namespace

Result<CompiledPlan> compile_plan(const std::vector<std::string>& folders, bool strict) {
  Compiler compiler{strict};
  for (const std::string& folder : folders) {
    std::error_code error;
    std::vector<std::string> files;
    for (auto entry = std::filesystem::directory_iterator{folder, error};
         !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
      if (entry->path().extension() == ".yaml") files.push_back(entry->path().string());
    }
    if (error) return fail_errno("cannot read definitions in " + folder, error.value());
    if (files.empty()) return fail(Errc::not_found, "no *.yaml in " + folder);
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      if (auto done = compiler.file(file); !done) return tl::unexpected<Error>{done.error()};
    }
  }
  return std::move(compiler).finish();
}

}  // namespace firsthour::collectors
