// SPDX-License-Identifier: Apache-2.0
// firsthour playbook validate: what is wrong with a playbook, each fault with its place and a sentence.
#include "casefile/json.h"
#include "cli/command.h"
#include "cli/playbook_file.h"
#include "cli/playbook_messages.h"
#include "playbooks/playbook_places.h"
#include "playbooks/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

using playbooks::Remark;

constexpr std::array kOptions{
    Option{"strict", "", {"warnings count as errors", "警告视同错误"}},
};

constexpr std::array<std::string_view, 3> kNames{"error", "warning", "note"};
constexpr std::array<Severity, 3> kColours{Severity::high, Severity::medium, Severity::info};

struct Count {
  std::array<std::size_t, 3> of{};
};

std::vector<Remark> remarks_of(const playbooks::PlaybookReading& reading, std::string_view text) {
  std::vector<Remark> all = reading.remarks;
  for (Remark& remark : playbooks::validate(reading.playbook)) all.push_back(std::move(remark));
  if (auto scenario = playbooks::scenario_of(reading.playbook))
    for (Remark& remark : scenario->remarks) all.push_back(std::move(remark));
  playbooks::place(text, all);
  std::ranges::stable_sort(all, {}, &Remark::severity);
  return all;
}

void show(Terminal& terminal, const std::string& file, const Remark& remark) {
  const auto kind = static_cast<std::size_t>(remark.severity);
  const bool zh = terminal.language() == Language::zh;
  const std::string line_number = remark.line > 0 ? fmt::format(":{}", remark.line) : "";
  terminal.print(fmt::format("{}{}: {} {}: {} [{}]", terminal.name(file), line_number,
                             terminal.paint(kColours[kind], terminal.text(say::remark_kinds[kind])),
                             terminal.name(remark.pointer.empty() ? "/" : remark.pointer),
                             terminal.name(zh ? remark.what.zh : remark.what.en), remark.rule));
  Json line{
      {"type", "remark"},          {"file", file},         {"severity", kNames[kind]}, {"rule", remark.rule},
      {"pointer", remark.pointer}, {"zh", remark.what.zh}, {"en", remark.what.en}};
  if (remark.line > 0) line["line"] = remark.line;
  terminal.emit(line);
}

Try<Exit> run(const Invocation& call) {
  Count count;
  bool unread = false;
  for (const std::string& named : call.said.words) {
    const auto file = playbook_file(call, named);
    const auto reading =
        file ? playbooks::read_playbook(file->text)
             : Result<playbooks::PlaybookReading>{tl::unexpected{Error{Errc::io, file.error().what}}};
    if (!reading) {
      call.terminal.error(
          Failure{Exit::failed, named + ": " + reading.error().what, file ? "" : file.error().hint});
      unread = true;
      continue;
    }
    for (const Remark& remark : remarks_of(*reading, file->text)) {
      ++count.of[static_cast<std::size_t>(remark.severity)];
      show(call.terminal, file->shown, remark);
    }
  }
  call.terminal.say(say::validated, count.of[0], count.of[1], count.of[2]);
  call.terminal.emit(
      Json{{"type", "summary"}, {"errors", count.of[0]}, {"warnings", count.of[1]}, {"notes", count.of[2]}});
  const bool bad = unread || count.of[0] > 0 || (call.said.has("strict") && count.of[1] > 0);
  return bad ? Exit::failed : Exit::done;
}

}  // namespace

constinit const CommandBody playbook_validate_command{kOptions, run};

}  // namespace firsthour::cli
