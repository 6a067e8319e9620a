// SPDX-License-Identifier: Apache-2.0
#include "cli/playbook_file.h"

#include "casefile/bytes.h"
#include "cli/data_folder.h"
#include "playbooks/library.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargest = std::uint64_t{16} << 20;
constexpr std::size_t kMostBeside = 200;

bool is_path(const std::string& named) {
  std::error_code ignored;
  return named.find_first_of("/.") != std::string::npos || fs::is_regular_file(named, ignored);
}

// The playbooks that lie beside a file, by id. Files that are none are passed over.
std::map<std::string, std::string> beside(const std::string& file) {
  std::map<std::string, std::string> texts;
  std::error_code error;
  fs::directory_iterator entry{fs::absolute(file).parent_path(), error};
  std::vector<std::string> paths;
  for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    const std::string extension = entry->path().extension().string();
    if (extension == ".yaml" || extension == ".yml" || extension == ".json") paths.push_back(entry->path());
  }
  std::ranges::sort(paths);
  if (paths.size() > kMostBeside) paths.resize(kMostBeside);
  for (const std::string& path : paths) {
    auto text = read_file(path, kLargest);
    if (!text) continue;
    const auto reading = playbooks::read_playbook(*text);
    if (reading && reading->sound()) texts.try_emplace(reading->playbook.id, std::move(*text));
  }
  return texts;
}

std::set<std::string> called_by(const std::string& text) {
  std::set<std::string> ids;
  if (const auto reading = playbooks::read_playbook(text))
    for (const auto& [id, step] : reading->playbook.steps)
      if (step.kind == playbooks::StepKind::playbook_action) ids.insert(step.playbook_id);
  return ids;
}

}  // namespace

std::string playbook_folder(const Invocation& call) {
  const auto folder = data_folder(call.environment, call.program);
  return folder ? *folder + "/playbooks" : std::string{};
}

Try<PlaybookFile> playbook_file(const Invocation& call, const std::string& named) {
  if (is_path(named)) {
    auto text = read_file(named, kLargest);
    if (!text) return give_up(text.error());
    return PlaybookFile{named, std::move(*text)};
  }
  auto text = playbooks::library_text(named, playbook_folder(call));
  if (!text)
    return give_up(Exit::failed, text.error().what,
                   "firsthour playbook show --list has the names; a file is named by its path");
  return PlaybookFile{named, std::move(*text)};
}

Try<std::vector<std::string>> playbook_texts(const Invocation& call, const std::string& named) {
  auto file = playbook_file(call, named);
  if (!file) return give_up(file.error());
  std::vector<std::string> texts{std::move(file->text)};
  std::set<std::string> taken;
  if (is_path(named)) {
    const auto near = beside(named);
    for (std::size_t i = 0; i < texts.size(); ++i)
      for (const std::string& id : called_by(texts[i]))
        if (const auto found = near.find(id); found != near.end() && taken.insert(id).second)
          texts.push_back(found->second);
  }
  const std::vector<std::string> own = texts;
  for (const std::string& text : own) {
    auto all = playbooks::with_called(text, playbook_folder(call));
    if (!all) return give_up(all.error());
    for (std::size_t i = 1; i < all->size(); ++i)
      if (std::ranges::find(texts, (*all)[i]) == texts.end()) texts.push_back(std::move((*all)[i]));
  }
  return texts;
}

}  // namespace firsthour::cli
