// SPDX-License-Identifier: Apache-2.0
// The table of commands against what must exist for each: a page, a completion, a scenario.
#include "cli/commands.h"

#include "cli/completions.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

std::string first_word(const Command& command) {
  return std::string{command.name.substr(0, command.name.find(' '))};
}

TEST(Commands, EachHasAPageWithTheSectionsInOrder) {
  for (const Command& command : all_commands()) {
    const fs::path page =
        fs::path{FIRSTHOUR_SOURCE_DIR} / "cli/man" / ("firsthour-" + first_word(command) + ".md");
    const std::string text = text_of(page);
    std::size_t at = 0;
    for (const char* section : {"## Name\n", "## Synopsis\n", "## Description\n", "## Options\n",
                                "## Examples\n", "## Exit status\n", "## See also\n"}) {
      const auto found = text.find(section, at);
      EXPECT_NE(found, std::string::npos) << page << " lacks, or has too early: " << section;
      if (found != std::string::npos) at = found;
    }
  }
}

TEST(Commands, EachHasACompletion) {
  const std::string completion = bash_completion();
  for (const Command& command : all_commands()) {
    EXPECT_NE(completion.find("\"" + std::string{command.name} + "\")"), std::string::npos) << command.name;
    for (const Option& option : command.body->options) {
      EXPECT_NE(completion.find("--" + std::string{option.name}), std::string::npos)
          << command.name << option.name;
    }
  }
}

TEST(Commands, EachHasAScenario) {
  std::string scenarios;
  for (const auto& entry : fs::directory_iterator{fs::path{FIRSTHOUR_SOURCE_DIR} / "tests/cli"}) {
    if (entry.path().extension() == ".txt") scenarios += text_of(entry.path());
  }
  for (const Command& command : all_commands()) {
    const std::regex run{"^\\$ .*firsthour " + std::string{command.name} + "\\b", std::regex::multiline};
    EXPECT_TRUE(std::regex_search(scenarios, run)) << "no scenario runs " << command.name;
  }
}

TEST(Commands, NamesAndOptionsAreUnique) {
  std::set<std::string_view> names;
  for (const Command& command : all_commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    std::set<std::string_view> options;
    for (const Option& option : global_options()) options.insert(option.name);
    for (const Option& option : command.body->options) {
      EXPECT_TRUE(options.insert(option.name).second) << command.name << " --" << option.name;
    }
  }
}

TEST(Commands, AreFoundByOneWordOrTwo) {
  const std::vector<std::string> one{"respond", "x"}, two{"case", "verify", "x"};
  EXPECT_EQ(find_command(one)->command->name, "respond");
  EXPECT_EQ(find_command(one)->words, 1u);
  EXPECT_EQ(find_command(two)->command->name, "case verify");
  EXPECT_EQ(find_command(two)->words, 2u);
}

TEST(Commands, SuggestWhatWasMeant) {
  const auto far = find_command(std::vector<std::string>{"resopnd"});
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().exit, Exit::usage);
  EXPECT_EQ(far.error().hint, "did you mean `respond`?");
  const auto within = find_command(std::vector<std::string>{"case", "itmes"});
  ASSERT_FALSE(within);
  EXPECT_EQ(within.error().hint, "did you mean `case items`?");
  const auto nothing = find_command(std::vector<std::string>{"xyzzyplugh"});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().hint, "firsthour --help lists the commands");
}

}  // namespace
}  // namespace firsthour::cli
