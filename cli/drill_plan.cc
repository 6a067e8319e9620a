// SPDX-License-Identifier: Apache-2.0
// firsthour drill plan: makes the case of a drill from a scenario. The case is marked an exercise for good.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/conduct.h"
#include "cli/drill_commands.h"
#include "cli/drill_messages.h"
#include "cli/drill_opening.h"
#include "cli/playbook_file.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"case",
           "CASE",
           {"the case to make; one that is there must be an exercise", "要建立的案件；已存在的须为演练案件"}},
    Option{"by", "NAME", {"who plans it", "策划人"}},
    kKeyOption,
    kNationalKeyOption,
};

// A scenario with faults is not planned with: the first one is said.
Try<playbooks::Scenario> sound_scenario(const Invocation& call, const std::string& text,
                                        const std::string& named) {
  auto reading = playbooks::read_playbook(text);
  if (!reading) return give_up(Exit::failed, named + ": " + reading.error().what);
  auto scenario = playbooks::scenario_of(reading->playbook);
  if (!scenario) return give_up(Exit::usage, named + " holds no scenario of a drill");
  auto remarks = std::move(reading->remarks);
  remarks.insert(remarks.end(), scenario->remarks.begin(), scenario->remarks.end());
  for (const playbooks::Remark& remark : remarks)
    if (remark.severity == playbooks::Remark::Severity::error)
      return give_up(Exit::failed, named + ": " + remark.pointer + ": " + in_language(call, remark.what),
                     "firsthour playbook validate " + named);
  return std::move(scenario->scenario);
}

Try<Exit> run(const Invocation& call) {
  const std::string& named = call.said.words[0];
  const auto word = call.said.value("case");
  if (!word) return give_up(Exit::usage, "--case is missing", "firsthour drill plan SCENARIO --case CASE");
  const auto file = playbook_file(call, named);
  if (!file) return give_up(file.error());
  const auto scenario = sound_scenario(call, file->text, file->shown);
  if (!scenario) return give_up(scenario.error());
  const std::string path = case_path(*word), person = call.said.value("by").value_or("");
  if (!case_exists(path)) {
    auto made = new_case(call, *word, true, person);
    if (!made) return give_up(made.error());
    if (auto closed = close_case(**made, Exit::done); !closed) return closed;
  }
  auto conduct = Conduct::open(call, path, person);
  if (!conduct) return give_up(conduct.error());
  if (auto planned = (*conduct)->plan_drill(file->text); !planned) return give_up(planned.error());
  const std::string& title = in_language(call, scenario->title);
  call.terminal.say(say::drill_mark);
  call.terminal.say(say::drill_planned, call.terminal.name(path), call.terminal.name(title),
                    scenario->injects.size(), scenario->expectations.size());
  call.terminal.say(say::drill_notice, call.terminal.name(path));
  call.terminal.emit(Json{{"type", "summary"},
                          {"case", path},
                          {"exercise", true},
                          {"scenario", scenario->id},
                          {"injects", scenario->injects.size()},
                          {"expectations", scenario->expectations.size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody drill_plan_command{kOptions, run};

}  // namespace firsthour::cli
