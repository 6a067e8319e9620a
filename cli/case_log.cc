// SPDX-License-Identifier: Apache-2.0
// firsthour case log: the events of a case in the order in which they were written.
#include "casefile/json.h"
#include "casefile/number.h"
#include "cli/case_door.h"
#include "cli/display_width.h"
#include "cli/event_gist.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"type",
           "TYPE",
           {"only events of this type: collected, finding, incident …",
            "只列此类事件：collected、finding、incident …"}},
    Option{"from", "N", {"begin with event N, counted from 0", "自第 N 个事件起，从 0 计"}},
    Option{
        "all", "", {"also the events that bring single items (collected)", "包括逐项证据事件（collected）"}},
};

Try<std::uint64_t> first_event(const Invocation& call) {
  const std::string said = call.said.value("from").value_or("0");
  if (const auto from = number_from<std::uint64_t>(said)) return *from;
  return give_up(Exit::usage, "--from takes a number, not `" + said + "`");
}

Try<Exit> run(const Invocation& call) {
  const auto from = first_event(call);
  if (!from) return give_up(from.error());
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  Terminal& terminal = call.terminal;
  const auto type = call.said.value("type");
  const bool all = call.said.has("all") || terminal.json();
  std::uint64_t shown = 0, hidden = 0;
  const auto read = (*opened)->each_event(*from, (*opened)->size(), [&](const Event& event) -> Result<> {
    if (type && event.type != *type) return {};
    if (!type && !all && event.type == event_type::collected) {
      ++hidden;
      return {};
    }
    auto json = parse_json(event.bytes);
    if (!json) return fail("event " + std::to_string(event.sequence), json.error());
    ++shown;
    if (terminal.json()) {
      terminal.emit(Json{{"type", "event"}, {"sequence", event.sequence}, {"event", *json}});
      return {};
    }
    terminal.print(column(std::to_string(event.sequence), 6) + "  " + rfc3339(event.time).substr(0, 19) +
                   "Z  " + column(event.type, 11) + "  " + column(terminal.name(event.actor), 16) + "  " +
                   terminal.name(event_gist(*json)));
    return {};
  });
  if (!read) return give_up(case_failure(read.error()));
  if (hidden > 0) terminal.talk("(" + std::to_string(hidden) + " collected; --all)");
  terminal.emit(Json{{"type", "summary"}, {"events", shown}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_log_command{kOptions, run};

}  // namespace firsthour::cli
