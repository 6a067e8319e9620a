// SPDX-License-Identifier: Apache-2.0
#include "cli/data_folder.h"

#include "casefile/folder.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_sigma_file(const fs::path& path) { return path.extension() == ".yml" || path.extension() == ".yaml"; }

// What collections of rules keep for the services that test them.
bool is_hidden(const fs::path& path, const fs::path& below) {
  const fs::path name = path.lexically_relative(below);
  return std::any_of(name.begin(), name.end(),
                     [](const fs::path& part) { return part.native().starts_with('.'); });
}

Try<> add_rules(const std::string& given, RuleSources& into) {
  std::error_code error;
  if (!fs::exists(given, error)) {
    return give_up(Exit::failed, "no rules at " + given, "--rules takes a folder or a file of rules");
  }
  if (!is_folder(given)) {
    (is_sigma_file(given) ? into.sigma : into.yara).push_back(given);
    return {};
  }
  // Collections of rules hold other things in YAML beside the folder that is called so; files of YARA lie
  // anywhere.
  const fs::path sigma = fs::path{given} / "sigma";
  bool has_yara = false, has_sigma = false;
  // Who loads them says which folders cannot be listed.
  for (const fs::path& file : files_below(given).paths) {
    has_sigma = has_sigma || (is_sigma_file(file) && !is_hidden(file, given));
    has_yara = has_yara || file.extension() == ".yar" || file.extension() == ".yara";
  }
  if (has_yara) into.yara.push_back(given);
  if (is_folder(sigma))
    into.sigma.push_back(sigma.string());
  else if (has_sigma && !is_folder(fs::path{given} / "yara"))
    into.sigma.push_back(given);
  if (has_yara || has_sigma) return {};
  return give_up(Exit::failed, "no rules in " + given,
                 "YARA rules end in .yar or .yara, Sigma rules in .yml");
}

}  // namespace

Try<std::string> data_folder(const Environment& environment, const std::string& program) {
  const fs::path above = fs::path{program}.parent_path().parent_path();
  std::vector<std::string> places{(above / "share/firsthour").string(),
                                  (above.parent_path() / "share/firsthour").string()};
  if (const char* named = environment("FIRSTHOUR_DATA"); named && *named) places = {named};
  for (const std::string& place : places) {
    if (is_folder(place)) return place;
  }
  return give_up(Exit::failed, "the data folder " + places.front() + " is missing",
                 "set FIRSTHOUR_DATA to it, keep share/firsthour beside the folder of the program, "
                 "or name rules with --rules");
}

std::string our_program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).string();
}

void use_own_magic(const Environment& environment) {
  const auto folder = data_folder(environment, our_program());
  // A place that is not there makes rules that need it fail, and say so.
  ::setenv("MAGIC", folder ? (*folder + "/magic.mgc").c_str() : "/proc/self/magic.mgc", 1);
}

Try<RuleSources> rule_sources(const Invocation& call) {
  RuleSources sources;
  const auto given = call.said.values("rules");
  for (const std::string& rules : given) {
    if (auto added = add_rules(rules, sources); !added) return give_up(added.error());
  }
  const auto folder = data_folder(call.environment, call.program);
  if (folder && is_folder(fs::path{*folder} / "mappings"))
    sources.mappings.push_back((fs::path{*folder} / "mappings").string());
  if (!given.empty()) return sources;
  if (!folder) return give_up(folder.error());
  if (auto added = add_rules(*folder, sources); !added) return give_up(added.error());
  return sources;
}

}  // namespace firsthour::cli
