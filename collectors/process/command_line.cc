// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/command_line.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

std::vector<std::string> split_at_nul(std::string_view bytes) {
  std::vector<std::string> parts;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\0');
    parts.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return parts;
}

}  // namespace

CommandLine parse_command_line(std::string_view bytes) {
  CommandLine line;
  if (bytes.empty()) return line;
  const bool ends_in_nul = bytes.back() == '\0';
  line.arguments = split_at_nul(bytes);
  // A title is written over argv and the rest filled with NUL, which looks like many empty arguments
  // after one that holds blanks.
  const bool rest_empty =
      std::all_of(line.arguments.begin() + 1, line.arguments.end(), [](const auto& a) { return a.empty(); });
  const bool one_text = rest_empty && line.arguments.front().find(' ') != std::string::npos;
  line.title_changed = !ends_in_nul || one_text;
  if (line.title_changed)
    while (line.arguments.size() > 1 && line.arguments.back().empty()) line.arguments.pop_back();
  for (const auto& argument : line.arguments) {
    if (&argument != &line.arguments.front()) line.joined += ' ';
    line.joined += argument;
  }
  return line;
}

std::vector<std::string> preload_variables(std::string_view environment) {
  constexpr std::array<std::string_view, 3> kNames{"LD_PRELOAD=", "LD_AUDIT=", "LD_LIBRARY_PATH="};
  std::vector<std::string> found;
  for (auto& variable : split_at_nul(environment)) {
    const auto is_it = [&](auto name) { return variable.starts_with(name) && variable.size() > name.size(); };
    if (std::any_of(kNames.begin(), kNames.end(), is_it)) found.push_back(std::move(variable));
  }
  return found;
}

}  // namespace firsthour::collectors
