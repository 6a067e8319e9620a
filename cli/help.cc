// SPDX-License-Identifier: Apache-2.0
// The texts of --help, made from the tables, and the command `help`.
#include "cli/commands.h"
#include "cli/display_width.h"
#include "cli/messages.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

constexpr std::size_t kHelpColumns = 100;

// "  left        right, wrapped and indented".
std::string entry(std::string_view left, std::string_view right, std::size_t width) {
  const std::string indent(width + 4, ' ');
  std::string text = wrap(right, kHelpColumns, indent);
  if (display_width(left) > width) return "  " + std::string{left} + "\n" + text;
  return "  " + column(left, width) + "  " + text.substr(indent.size());
}

std::string entries(const Terminal& terminal, std::span<const Option> options) {
  std::size_t width = 0;
  for (const Option& option : options) width = std::max(width, display_width(spelling(option)));
  std::string text;
  for (const Option& option : options) {
    text += entry(spelling(option), terminal.text(option.help), std::min<std::size_t>(width, 34));
  }
  return text;
}

std::string one(const Terminal& terminal, const Command& command) {
  std::string text = "firsthour " + std::string{command.name};
  if (!command.body->options.empty()) text += " " + terminal.text(say::options_word);
  if (!command.arguments.empty()) text += " " + std::string{command.arguments};
  text += "\n" + wrap(terminal.text(command.summary), kHelpColumns, "  ");
  if (!command.body->options.empty()) {
    text += "\n" + terminal.text(say::options_title) + "\n" + entries(terminal, command.body->options);
  }
  return text;
}

Try<Exit> run(const Invocation& call) {
  if (call.said.words.empty()) {
    call.terminal.print(help_overview(call.terminal));
    return Exit::done;
  }
  auto text = help_for(call.terminal, call.said.words);
  if (!text) return give_up(text.error());
  call.terminal.print(*text);
  return Exit::done;
}

}  // namespace

std::string help_overview(const Terminal& terminal) {
  std::string text = terminal.text(say::usage_line) + "\n\n" + terminal.text(say::commands_title) + "\n";
  for (const Command& command : all_commands()) {
    text += entry(command.name, terminal.text(command.summary), 21);
  }
  text += "\n" + terminal.text(say::global_options_title) + "\n" + entries(terminal, global_options());
  text += "\n" + terminal.text(say::help_footer) + "\n";
  return text;
}

Try<std::string> help_for(const Terminal& terminal, std::span<const std::string> words) {
  std::string text;
  for (const Command& command : all_commands()) {
    if (words.size() == 1 && (command.name == words[0] || command.name.starts_with(words[0] + " "))) {
      text += (text.empty() ? "" : "\n") + one(terminal, command);
    }
  }
  if (text.empty()) {
    auto found = find_command(words);
    if (!found) return give_up(found.error());
    text = one(terminal, *found->command);
  }
  return text + "\n" + terminal.text(say::global_options_title) + "\n" + entries(terminal, global_options());
}

std::string help_for(const Terminal& terminal, const Command& command) {
  return one(terminal, command) + "\n" + terminal.text(say::global_options_title) + "\n" +
         entries(terminal, global_options());
}

constinit const CommandBody help_command{{}, run};

}  // namespace firsthour::cli
