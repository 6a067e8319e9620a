// SPDX-License-Identifier: Apache-2.0
// Histories of shells: bash with and without "#SECONDS" lines, zsh's extended form, fish, and plain lines of
// other programs. Only stamps that were written say when; the order of lines is no time.
#include "casefile/number.h"
#include "triage/logs/readers.h"

#include <optional>
#include <string>

namespace firsthour::triage::logs {
namespace {

std::optional<std::int64_t> seconds_of(std::string_view digits) {
  const auto value = number_from<std::int64_t>(digits);
  return value && *value > 0 ? value : std::nullopt;
}

// "/root/.bash_history" is root's, "/home/bob/.bash_history" bob's.
std::string_view user_of(std::string_view path) {
  if (path.starts_with("/root/")) return "root";
  constexpr std::string_view kHome = "/home/";
  if (!path.starts_with(kHome)) return {};
  path.remove_prefix(kHome.size());
  const std::size_t end = path.find('/');
  return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

class HistoryReader {
 public:
  explicit HistoryReader(Reading& reading) : reading_{reading}, user_{user_of(reading.name())} {}

  void read() {
    Lines lines{reading_.content()};
    for (Line line; lines.next(line);) {
      ++reading_.summary().lines;
      if (line.text.empty()) continue;
      if (!take(line)) return;
    }
    (void)give_fish();
    reading_.summary().long_lines = lines.long_lines();
  }

 private:
  bool take(const Line& line) {
    const std::string_view text = line.text;
    if (text.starts_with('#')) {
      if (const auto seconds = seconds_of(text.substr(1))) {
        time_ = seconds;
        return true;
      }
    }
    if (text.starts_with("- cmd: ")) {
      if (!give_fish()) return false;
      fish_ = line;
      command_ = text.substr(7);
      return true;
    }
    if (fish_ && text.starts_with("  when: ")) {
      time_ = seconds_of(text.substr(8));
      return give_fish();
    }
    if (fish_ || text.starts_with("  paths:") || (text.starts_with("    - ") && was_fish_)) return true;
    if (text.starts_with(": ")) {
      const std::size_t colon = text.find(':', 2), semicolon = text.find(';');
      if (colon != std::string_view::npos && semicolon != std::string_view::npos && colon < semicolon) {
        if (const auto seconds = seconds_of(text.substr(2, colon - 2))) {
          return give(line, text.substr(semicolon + 1), seconds);
        }
      }
    }
    return give(line, text, time_);
  }

  bool give_fish() {
    if (!fish_) return true;
    Line line = *fish_;
    line.text = command_;
    fish_.reset();
    was_fish_ = true;
    const bool more = give(line, command_, time_);
    time_.reset();
    return more;
  }

  bool give(const Line& line, std::string_view command, std::optional<std::int64_t> seconds) {
    LogRecord record = reading_.begin(line);
    record.origin = {"linux", "", "shell_history", ""};
    record.message = command;
    if (seconds) Reading::set_epoch(record, *seconds);
    reading_.field("user.name", user_);
    reading_.field("command_line", command);
    return reading_.give(record);
  }

  Reading& reading_;
  std::string_view user_;
  std::optional<std::int64_t> time_;  // of the lines that follow
  std::optional<Line> fish_;          // a command whose time comes after it
  std::string command_;               // its text, which a UTF-16 file does not keep
  bool was_fish_ = false;
};

}  // namespace

void read_shell_history(Reading& reading) { HistoryReader{reading}.read(); }

}  // namespace firsthour::triage::logs
