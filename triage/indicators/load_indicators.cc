// SPDX-License-Identifier: Apache-2.0
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "triage/files_below.h"
#include "triage/indicators/indicator_set.h"
#include "triage/indicators/list_text.h"
#include "triage/indicators/readers.h"
#include "triage/indicators/warning_lists.h"
#include "triage/traffic.h"

#include <algorithm>
#include <iterator>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kLargestList = 1ull << 30U;

Result<std::vector<std::string>> files_of(const std::vector<std::string>& paths,
                                          std::vector<RuleProblem>& problems) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    auto below = files_below(
        path, [](std::string_view) { return true; }, problems);
    if (!below) return fail(Errc::not_found, "no indicators at " + path);
    std::ranges::move(*below, std::back_inserter(files));
  }
  std::ranges::sort(files);
  return files;
}

// True for a warning list, which has no indicators.
bool read_json(const std::string& text, const std::string& file, WarningLists& warnings, Gathered& into) {
  const auto json = parse_json(text);
  if (!json) {
    into.problem(file, 0, json.error().what);
    return false;
  }
  if (json->is_object() && json->contains("list") && json->contains("matching_attributes")) {
    const auto added = warnings.add(file, *into.problems);
    if (!added) into.problem(file, 0, added.error().what);
    return added.has_value();
  }
  const bool stix =
      json->is_object() && json->contains("type") && (json->contains("objects") || json->contains("pattern"));
  stix ? read_stix(*json, file, into) : read_misp(*json, file, into);
  return false;
}

// False when nothing in it is of use.
bool read_list(const std::string& text, const std::string& file, WarningLists& warnings, Gathered& into) {
  const std::size_t indicators = into.indicators.size();
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
  if (!json) read_indicator_list(text, file, into);
  return (json && read_json(text, file, warnings, into)) || into.indicators.size() > indicators;
}

}  // namespace

Result<std::shared_ptr<const IndicatorSet>> load_indicators(const std::vector<std::string>& paths,
                                                            std::vector<std::string>& problems) {
  std::vector<RuleProblem> found;
  auto set = IndicatorSet::load(paths, found);
  for (const RuleProblem& one : found)
    problems.push_back(one.file + (one.line > 0 ? ":" + std::to_string(one.line) : "") + ": " + one.what);
  return set;
}

Result<std::shared_ptr<const IndicatorSet>> IndicatorSet::load(const std::vector<std::string>& paths,
                                                               std::vector<RuleProblem>& problems) {
  auto files = files_of(paths, problems);
  if (!files) return tl::unexpected{files.error()};
  Gathered gathered;
  gathered.problems = &problems;
  WarningLists warnings = WarningLists::built_in();
  Hasher digest{Algorithm::sha256};
  for (const std::string& file : *files) {
    auto text = read_file(file, kLargestList);
    if (!text) {
      problems.push_back({file, 0, text.error().what});
      continue;
    }
    digest.update(sha256(*text).hex() + "\n");
    if (auto decoded = text_of_list(std::move(*text)); !decoded)
      gathered.problem(file, 0, decoded.error().what);
    else if (!read_list(*decoded, file, warnings, gathered))
      gathered.problem(file, 0, "no indicator in it");
    gathered.end_file(file);
  }
  return indicator_set_of(std::move(gathered), warnings, digest.finish_hex());
}

}  // namespace firsthour::triage
