// SPDX-License-Identifier: Apache-2.0
// firsthour incident clock: sets moments of an incident, and shows every clock that runs from them.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/clock_messages.h"
#include "cli/clocks.h"
#include "cli/incident_record.h"
#include "cli/messages.h"
#include "cli/stop.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kContractOption,
                              Option{"watch",
                                     "",
                                     {"go on showing them until nothing runs any more, or Ctrl-C",
                                      "持续显示，直至无事项计时或按 Ctrl-C"}},
                              kKeyOption, kNationalKeyOption};

constexpr int kTicksOfReading = 5;  // seconds; in between only the time goes on

// A moment without a time is now, by this machine's clock.
Try<> set_moments(const Invocation& call, playbooks::Incident& incident) {
  std::vector<std::string> fields;
  for (std::size_t i = 1; i < call.said.words.size(); ++i) {
    const std::string& word = call.said.words[i];
    fields.push_back(word.find('=') == std::string::npos ? word + "=" + rfc3339(call.clock.now()) : word);
  }
  return set_fields(call, incident, fields);
}

struct Shown {
  playbooks::Incident incident;
  ClockSources sources;
};

Try<Shown> read_clocks(const Invocation& call) {
  const auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  auto incident = current_incident(**opened);
  if (!incident) return give_up(incident.error());
  auto sources = clock_sources(call, **opened);
  if (!sources) return give_up(sources.error());
  return Shown{std::move(*incident), std::move(*sources)};
}

void show(const Invocation& call, const Shown& shown) {
  show_clocks(call, call.said.words.front(), shown.incident, shown.sources);
}

// What a look at the clocks comes to: shown again only when it changes, where nobody sees them run down.
std::string states_of(const std::vector<playbooks::Deadline>& clocks) {
  std::string states;
  for (const playbooks::Deadline& clock : clocks)
    states += clock.key + " " + std::string{name_of(clock.state)} + "\n";
  return states;
}

Try<> watch(const Invocation& call, Shown& shown) {
  using playbooks::DeadlineState;
  const bool screen = call.terminal.out_is_tty() && !call.terminal.json();
  std::string before;
  for (int tick = 0; !stop_asked(); ++tick) {
    if (tick > 0 && tick % kTicksOfReading == 0) {
      auto again = read_clocks(call);
      if (!again) return give_up(again.error());
      shown = std::move(*again);
    }
    const auto clocks = shown.sources.clocks(shown.incident, call.clock.now());
    const std::string states = states_of(clocks);
    if (screen) call.terminal.clear_screen();
    if (screen || states != before) show(call, shown);
    before = states;
    const bool runs = std::any_of(clocks.begin(), clocks.end(), [](const playbooks::Deadline& clock) {
      return clock.state == DeadlineState::running || clock.state == DeadlineState::due_soon ||
             clock.state == DeadlineState::overdue;
    });
    if (!runs) {
      call.terminal.say(say::watch_over);
      return {};
    }
    std::this_thread::sleep_for(std::chrono::seconds{1});
  }
  return {};
}

Try<> keep_contract(const Invocation& call) {
  const auto contract = contract_given(call);
  if (!contract) return give_up(contract.error());
  if (!*contract) return {};
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  if (auto recorded = record_contract(call, **opened, **contract); !recorded) return recorded;
  if (auto closed = (*opened)->close(); !closed) return give_up(closed.error());
  return {};
}

Try<Exit> run(const Invocation& call) {
  if (call.said.words.size() > 1) {
    if (auto kept = keep_contract(call); !kept) return give_up(kept.error());
    auto changed =
        change_incident(call, [&](playbooks::Incident& incident) { return set_moments(call, incident); });
    if (!changed || (call.terminal.json() && !call.said.has("watch"))) return changed;
  }
  auto shown = read_clocks(call);
  if (!shown) return give_up(shown.error());
  if (call.said.has("watch")) {
    if (auto watched = watch(call, *shown); !watched) return give_up(watched.error());
  } else {
    show(call, *shown);
  }
  if (call.said.words.size() > 1) return Exit::done;  // the change has said the rest
  for (const std::string& contradiction : on_site_clock(shown->incident, nullptr).contradictions)
    call.terminal.warn(say::clock_contradiction, contradiction);
  call.terminal.emit(
      Json{{"type", "summary"}, {"incident", shown->incident.id}, {"version", shown->incident.version}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_clock_command{kOptions, run};

}  // namespace firsthour::cli
