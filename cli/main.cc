// SPDX-License-Identifier: Apache-2.0
// firsthour: looks the command up, runs it, and ends with the code of exit.h.
#include "casefile/digest.h"
#include "cli/build_kind.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/messages.h"
#include "cli/quoting.h"
#include "cli/stop.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace firsthour::cli {
namespace {

// The words before the options decide the command; the options of that command decide the rest.
Try<Found> command_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < arguments.size() && words.size() < 2; ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("-"))
      words.push_back(argument);
    else if (!words.empty())
      break;
    else if (argument == "--lang" || argument == "--color")
      ++i;  // the two global options with a value
  }
  return find_command(words);
}

Try<Parsed> parsed(const std::vector<std::string>& arguments, const Found& found) {
  const std::array tables{global_options(), found.command->body->options};
  auto said = parse_options(arguments, tables);
  if (said)
    said->words.erase(said->words.begin(), said->words.begin() + static_cast<std::ptrdiff_t>(found.words));
  return said;
}

Try<> check_word_count(const Command& command, std::size_t given) {
  const bool few = given < static_cast<std::size_t>(command.fewest);
  const bool many = command.most >= 0 && given > static_cast<std::size_t>(command.most);
  if (!few && !many) return {};
  return give_up(Exit::usage,
                 few ? "something is missing after the command" : "too many words after the command",
                 "firsthour " + std::string{command.name} + " [OPTION]… " + std::string{command.arguments});
}

// --help, --version and no command at all. nullopt: there is a command to run.
std::optional<Exit> answer_without_command(const std::vector<std::string>& arguments, Terminal& terminal) {
  const std::array tables{global_options()};
  const auto said = parse_options(arguments, tables);
  if (!said) return std::nullopt;
  terminal.configure(terminal_settings(*said));
  if (!said->words.empty()) {
    // A group is no command, and can be explained: `firsthour incident --help`.
    if (!said->has("help") || said->words.size() > 1 || find_command(said->words)) return std::nullopt;
    const auto group = help_for(terminal, said->words);
    if (!group) return std::nullopt;
    terminal.print(*group);
    return Exit::done;
  }
  if (said->has("version")) {
    terminal.print("firsthour " + std::string{kVersion});
    return Exit::done;
  }
  if (!said->has("help")) return std::nullopt;
  terminal.print(help_overview(terminal));
  return Exit::done;
}

// Until the options are understood, these two decide how an error in them looks.
Terminal::Settings settings_before_parsing(const std::vector<std::string>& arguments) {
  Terminal::Settings settings;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--json") settings.json = true;
    const bool next = arguments[i] == "--lang" && i + 1 < arguments.size();
    const std::string word = next ? "--lang=" + arguments[i + 1] : arguments[i];
    if (word == "--lang=zh") settings.language = Language::zh;
    if (word == "--lang=en") settings.language = Language::en;
  }
  return settings;
}

Try<Exit> run(const std::vector<std::string>& arguments, Terminal& terminal, const Environment& environment) {
  if (const auto answered = answer_without_command(arguments, terminal)) return *answered;
  auto found = command_of(arguments);
  if (!found) return give_up(found.error());
  auto said = parsed(arguments, *found);
  if (!said) return give_up(said.error());
  terminal.configure(terminal_settings(*said));
  const Command& command = *found->command;
  if (said->has("help")) {
    terminal.print(help_for(terminal, command));
    return Exit::done;
  }
  if (auto enough = check_word_count(command, said->words.size()); !enough) return give_up(enough.error());
  const SystemClock clock;
  const Invocation call{command,
                        *said,
                        terminal,
                        clock,
                        environment,
                        our_program(),
                        "firsthour " + joined_for_shell(arguments)};
  return command.body->run(call);
}

}  // namespace
}  // namespace firsthour::cli

int main(int argc, char** argv) {
  firsthour::harden_process();
  using namespace firsthour::cli;
  const Environment environment = [](const char* name) { return std::getenv(name); };
  if (is_field_build()) use_own_magic(environment);
  const std::vector<std::string> arguments{argv + 1, argv + argc};
  Terminal terminal{stdin, stdout, stderr, environment};
  terminal.configure(settings_before_parsing(arguments));
  listen_for_stop();
  const auto ended = run(arguments, terminal, environment);
  terminal.end_progress();
  if (const auto written = terminal.written(); ended && !written) {
    terminal.error(written.error());
    return static_cast<int>(Exit::failed);
  }
  if (ended) return static_cast<int>(*ended);
  terminal.error(ended.error());
  return static_cast<int>(ended.error().exit);
}
