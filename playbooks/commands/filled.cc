// SPDX-License-Identifier: Apache-2.0
#include "playbooks/commands/filled.h"

#include "casefile/json.h"
#include "playbooks/execution.h"
#include "playbooks/variable_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

bool plain(unsigned char c) {
  return std::isalnum(c) != 0 ||
         std::string_view{"-_./:=,@%+"}.find(static_cast<char>(c)) != std::string_view::npos;
}

enum class Quotes { none, single, doubled };

// Which quotes are open at the end of a shell text. Here-documents and $'…' are not told apart from plain
// text: a value in them is quoted once more than needed, never less.
Quotes open_after(std::string_view text) {
  Quotes open = Quotes::none;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && open != Quotes::single)
      ++i;
    else if (c == '\'' && open != Quotes::doubled)
      open = open == Quotes::single ? Quotes::none : Quotes::single;
    else if (c == '"' && open != Quotes::single)
      open = open == Quotes::doubled ? Quotes::none : Quotes::doubled;
  }
  return open;
}

std::string in_single_quotes(std::string_view value) {
  std::string out;
  for (const char c : value) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out;
}

std::string in_double_quotes(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '$' || c == '`' || c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string for_url(std::string_view, std::string_view value) {
  std::string out;
  for (const unsigned char c : value)
    out +=
        std::isalnum(c) != 0 || std::string_view{"-._~"}.find(static_cast<char>(c)) != std::string_view::npos
            ? std::string(1, static_cast<char>(c))
            : fmt::format("%{:02X}", c);
  return out;
}

// Inside a string of JSON; a number or a word of its own stays as it is where no string is open.
std::string for_json(std::string_view before, std::string_view value) {
  if (open_after(before) != Quotes::doubled) return std::string{value};
  const std::string quoted = canonical(Json(std::string{value}));
  return quoted.substr(1, quoted.size() - 2);
}

bool is_json(const StepCommand& command) {
  return std::ranges::any_of(command.headers, [](const auto& header) {
    std::string name = header.first;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name == "content-type" && !header.second.empty() &&
           header.second.front().find("json") != std::string::npos;
  });
}

}  // namespace

std::string for_shell(std::string_view before, std::string_view value) {
  switch (open_after(before)) {
    case Quotes::single:
      return in_single_quotes(value);
    case Quotes::doubled:
      return in_double_quotes(value);
    default:
      if (!value.empty() && std::ranges::all_of(value, [](unsigned char c) { return plain(c); }))
        return std::string{value};
      return "'" + in_single_quotes(value) + "'";
  }
}

Result<std::string> filled(const StepCommand& command, const Variables& variables) {
  if (command.type == "bash" || command.type == "ssh")
    return with_values(command.command, variables, for_shell);
  if (command.type == "http-api") return with_values(command.command, variables, for_url);
  return with_values(command.command, variables);
}

Result<std::vector<std::string>> filled_words(const StepCommand& command, const Variables& variables) {
  std::vector<std::string> words = own_tool_words(command);
  for (std::string& word : words) {
    auto text = with_values(word, variables);
    if (!text) return tl::unexpected{text.error()};
    // A value must not turn into an option of ours.
    if (text->starts_with('-') && !word.starts_with('-'))
      return fail(Errc::denied, "the value of " + word + " begins with a dash");
    word = std::move(*text);
  }
  return words;
}

Result<std::string> filled_content(const StepCommand& command, const Variables& variables) {
  if (is_json(command)) return with_values(command.content, variables, for_json);
  return with_values(command.content, variables);
}

Result<std::vector<std::pair<std::string, std::string>>> filled_headers(const StepCommand& command,
                                                                        const Variables& variables) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [name, values] : command.headers) {
    // Letters, digits and dashes: among the rest is what the program that asks would read as a file's name.
    if (name.empty() || !std::ranges::all_of(name, [](unsigned char c) {
          return std::isalnum(c) != 0 || c == '-' || c == '_';
        }))
      return fail(Errc::malformed, "no name of a header: " + name);
    for (const std::string& value : values) {
      auto text = with_values(value, variables);
      if (!text) return tl::unexpected{text.error()};
      if (text->find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos)
        return fail(Errc::malformed, "the header " + name + " has a line end in it");
      all.emplace_back(name, std::move(*text));
    }
  }
  return all;
}

}  // namespace firsthour::playbooks
