// SPDX-License-Identifier: Apache-2.0
#include "cli/playbook_waiting.h"

#include "casefile/json.h"
#include "cli/playbook_messages.h"

#include <fmt/format.h>

#include <array>

namespace firsthour::cli {
namespace {

using playbooks::Due;

constexpr std::array<std::string_view, 7> kKinds{"approval", "command",  "person", "decision",
                                                 "unknown",  "rollback", "delay"};

std::string_view short_name(Language language) { return language == Language::zh ? "zh" : "en"; }

// The text that is run where something is to be approved or done by hand; else what its author says of it.
std::string instruction(const Due& due, Language language) {
  if (!due.what) return {};
  if (due.what->type != "manual") return due.text;
  if (due.kind == Due::Kind::rollback) {
    const auto translated = rollback_text_of(*due.playbook, *due.step, short_name(language));
    return translated.find("__") == std::string::npos && !translated.empty() ? translated : due.text;
  }
  for (std::size_t i = 0; i < due.step->commands.size(); ++i)
    if (&due.step->commands[i] == due.what) {
      const auto translated = text_of(*due.playbook, *due.step, i, short_name(language));
      // The values are in `text`, which is in the language that it was written in.
      return translated.find("__") == std::string::npos && !translated.empty() ? translated : due.text;
    }
  return due.text;
}

std::string asked(const Terminal& terminal, const Due& due) {
  switch (due.kind) {
    case Due::Kind::approval:
      return terminal.text(say::due_approval);
    case Due::Kind::unknown:
      return terminal.text(say::due_unknown);
    case Due::Kind::rollback:
      return terminal.text(say::due_rollback);
    case Due::Kind::delay:
      return terminal.text(say::due_delay, beijing_time(*due.at));
    case Due::Kind::decision: {
      std::string options;
      for (const auto& option : due.step->handling.options) {
        const std::string& label = terminal.language() == Language::zh ? option.label.zh : option.label.en;
        options += fmt::format("{}{}{}", options.empty() ? "" : ", ", option.key,
                               label.empty() ? "" : " (" + label + ")");
      }
      return terminal.text(say::due_decision, options);
    }
    default:
      return terminal.text(say::due_person);
  }
}

std::string who_and_when(const Terminal& terminal, const Due& due, Instant now) {
  std::string who = due.step->handling.role;
  if (who.empty() && due.agent && due.agent->type != "linux") who = due.agent->name;
  if (!due.person.empty()) who += (who.empty() ? "" : ": ") + due.person;
  if (!due.step->handling.contact.empty()) who += ", " + due.step->handling.contact;
  if (who.empty()) who = terminal.text(say::run_nobody);
  const auto by = due.by ? due.by : due.fails;
  if (!by) return terminal.name(who);
  return terminal
      .text(say::run_who, terminal.name(who),
            terminal.text(now > *by ? say::run_late : say::run_by, beijing_time(*by)))
      .substr(6);
}

void print_indented(Terminal& terminal, std::string_view text) {
  for (std::size_t at = 0; at <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) terminal.print("      " + terminal.name(text.substr(at, end - at)));
    at = end + 1;
  }
}

}  // namespace

const Text& outcome_text(playbooks::StepOutcome outcome) {
  return say::outcomes[static_cast<std::size_t>(outcome)];
}

std::string step_title(const Due& due, Language language) {
  return title_of(*due.playbook, *due.step, short_name(language));
}

void show_waiting(Terminal& terminal, const std::vector<Conduct::Waiting>& waiting, Instant now) {
  for (const Conduct::Waiting& one : waiting) {
    const Due& due = one.due;
    terminal.print(terminal.bold(
        terminal.text(say::run_step, due.activation, terminal.name(step_title(due, terminal.language())))));
    terminal.print("      " + asked(terminal, due));
    if (due.kind != Due::Kind::delay) {
      print_indented(terminal, text_of(*due.playbook, *due.step, short_name(terminal.language())));
      print_indented(terminal, instruction(due, terminal.language()));
      if (!one.not_ours.empty() && due.what && due.what->type != "manual")
        print_indented(terminal, "(" + one.not_ours + ")");
      terminal.print("      " + who_and_when(terminal, due, now));
    }
  }
}

Json waiting_json(const Conduct::Waiting& waiting, Language language, Instant now) {
  const Due& due = waiting.due;
  Json json{{"type", "waiting"},
            {"run", waiting.run},
            {"activation", due.activation},
            {"kind", std::string{kKinds[static_cast<std::size_t>(due.kind)]}},
            {"step", due.step->id},
            {"name", step_title(due, language)},
            {"text", instruction(due, language)},
            {"changes", due.changes}};
  if (!due.step->handling.role.empty()) json["role"] = due.step->handling.role;
  if (!due.person.empty()) json["person"] = due.person;
  if (due.by) json["by"] = rfc3339(*due.by), json["late"] = now > *due.by;
  if (due.fails) json["fails"] = rfc3339(*due.fails);
  if (due.at) json["at"] = rfc3339(*due.at);
  if (!waiting.not_ours.empty()) json["not_ours"] = waiting.not_ours;
  for (const auto& option : due.step->handling.options) json["options"].push_back(option.key);
  for (const std::string& key : due.step->out_args) json["out_args"].push_back(key);
  return json;
}

}  // namespace firsthour::cli
