// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_set.h"

#include "casefile/bytes.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::uint64_t kLargestFile = 1U << 20;

bool is_rule_file(const std::filesystem::path& path) {
  return path.extension() == ".yml" || path.extension() == ".yaml";
}

Result<std::vector<std::string>> files_in(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail(Errc::not_found, "no such rule file or folder: " + path);
  }
  if (status.type() != std::filesystem::file_type::directory) return std::vector<std::string>{path};
  std::vector<std::string> files;
  std::filesystem::recursive_directory_iterator walk{path, error};
  for (; !error && walk != std::filesystem::recursive_directory_iterator{}; walk.increment(error)) {
    std::error_code ignored;
    if (is_rule_file(walk->path()) && walk->is_regular_file(ignored)) files.push_back(walk->path().string());
  }
  if (error) return fail(Errc::io, "cannot read rule folder " + path + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

bool serves(std::string_view rule, std::string_view event) {
  if (rule.empty() || rule == event) return true;
  return event.size() > rule.size() && event.starts_with(rule) && event[rule.size()] == '.';
}

}  // namespace

Result<RuleSet> RuleSet::load(const std::vector<std::string>& paths, const FieldCatalogue& catalogue) {
  RuleSet set;
  for (const std::string& path : paths) {
    auto files = files_in(path);
    if (!files) return tl::unexpected{files.error()};
    for (const std::string& file : *files) set.take_file(file, catalogue);
  }
  return set;
}

void RuleSet::take_file(const std::string& path, const FieldCatalogue& catalogue) {
  auto text = read_file(path, kLargestFile);
  if (!text) {
    problems_.push_back({path, 0, text.error().what});
    return;
  }
  LoadedRules loaded = load_rules(*text, path, catalogue);
  std::ranges::move(loaded.problems, std::back_inserter(problems_));
  for (Rule& rule : loaded.rules) {
    const auto same = std::ranges::find(rules_, rule.name, &Rule::name);
    if (same != rules_.end()) {
      problems_.push_back(
          {path, rule.line, "a rule named \"" + rule.name + "\" was already read from " + same->file});
      continue;
    }
    rules_.push_back(std::move(rule));
  }
}

const std::vector<const Rule*>& RuleSet::for_service(std::string_view service) const {
  const auto known = by_service_.find(service);
  if (known != by_service_.end()) return known->second;
  std::vector<const Rule*> found;
  for (const Rule& rule : rules_) {
    if (serves(rule.source.service, service)) found.push_back(&rule);
  }
  return by_service_.emplace(std::string{service}, std::move(found)).first->second;
}

}  // namespace firsthour::triage::sigma
