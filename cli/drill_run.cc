// SPDX-License-Identifier: Apache-2.0
// firsthour drill run: the clock goes, injects are delivered, artefacts planted, until the drill is over.
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "cli/case_door.h"
#include "cli/drill_commands.h"
#include "cli/drill_messages.h"
#include "cli/drill_opening.h"
#include "cli/drill_runner.h"
#include "cli/stop.h"

#include <array>

namespace firsthour::cli {
namespace {

using playbooks::DrillEvent;

constexpr std::size_t kLongestScript = std::size_t{1} << 20;

constexpr std::array kOptions{
    Option{"script", "FILE", {"what people say and do, each at its drill time", "脚本：各时刻的答复与操作"}},
    Option{"speed",
           "N|max",
           {"drill seconds a second, 0.001 to 1000; max: from event to event (with --script or --headless)",
            "每秒演练秒数，0.001 至 1000；max：逐事件跳进（须有 --script 或 --headless）"}},
    Option{"headless", "", {"nobody watches: ends when nothing more follows", "无人值守：无后续事件即结束"}},
    Option{"allow-target",
           "PLACE",
           {"artefacts may be planted here (a folder, or `loopback`), where the scenario allows it too",
            "允许放置演练物品的位置（文件夹或 loopback），且须在脚本允许范围内"},
           true},
    Option{"clean-up",
           "",
           {"only remove what was planted, and look that nothing is left", "仅清除演练物品并核实无遗留"}},
    Option{"notify", "WHOM", {"record that the monitoring staff was told", "登记已告知监测值守人员"}},
    Option{"stop-word", "", {"the stop word was said: everything stands", "已喊出终止口令：全部暂停"}},
    Option{"turn-real", "WHY", {"this is a real incident: the drill is over", "转为真实事件，演练即止"}},
    Option{"end", "", {"end the drill and remove what was planted", "结束演练并清除演练物品"}},
    Option{"by", "NAME", {"who runs it", "操作人"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<playbooks::DrillScript> script_in(const Invocation& call, const std::string& file) {
  const auto text = read_file(file, kLongestScript);
  if (!text) return give_up(text.error());
  auto reading = playbooks::read_drill_script(*text);
  if (!reading) return give_up(Exit::failed, file + ": " + reading.error().what);
  for (const playbooks::Remark& remark : reading->remarks)
    if (remark.severity == playbooks::Remark::Severity::error)
      return give_up(Exit::failed, file + ": " + remark.pointer + ": " + in_language(call, remark.what));
  return std::move(reading->script);
}

Try<DrillRunning> running_as_said(const Invocation& call) {
  DrillRunning how;
  how.headless = call.said.has("headless");
  how.targets = call.said.values("allow-target");
  if (const auto file = call.said.value("script")) {
    auto script = script_in(call, *file);
    if (!script) return give_up(script.error());
    how.script = std::move(*script);
  }
  const std::string speed = call.said.value("speed").value_or("1");
  const bool scripted = how.headless || how.script;
  if (speed == "max") {
    how.speed.reset();
    if (!scripted)
      return give_up(Exit::usage, "--speed max needs --script or --headless: people cannot answer at once");
    return how;
  }
  const auto value = number_from<double>(speed);
  if (!value || !(*value >= 0.001 && *value <= 1000))
    return give_up(Exit::usage, "--speed must be from 0.001 to 1000, or max");
  how.speed = static_cast<std::int64_t>(*value * 1000 + 0.5);
  if (!scripted && call.said.has("speed"))
    return give_up(Exit::usage, "--speed needs --script or --headless",
                   "firsthour drill run CASE --headless --speed " + speed);
  return how;
}

// What is said of the drill as a whole, before it goes on.
Try<> say_what_was_said(const Invocation& call, Conduct& conduct) {
  const std::array<std::pair<const char*, DrillEvent::Kind>, 4> words{
      {{"notify", DrillEvent::Kind::notified},
       {"stop-word", DrillEvent::Kind::stop_word},
       {"turn-real", DrillEvent::Kind::turned_real},
       {"end", DrillEvent::Kind::ended}}};
  for (const auto& [option, kind] : words) {
    if (!call.said.has(option)) continue;
    auto said = conduct.say_drill([&](const playbooks::Drill& drill, Instant now) -> Result<DrillEvent> {
      DrillEvent event;
      event.kind = kind;
      event.wall = now;
      event.at = drill.now(now);
      event.who = conduct.person();
      event.text = call.said.value(option).value_or("");
      return event;
    });
    if (!said) return said;
  }
  return {};
}

bool notified(const playbooks::Drill& drill) {
  for (const DrillEvent& event : drill.events())
    if (event.kind == DrillEvent::Kind::notified) return true;
  return false;
}

void tell(const Invocation& call, const Conduct& conduct) {
  const playbooks::Drill& drill = *conduct.drill();
  call.terminal.emit(Json{{"type", "summary"},
                          {"case", conduct.path()},
                          {"exercise", true},
                          {"events", drill.events().size()},
                          {"over", drill.over()},
                          {"turned_real", drill.turned_real()},
                          {"planted", drill.planted().size()}});
}

Try<Exit> run(const Invocation& call) {
  auto how = running_as_said(call);
  if (!how) return give_up(how.error());
  auto opened = drill_of(call);
  if (!opened) return give_up(opened.error());
  Conduct& conduct = **opened;
  call.terminal.say(say::drill_mark);
  listen_for_stop();
  if (auto said = say_what_was_said(call, conduct); !said) return give_up(said.error());
  DrillRunner runner{call, conduct, std::move(*how)};
  const bool only_said = call.said.has("notify") || call.said.has("stop-word");
  Try<Exit> exit = Exit::done;
  if (call.said.has("clean-up")) {
    exit = runner.clean_up();
  } else if (!only_said) {
    if (!conduct.drill()->scenario().artefacts.empty() && !notified(*conduct.drill()))
      call.terminal.warn(say::drill_not_notified);
    exit = runner.run();
  }
  if (exit) tell(call, conduct);
  return exit;
}

}  // namespace

constinit const CommandBody drill_run_command{kOptions, run};

}  // namespace firsthour::cli
