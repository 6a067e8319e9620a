// SPDX-License-Identifier: Apache-2.0
// firsthour incident note: what was done or decided, by whom and why, as an event of its own.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"decision", "", {"it is a decision, not an action", "这是决定，而非动作"}},
    Option{"who", "NAME", {"who did or decided it", "何人所为或所定"}},
    Option{"at", "TIME", {"when, with zone (2026-11-22T13:37+08:00); else now", "时间，含时区；缺省为现在"}},
    Option{"why", "TEXT", {"the reason", "理由"}},
    Option{"command", "TEXT", {"what was run, as typed", "所执行的命令"}},
    Option{"result", "TEXT", {"what came of it", "结果"}},
    Option{"effect", "TEXT", {"what it did to the system or the business", "对系统或业务的影响"}},
    Option{"rollback", "TEXT", {"how it is taken back", "回退方法"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<Exit> run(const Invocation& call) {
  Json body{{"what", call.said.words[1]}};
  for (const char* key : {"who", "why", "command", "result", "effect", "rollback"})
    if (const auto value = call.said.value(key)) body[key] = *value;
  const auto at = call.said.value("at");
  const auto when = at ? parse_rfc3339(*at) : call.clock.now();
  if (!when)
    return give_up(Exit::usage, "--at is no time with its zone: " + *at, "e.g. 2026-11-22T13:37+08:00");
  body["when"] = rfc3339(*when);
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  const auto type = call.said.has("decision") ? event_type::decision : event_type::action;
  const auto number = (*opened)->append(type, body);
  if (!number) return give_up(number.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  call.terminal.say(say::noted, *number);
  call.terminal.emit(Json{{"type", "summary"}, {"event", *number}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_note_command{kOptions, run};

}  // namespace firsthour::cli
