// SPDX-License-Identifier: Apache-2.0
// The options of a command as one table. From it come parsing, --help, the completion and the OPTIONS
// section of the man page.
#pragma once

#include "cli/exit.h"
#include "cli/text.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

struct Option {
  std::string_view name;  // "profile", without dashes
  // What follows: "" for a switch, "FILE" or "DIR" (completed as such), any other word in capitals, or
  // the words that are allowed, "quick|standard|full".
  std::string_view value;
  Text help;
  bool repeatable = false;
  char letter = '\0';  // 'q', or none
};

// What was said on the command line: options by name, and the other words in order.
struct Parsed {
  std::map<std::string, std::vector<std::string>, std::less<>> options;
  std::vector<std::string> words;

  [[nodiscard]] bool has(std::string_view name) const { return options.find(name) != options.end(); }
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;  // the last one given
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
};

// Options may stand anywhere; after "--" all are words. An unknown option is a usage failure with a
// suggestion; so is a value that is not among the allowed words, or an option given twice that may not be.
[[nodiscard]] Try<Parsed> parse_options(const std::vector<std::string>& arguments,
                                        std::span<const std::span<const Option>> tables);

// The allowed words of "quick|standard|full"; empty when any value will do.
[[nodiscard]] std::vector<std::string> allowed_words(const Option& option);
// "--profile quick|standard|full", "-q, --quiet".
[[nodiscard]] std::string spelling(const Option& option);

// The candidate nearest to `word` by edit distance, when it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 std::span<const std::string> candidates);

}  // namespace firsthour::cli
