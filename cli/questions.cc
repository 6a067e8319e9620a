// SPDX-License-Identifier: Apache-2.0
#include "cli/questions.h"

#include "cli/messages.h"
#include "cli/stop.h"

namespace firsthour::cli {

std::optional<std::string> Questions::ask(const Text& question) {
  if (over_ || stop_asked()) return over_ = true, std::nullopt;
  auto answer = terminal_.ask(terminal_.text(question));
  if (!answer || stop_asked()) return over_ = true, std::nullopt;
  return answer;
}

void Questions::text(const Text& question, std::string& into) {
  if (auto answer = ask(question)) into = std::move(*answer);
}

void Questions::truth(const Text& question, std::optional<bool>& into) {
  while (const auto answer = ask(question)) {
    if (answer->empty()) return;
    const char first = static_cast<char>(answer->front() | 0x20);
    if (first == 'y' || answer->starts_with("是")) return void(into = true);
    if (first == 'n' || answer->starts_with("否")) return void(into = false);
    terminal_.say(say::ask_yes_or_no);
  }
}

void Questions::time(const Text& question, std::optional<Instant>& into) {
  while (const auto answer = ask(question)) {
    if (answer->empty()) return;
    into = wall_time(*answer);
    if (into) return;
    terminal_.say(say::ask_time);
  }
}

std::optional<Instant> wall_time(const std::string& text) {
  auto time = parse_rfc3339(text);
  return time ? time : parse_rfc3339(text + "+08:00");
}

Try<std::string> Facts::text(std::string_view option, const Text& question) {
  if (auto said = call_.said.value(option)) return std::move(*said);
  if (!interactive())
    return give_up(Exit::usage, "--" + std::string{option} + " is missing",
                   "say it, or --" + std::string{option} + " '' to leave a blank on the form");
  return optional_text(option, question);
}

Try<std::string> Facts::optional_text(std::string_view option, const Text& question) {
  if (auto said = call_.said.value(option)) return std::move(*said);
  if (!interactive()) return std::string{};
  std::string answer;
  questions_.text(question, answer);
  if (stop_asked()) return give_up(Exit::interrupted, "stopped while asking", "nothing was recorded");
  return answer;
}

Try<std::optional<Instant>> Facts::time(std::string_view option) {
  const auto said = call_.said.value(option);
  if (!said || said->empty()) return std::optional<Instant>{};
  auto time = wall_time(*said);
  if (!time)
    return give_up(Exit::usage, "--" + std::string{option} + " takes a time, not `" + *said + "`",
                   "like 2026-11-22T13:37 (Beijing time) or 2026-11-22T05:37Z");
  return time;
}

}  // namespace firsthour::cli
