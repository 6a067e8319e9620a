// SPDX-License-Identifier: Apache-2.0
// firsthour playbook show: the flow of a playbook, on the terminal or as a picture; the library.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/new_file.h"
#include "cli/playbook_file.h"
#include "cli/playbook_messages.h"
#include "playbooks/execution.h"
#include "playbooks/flow.h"
#include "playbooks/library.h"

#include <fmt/format.h>

#include <array>

namespace firsthour::cli {
namespace {

using playbooks::FlowRow;
using playbooks::Playbook;
using playbooks::StepKind;

constexpr std::array kOptions{
    Option{"list", "", {"list the playbooks that come along", "列出自带预案"}},
    Option{"format",
           "text|svg|json|md",
           {"lines, a picture, the JSON of the standard, or Markdown (text)",
            "文本、图、标准 JSON 或 Markdown（缺省文本）"}},
    Option{"out", "FILE", {"write it there; else onto standard output", "输出文件；缺省为标准输出"}},
};

std::string_view short_name(Language language) { return language == Language::zh ? "zh" : "en"; }

std::string way(const Terminal& terminal, std::string_view by) {
  static constexpr std::array<std::pair<std::string_view, const Text*>, 5> kWays{
      {{"failure", &say::way_failure},
       {"yes", &say::way_yes},
       {"no", &say::way_no},
       {"round", &say::way_round},
       {"exception", &say::way_exception}}};
  for (const auto& [name, text] : kWays)
    if (name == by) return terminal.text(*text);
  return terminal.name(by);
}

// ● action  ◆ condition  ║ parallel  ▶ playbook  ○ start and end
std::string_view sign(const FlowRow& row, bool ascii) {
  if (!row.step) return "?";
  switch (row.step->kind) {
    case StepKind::start:
    case StepKind::end:
      return ascii ? "o" : "○";
    case StepKind::action:
      return row.step->handling.options.empty() ? (ascii ? "*" : "●") : (ascii ? "?" : "◇");
    case StepKind::playbook_action:
      return ascii ? ">" : "▶";
    case StepKind::parallel:
      return ascii ? "=" : "║";
    default:
      return ascii ? "<" : "◆";
  }
}

std::string facts(const Terminal& terminal, const FlowRow& row) {
  std::string text;
  if (!row.step) return text;
  const auto add = [&](const std::string& one) { text += (text.empty() ? "" : " · ") + one; };
  if (!row.step->condition.empty()) add(row.step->condition);
  if (!row.step->switch_on.empty()) add(row.step->switch_on);
  if (!row.step->handling.role.empty()) add(row.step->handling.role);
  if (row.step->handling.due) add(terminal.text(say::flow_due, row.step->handling.due->count()));
  bool changes = false;
  for (const auto& command : row.step->commands) changes = changes || changes_target(*row.step, command);
  if (changes) add(terminal.text(say::flow_changes));
  if (row.step->handling.rollback) add(terminal.text(say::flow_rollback));
  return text;
}

void print_flow(Terminal& terminal, const Playbook& playbook) {
  const std::string_view language = short_name(terminal.language());
  terminal.print(terminal.bold(terminal.name(title_of(playbook, language))));
  for (const FlowRow& row : flow_of(playbook)) {
    const std::string indent(2 * static_cast<std::size_t>(std::min(row.depth, 30)), ' ');
    const std::string by = way(terminal, row.by);
    const std::string title = terminal.name(row.step ? title_of(playbook, *row.step, language) : row.id);
    std::string line = fmt::format("{}{}{} {}", indent, by.empty() ? "" : by + ": ",
                                   sign(row, terminal.console()), row.number);
    line += row.again ? " " + terminal.text(say::flow_again, title) : " " + title;
    const std::string more = row.again ? "" : facts(terminal, row);
    if (!more.empty()) line += "  (" + terminal.name(more) + ")";
    terminal.print(terminal.out_is_tty() ? fit(line, terminal.columns()) : line);
  }
}

std::string markdown(const Terminal& terminal, const Playbook& playbook) {
  const std::string_view language = short_name(terminal.language());
  std::string out = "# " + title_of(playbook, language) + "\n\n";
  for (const FlowRow& row : flow_of(playbook)) {
    const std::string by = way(terminal, row.by);
    out += std::string(2 * static_cast<std::size_t>(std::min(row.depth, 30)), ' ') + "- " +
           (by.empty() ? "" : "*" + by + "* ");
    out += row.again ? fmt::format("→ {}", row.number)
                     : fmt::format("**{}. {}**", row.number,
                                   row.step ? title_of(playbook, *row.step, language) : row.id);
    if (!row.again && row.step)
      for (std::size_t i = 0; i < row.step->commands.size(); ++i)
        out += " " + text_of(playbook, *row.step, i, language);
    out += "\n";
  }
  return out;
}

Try<Exit> list(const Invocation& call) {
  std::size_t count = 0;
  for (const auto& one : playbooks::list_library(playbook_folder(call))) {
    ++count;
    const std::string& title =
        call.terminal.language() == Language::zh || one.title.en.empty() ? one.title.zh : one.title.en;
    call.terminal.print(fmt::format("{}  {}{}", column(one.name, 25),
                                    call.terminal.name(one.unusable.empty() ? title : one.unusable),
                                    one.part ? call.terminal.text(say::list_part) : ""));
    call.terminal.emit(Json{{"type", "playbook"},
                            {"name", one.name},
                            {"id", one.id},
                            {"version", one.version},
                            {"zh", one.title.zh},
                            {"en", one.title.en},
                            {"drill", one.drill},
                            {"part", one.part},
                            {"of_site", one.of_site},
                            {"unusable", one.unusable}});
  }
  call.terminal.emit(Json{{"type", "summary"}, {"playbooks", count}});
  return Exit::done;
}

Json flow_json(const Playbook& playbook, const FlowRow& row, std::string_view language) {
  Json json{
      {"type", "step"}, {"number", row.number}, {"depth", row.depth}, {"id", row.id}, {"again", row.again}};
  if (!row.by.empty()) json["by"] = row.by;
  if (!row.step) return json;
  json["kind"] = std::string{name_of(row.step->kind)};
  json["name"] = title_of(playbook, *row.step, language);
  if (!row.step->handling.role.empty()) json["role"] = row.step->handling.role;
  if (row.step->handling.due) json["due_minutes"] = row.step->handling.due->count();
  return json;
}

Try<Exit> give_out(const Invocation& call, const std::string& text) {
  if (const auto out = call.said.value("out")) {
    if (auto written = write_new_file(*out, text); !written) return give_up(written.error());
  } else if (auto written = call.terminal.write(as_bytes(text)); !written) {
    return give_up(written.error());
  }
  return Exit::done;
}

Try<Exit> run(const Invocation& call) {
  if (call.said.has("list")) return list(call);
  if (call.said.words.empty())
    return give_up(Exit::usage, "which playbook?", "firsthour playbook show --list");
  const auto file = playbook_file(call, call.said.words[0]);
  if (!file) return give_up(file.error());
  const auto reading = playbooks::read_playbook(file->text);
  if (!reading) return give_up(Exit::failed, file->shown + ": " + reading.error().what);
  const Playbook& playbook = reading->playbook;
  const std::string format = call.said.value("format").value_or("text");
  const std::string_view language = short_name(call.terminal.language());
  if (format == "svg") return give_out(call, flow_svg(playbook, language));
  if (format == "json") return give_out(call, playbook.document->dump(2) + "\n");
  if (format == "md" || call.said.has("out")) return give_out(call, markdown(call.terminal, playbook));
  print_flow(call.terminal, playbook);
  for (const FlowRow& row : flow_of(playbook)) call.terminal.emit(flow_json(playbook, row, language));
  call.terminal.emit(Json{{"type", "summary"}, {"id", playbook.id}, {"steps", playbook.steps.size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody playbook_show_command{kOptions, run};

}  // namespace firsthour::cli
