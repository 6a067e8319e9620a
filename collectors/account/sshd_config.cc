// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/sshd_config.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

// Words are parted by blanks, the first also by "="; double quotes keep blanks together.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!(line = trimmed(line)).empty() && line[0] != '#') {
    if (words.size() == 1 && line[0] == '=') {
      line.remove_prefix(1);
      continue;
    }
    const bool quoted = line[0] == '"';
    if (quoted) line.remove_prefix(1);
    const std::size_t end =
        std::min(quoted ? line.find('"') : line.find_first_of(words.empty() ? " \t=" : " \t"), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + (quoted ? 1 : 0), line.size()));
  }
  return words;
}

}  // namespace

SshdConfig parse_sshd_config(std::string_view text) {
  SshdConfig config;
  while (const auto line = next_line(text)) {
    const auto words = words_of(*line);
    if (words.size() < 2) continue;
    const std::string key = lower(words[0]);
    if (key == "authorizedkeysfile")
      config.key_files.insert(config.key_files.end(), words.begin() + 1, words.end());
    else if (key == "include")
      config.includes.insert(config.includes.end(), words.begin() + 1, words.end());
    else if (key == "authorizedkeyscommand")
      config.key_command = config.key_command || lower(words[1]) != "none";
  }
  return config;
}

std::string expand_key_file(std::string_view pattern, std::string_view user, std::string_view home,
                            std::uint32_t uid) {
  if (pattern.empty() || lower(pattern) == "none") return {};
  std::string path;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      path += pattern[i];
      continue;
    }
    switch (++i < pattern.size() ? pattern[i] : '\0') {
      case 'h':
        path += home;
        break;
      case 'u':
        path += user;
        break;
      case 'U':
        path += std::to_string(uid);
        break;
      case '%':
        path += '%';
        break;
      default:
        return {};
    }
  }
  if (!path.starts_with('/')) path.insert(0, (home == "/" ? std::string{} : std::string{home}) + "/");
  return path;
}

}  // namespace firsthour::collectors
