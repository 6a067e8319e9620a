// SPDX-License-Identifier: Apache-2.0
#include "cli/man_page.h"

#include "cli/commands.h"

namespace firsthour::cli {
namespace {

constexpr std::string_view kOptionsHeading = "## Options\n";

std::string options_of(std::span<const Option> options, Language language) {
  std::string text;
  for (const Option& option : options) {
    text += "\n**" + spelling(option) + "**\n: " + std::string{option.help.in(language)} + "\n";
  }
  return text;
}

std::string commands_list() {
  std::string text;
  for (const Command& command : all_commands()) {
    text += "- **" + std::string{command.name} + "** " + std::string{command.arguments} + ": " +
            std::string{command.summary.en} + "\n";
  }
  return text;
}

}  // namespace

std::string page_options(std::string_view page, Language language) {
  const std::string_view word = page.size() > 10 ? page.substr(10) : "";
  std::string text;
  for (const Command& command : all_commands()) {
    const bool whole = command.name == word;
    if (!whole && !(command.name.starts_with(word) && command.name.substr(word.size()).starts_with(" ")))
      continue;
    if (word.empty()) continue;
    if (!whole) {
      text += "\n### firsthour " + std::string{command.name} + " " + std::string{command.arguments} + "\n\n" +
              std::string{command.summary.in(language)} + "\n";
    }
    text += options_of(command.body->options, language);
  }
  if (word.empty()) return options_of(global_options(), language);
  if (text.empty()) return text;  // of a program of its own: its page has its options
  return text +
         (language == Language::zh
              ? "\n通用选项（--json、--lang、--color、-q、-v）见 firsthour(1)。\n"
              : "\nThe options of every command (--json, --lang, --color, -q, -v) are in firsthour(1).\n");
}

std::string man_page(std::string prose, std::string_view page) {
  if (const auto at = prose.find(kOptionsHeading); at != std::string::npos) {
    prose.insert(at + kOptionsHeading.size(), page_options(page, Language::en));
  }
  if (const auto at = prose.find("## Commands\n"); at != std::string::npos) {
    prose.insert(at + 12, "\n" + commands_list());
  }
  return prose;
}

}  // namespace firsthour::cli
