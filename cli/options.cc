// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "casefile/encoding.h"

#include <boost/program_options.hpp>

#include <algorithm>

namespace firsthour::cli {
namespace {

namespace po = boost::program_options;

std::string quoted(std::string_view word) { return "`" + std::string{word} + "`"; }

po::options_description described(std::span<const std::span<const Option>> tables) {
  po::options_description all;
  for (const auto table : tables) {
    for (const Option& option : table) {
      std::string names{option.name};
      if (option.letter != '\0') names += std::string{","} + option.letter;
      if (option.value.empty()) {
        all.add_options()(names.c_str(), "");
      } else {
        all.add_options()(names.c_str(), po::value<std::vector<std::string>>()->composing(), "");
      }
    }
  }
  return all;
}

std::vector<std::string> spellings(std::span<const std::span<const Option>> tables) {
  std::vector<std::string> names;
  for (const auto table : tables) {
    for (const Option& option : table) names.push_back("--" + std::string{option.name});
  }
  return names;
}

tl::unexpected<Failure> unknown_option(std::string_view word,
                                       std::span<const std::span<const Option>> tables) {
  const std::vector<std::string> names = spellings(tables);
  auto meant = nearest(word, names);
  // As triage has it; the others have two formats only.
  if (!meant && word == "--format" && std::ranges::find(names, "--json") != names.end()) meant = "--json";
  return give_up(Exit::usage, "unknown option " + quoted(word),
                 meant ? "did you mean " + quoted(*meant) + "?" : "");
}

Try<> check(const Option& option, const Parsed& parsed) {
  const auto given = parsed.values(option.name);
  if (given.size() > 1 && !option.repeatable) {
    return give_up(Exit::usage, "option `--" + std::string{option.name} + "` is given twice");
  }
  const auto allowed = allowed_words(option);
  for (const std::string& value : given) {
    if (allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) continue;
    return give_up(Exit::usage, "option `--" + std::string{option.name} + "` does not take " + quoted(value),
                   "one of " + std::string{option.value});
  }
  return {};
}

}  // namespace

std::optional<std::string> Parsed::value(std::string_view name) const {
  const auto found = options.find(name);
  if (found == options.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Parsed::values(std::string_view name) const {
  const auto found = options.find(name);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

Try<Parsed> parse_options(const std::vector<std::string>& arguments,
                          std::span<const std::span<const Option>> tables) try {
  // An abbreviated option in a script would change its meaning when a longer one is added: no guessing.
  constexpr int kStyle = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::positional_options_description nothing;
  const po::options_description description = described(tables);
  const auto raw = po::command_line_parser(arguments).options(description).style(kStyle).run();
  Parsed parsed;
  for (const auto& option : raw.options) {
    if (option.position_key >= 0) {
      parsed.words.insert(parsed.words.end(), option.value.begin(), option.value.end());
      continue;
    }
    auto& values = parsed.options[option.string_key];
    values.insert(values.end(), option.value.begin(), option.value.end());
  }
  for (const auto table : tables) {
    for (const Option& option : table) {
      if (auto good = check(option, parsed); !good) return give_up(good.error());
    }
  }
  return parsed;
} catch (const po::unknown_option& error) {
  return unknown_option(error.get_option_name(), tables);
} catch (const po::invalid_command_line_syntax& error) {
  const std::string option = error.get_option_name();
  if (error.kind() == po::invalid_syntax::missing_parameter) {
    return give_up(Exit::usage, "option " + quoted(option) + " needs a value");
  }
  return give_up(Exit::usage, "option " + quoted(option) + " takes no value");
} catch (const po::error& error) {
  return give_up(Exit::usage, error.what());
}

std::vector<std::string> allowed_words(const Option& option) {
  std::vector<std::string> words;
  if (option.value.find('|') == std::string_view::npos) return words;
  std::string_view rest = option.value;
  while (true) {
    const auto bar = rest.find('|');
    words.emplace_back(rest.substr(0, bar));
    if (bar == std::string_view::npos) return words;
    rest.remove_prefix(bar + 1);
  }
}

std::string spelling(const Option& option) {
  std::string text;
  if (option.letter != '\0') text = std::string{"-"} + option.letter + ", ";
  text += "--" + std::string{option.name};
  if (!option.value.empty()) text += " " + std::string{option.value};
  return text;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t change = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace firsthour::cli
