// SPDX-License-Identifier: Apache-2.0
// Which commands only read. Everything that is not plainly a tool of ours is presumed to change its target.
#include "playbooks/execution.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

// What a word of such a command may hold: nothing that a shell would read as more than itself.
bool plain(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view{"-_./:=,@%+"}.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = text.find_first_not_of(" \t\n", at);
    if (from == std::string_view::npos) break;
    const std::size_t to = std::min(text.find_first_of(" \t\n", from), text.size());
    words.emplace_back(text.substr(from, to - from));
    at = to;
  }
  return words;
}

// Whether it writes nowhere but into the folder that it is run in: no --out elsewhere, no leave to write onto
// the examined host.
bool stays(const std::vector<std::string>& words) {
  const auto inside = [](std::string_view path) {
    return !path.starts_with('/') && path.find("..") == std::string_view::npos;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.starts_with("--allow-local")) return false;
    if (word.starts_with("--out=") && !inside(word.substr(6))) return false;
    if (word == "--out" && i + 1 < words.size() && !inside(words[i + 1])) return false;
  }
  return true;
}

// Commands of firsthour that read a host or a case, and add to nothing but the case of the incident.
bool reads(const std::vector<std::string>& words) {
  static const std::set<std::string, std::less<>> kCollectors{"collect", "collect-host", "collect-files",
                                                              "collect-memory", "collect-traffic"};
  static const std::set<std::string, std::less<>> kCommands{"collect", "triage", "traffic", "timeline",
                                                            "doctor"};
  static const std::set<std::string, std::less<>> kOfCases{"show", "items", "log", "verify", "ingest", "add"};
  if (words.empty()) return false;
  if (kCollectors.contains(words[0])) return true;
  if (words[0] != "firsthour" || words.size() < 2) return false;
  return kCommands.contains(words[1]) ||
         (words[1] == "case" && words.size() > 2 && kOfCases.contains(words[2])) ||
         (words[1] == "report" && words.size() > 2);
}

}  // namespace

std::vector<std::string> own_tool_words(const StepCommand& command) {
  if (command.type != "bash") return {};
  std::vector<std::string> words = words_in(command.command);
  if (!std::ranges::all_of(words, plain) || !reads(words) || !stays(words)) return {};
  return words;
}

bool changes_target(const Step& step, const StepCommand& command) {
  if (step.handling.changes) return *step.handling.changes;
  if (command.type == "yara" || command.type == "sigma" || command.type == "manual") return false;
  return own_tool_words(command).empty();
}

}  // namespace firsthour::playbooks
