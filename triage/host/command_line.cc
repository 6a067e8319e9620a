// SPDX-License-Identifier: Apache-2.0
#include "triage/host/command_line.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view without_blanks(std::string_view text) {
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

// Takes the first word off `rest`.
std::string_view take_word(std::string_view& rest) {
  rest = without_blanks(rest);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

// A crontab's lines in /etc/crontab and /etc/cron.d name a user; those of a user's own do not. Scripts in
// cron.daily and its like are shell.
bool is_crontab(std::string_view path) {
  return path.ends_with("/crontab") || path.find("/cron.d/") != std::string_view::npos ||
         path.find("/spool/cron/") != std::string_view::npos || path.ends_with("/anacrontab");
}

std::string_view crontab_command(std::string_view path, std::string_view line) {
  std::string_view rest = line;
  const std::string_view first = take_word(rest);
  if (first.find('=') != std::string_view::npos) return {};
  if (path.ends_with("/anacrontab")) {
    take_word(rest);  // period, delay, job name, command
    take_word(rest);
    return without_blanks(rest);
  }
  if (!first.starts_with('@')) {
    for (int field = 1; field < 5; ++field) take_word(rest);
  }
  if (path.find("/spool/cron/") == std::string_view::npos) take_word(rest);
  return without_blanks(rest);
}

std::string_view unit_command(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (!line.starts_with("Exec") || equals == std::string_view::npos) return {};
  std::string_view command = without_blanks(line.substr(equals + 1));
  const std::size_t start = command.find_first_not_of("-@:+!|");
  return start == std::string_view::npos ? std::string_view{} : without_blanks(command.substr(start));
}

std::string_view udev_command(std::string_view line) {
  const std::size_t run = line.find("RUN");
  if (run == std::string_view::npos) return {};
  const std::size_t open = line.find('"', run);
  if (open == std::string_view::npos) return {};
  const std::size_t close = line.find('"', open + 1);
  return without_blanks(line.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
}

// Words that may stand before the program in a pipe: they run what follows.
bool passes_on(std::string_view word) {
  constexpr std::array<std::string_view, 8> kPass{"sudo",    "env",  "nohup", "exec",
                                                  "command", "nice", "time",  "setsid"};
  return std::ranges::find(kPass, word) != kPass.end() || word.find('=') != std::string_view::npos ||
         word.starts_with('-');
}

}  // namespace

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_comment(std::string_view line) {
  const std::string_view text = without_blanks(line);
  return text.starts_with('#') || text.starts_with("//") || text.starts_with(';');
}

std::string_view command_in(std::string_view source, std::string_view path, std::string_view line) {
  const std::string_view text = without_blanks(line);
  if (text.empty() || is_comment(text)) return {};
  if (source.ends_with(".cron") && is_crontab(path)) return crontab_command(path, text);
  if (source.find(".systemd") != std::string_view::npos) return unit_command(text);
  if (source.ends_with(".udev")) return udev_command(text);
  return text;
}

std::vector<std::string_view> pipe_targets(std::string_view line) {
  constexpr std::string_view kEnds = " \t\r;|&()<>\"'`$\\";
  std::vector<std::string_view> targets;
  for (std::size_t bar = line.find('|'); bar != std::string_view::npos; bar = line.find('|', bar + 1)) {
    if (bar + 1 < line.size() && line[bar + 1] == '|') {  // "||" is an alternative, not a pipe
      ++bar;
      continue;
    }
    std::string_view rest = line.substr(bar + 1);
    if (rest.starts_with('&')) rest.remove_prefix(1);
    for (int words = 0; words < 8; ++words) {
      const std::size_t from = rest.find_first_not_of(" \t\"'\\");
      if (from == std::string_view::npos) break;
      rest.remove_prefix(from);
      const std::string_view word = rest.substr(0, rest.find_first_of(kEnds));
      if (word.empty()) break;
      rest.remove_prefix(word.size());
      if (passes_on(word)) continue;
      targets.push_back(base_name(word));
      break;
    }
  }
  return targets;
}

}  // namespace firsthour::triage
