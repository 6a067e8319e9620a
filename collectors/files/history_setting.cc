// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/history_setting.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace firsthour::collectors {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The word that `text` begins with, without its quotes.
std::string word_of(std::string_view text) {
  std::string word;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      const auto end = text.find(c, at + 1);
      // One that does not end here ends what the whole setting is quoted in, or goes on in the next line.
      if (end == std::string_view::npos) return word.empty() ? std::string{text.substr(at)} : word;
      word += text.substr(at + 1, end - at - 1);
      at = end;
    } else if (c == '\\' && at + 1 < text.size()) {
      word += text[++at];
    } else if (c == '`' || text.substr(at).starts_with("$(")) {
      const auto end = std::min(text.find(c == '`' ? '`' : ')', at + 1), text.size() - 1);
      word += text.substr(at, end - at + 1);
      at = end;
    } else if (std::string_view{" \t\r;&|<>)"}.find(c) != std::string_view::npos) {
      break;
    } else {
      word += c;
    }
  }
  return word;
}

// Nothing where only the shell knows.
std::optional<std::string> put_in(std::string_view value, std::string_view home) {
  const auto user = home.substr(home.rfind('/') + 1);
  struct Known {
    std::string_view word, is;
  };
  const std::array known{Known{"${HOME}", home}, Known{"${USER}", user}, Known{"${LOGNAME}", user},
                         Known{"$HOME", home},   Known{"$USER", user},   Known{"$LOGNAME", user}};
  std::string path;
  if (value == "~" || value.starts_with("~/")) {
    path = home;
    value.remove_prefix(1);
  }
  if (value.starts_with('~') || value.starts_with('\'') || value.starts_with('"')) return std::nullopt;
  while (!value.empty()) {
    const auto found = std::ranges::find_if(known, [&](const Known& each) {
      const auto length = each.word.size();
      return value.starts_with(each.word) &&
             (each.word.back() == '}' || value.size() == length || !is_name(value[length]));
    });
    if (found != known.end()) {
      path += found->is;
      value.remove_prefix(found->word.size());
      continue;
    }
    if (value.front() == '$' || value.front() == '`') return std::nullopt;
    path += value.front();
    value.remove_prefix(1);
  }
  return path;
}

void add_value(std::string value, std::string_view home, NamedHistories& named) {
  if (value.empty() || value == "\"" || value == "'") return;
  auto path = put_in(value, home);
  if (path && path->starts_with('/')) {
    named.paths.insert(std::move(*path));
    return;
  }
  if (path) named.paths.insert(std::string{home} + "/" + *path);
  named.open.insert(std::move(value));
}

}  // namespace

NamedHistories histories_named_in(std::string_view text, std::string_view home) {
  static constexpr std::string_view kWord = "HISTFILE=";
  NamedHistories named;
  while (const auto line = next_line(text)) {
    if (line->substr(std::min(line->find_first_not_of(" \t"), line->size())).starts_with('#')) continue;
    for (auto at = line->find(kWord); at != std::string_view::npos; at = line->find(kWord, at + 1))
      if (at == 0 || !is_name((*line)[at - 1]))
        add_value(word_of(line->substr(at + kWord.size())), home, named);
  }
  return named;
}

}  // namespace firsthour::collectors
