// SPDX-License-Identifier: Apache-2.0
// All commands, in one table, and the options that every one of them takes.
#pragma once

#include "cli/command.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace firsthour::cli {

inline constexpr std::string_view kVersion = FIRSTHOUR_VERSION;

// In the order of the help: as the work goes.
[[nodiscard]] std::span<const Command> all_commands();
[[nodiscard]] std::span<const Option> global_options();
[[nodiscard]] Terminal::Settings terminal_settings(const Parsed& said);

// The command that `words` begin with, and how many of them are its name. A usage failure with a
// suggestion when there is none.
struct Found {
  const Command* command;
  std::size_t words;
};
[[nodiscard]] Try<Found> find_command(std::span<const std::string> words);

// The text of `firsthour --help`, and of `firsthour help COMMAND` (for "case": of all its commands).
[[nodiscard]] std::string help_overview(const Terminal& terminal);
[[nodiscard]] std::string help_for(const Terminal& terminal, const Command& command);
[[nodiscard]] Try<std::string> help_for(const Terminal& terminal, std::span<const std::string> words);

}  // namespace firsthour::cli
