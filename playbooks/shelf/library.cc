// SPDX-License-Identifier: Apache-2.0
#include "playbooks/library.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>

namespace firsthour::playbooks {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargest = 16 << 20;
constexpr std::size_t kLongestName = 100, kMostFiles = 1'000;

// Nothing that leads out of the folder.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name.front() != '-' &&
         std::ranges::all_of(
             name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c >= 0x80; });
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const std::string_view name : built_in_playbook_names()) names.emplace(name);
  if (folder.empty()) return names;
  std::error_code error;
  fs::directory_iterator entry{folder, error};
  for (; !error && entry != fs::directory_iterator{} && names.size() < kMostFiles; entry.increment(error)) {
    const std::string stem = entry->path().stem().string();
    if (entry->path().extension() == ".yaml" && is_name(stem)) names.insert(stem);
  }
  return names;
}

LibraryPlaybook described(const std::string& name, const std::string& folder) {
  LibraryPlaybook entry;
  entry.name = name;
  std::error_code ignored;
  entry.of_site = !folder.empty() && fs::exists(fs::path{folder} / (name + ".yaml"), ignored) &&
                  read_file(folder + "/" + name + ".yaml", kLargest).value_or("") != built_in_playbook(name);
  auto text = library_text(name, folder);
  auto reading =
      text ? read_playbook(*text) : Result<PlaybookReading>{tl::unexpected{std::move(text.error())}};
  if (!reading) {
    entry.unusable = reading.error().what;
    return entry;
  }
  const Playbook& playbook = reading->playbook;
  for (const Remark& remark : reading->remarks)
    if (remark.severity == Remark::Severity::error && entry.unusable.empty())
      entry.unusable = remark.pointer + ": " + remark.what.en;
  entry.id = playbook.id;
  entry.version = playbook.version;
  entry.title = {title_of(playbook, "zh"), title_of(playbook, "en")};
  entry.types = playbook.types;
  const Json* own = playbook.extension();
  entry.drill = own && own->is_object() && own->contains("scenario");
  entry.part = std::ranges::find(playbook.labels, "part") != playbook.labels.end();
  return entry;
}

}  // namespace

Result<std::string> library_text(std::string_view name, const std::string& folder) {
  if (!is_name(name)) return fail(Errc::malformed, "no name of a playbook: letters, digits and dashes");
  if (!folder.empty()) {
    auto text = read_file(folder + "/" + std::string{name} + ".yaml", kLargest);
    if (text) return text;
    if (text.error().code != Errc::not_found) return fail("playbook", text.error());
  }
  const std::string_view built_in = built_in_playbook(name);
  if (!built_in.empty()) return std::string{built_in};
  const std::set<std::string> names = names_in(folder);
  const std::vector<std::string_view> known{names.begin(), names.end()};
  return fail(Errc::not_found, "no playbook '" + std::string{name} + "'" + suggestion(name, known));
}

std::vector<LibraryPlaybook> list_library(const std::string& folder) {
  std::vector<LibraryPlaybook> all;
  for (const std::string& name : names_in(folder)) all.push_back(described(name, folder));
  return all;
}

Result<std::vector<std::string>> with_called(const std::string& text, const std::string& folder) {
  std::vector<std::string> texts{text};
  std::map<std::string, std::string> names;  // by id; filled when the first call is met
  std::set<std::string> taken;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto reading = read_playbook(texts[i]);
    if (!reading) return tl::unexpected{reading.error()};
    taken.insert(reading->playbook.id);
    for (const auto& [id, step] : reading->playbook.steps) {
      if (step.kind != StepKind::playbook_action || taken.contains(step.playbook_id)) continue;
      if (names.empty())
        for (const LibraryPlaybook& entry : list_library(folder)) names[entry.id] = entry.name;
      const auto found = names.find(step.playbook_id);
      if (found == names.end()) continue;
      auto called = library_text(found->second, folder);
      if (!called) return tl::unexpected{called.error()};
      taken.insert(step.playbook_id);
      texts.push_back(std::move(*called));
    }
  }
  return texts;
}

}  // namespace firsthour::playbooks
