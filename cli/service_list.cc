// SPDX-License-Identifier: Apache-2.0
// firsthour service list: the records of the year, or what is due and what is overdue.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/display_width.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"

#include <array>

namespace firsthour::cli {
namespace {

using playbooks::DueState;
using playbooks::ServiceRecord;
using playbooks::ServiceYear;

constexpr std::array kOptions{
    Option{"due",
           "",
           {"what is due now and what is overdue, with its last moment", "当前应完成与逾期的事项及期限"}},
    Option{"overdue", "", {"only what is overdue", "仅列逾期事项"}},
    Option{"period",
           "PERIOD",
           {"only of it: M03, Q1, H1, Y of the contract, or 2026-10, 2026-10-12",
            "仅列该时段：合同期 M03、Q1、H1、Y，或 2026-10、2026-10-12"}},
};

struct Wanted {
  std::string kind;  // "": all
  std::optional<playbooks::Period> period;
};

Try<Wanted> wanted(const Invocation& call, const ServiceYear& year) {
  Wanted what;
  if (call.said.words.size() > 1) {
    what.kind = call.said.words[1];
    if (!playbooks::service_kind(what.kind)) {
      std::vector<std::string> known;
      for (const auto& kind : playbooks::service_kinds()) known.emplace_back(kind.name);
      const auto meant = nearest(what.kind, known);
      return give_up(Exit::usage, "no kind of record is called `" + what.kind + "`",
                     meant ? "did you mean `" + *meant + "`?" : "firsthour help service add lists them");
    }
  }
  if (const auto name = call.said.value("period")) {
    auto period = playbooks::period_named(year, *name);
    if (!period) return give_up(period.error());
    what.period = std::move(*period);
  }
  return what;
}

std::size_t list_records(const Invocation& call, const ServiceYear& year, const Wanted& what) {
  std::size_t listed = 0;
  for (const ServiceRecord& record : year.records) {
    if (!what.kind.empty() && record.kind != what.kind) continue;
    const auto day = playbooks::day_of_record(record);
    if (what.period && (!day || !what.period->holds(*day))) continue;
    ++listed;
    if (call.terminal.json()) {
      call.terminal.emit(json_of(year, record));
      continue;
    }
    call.terminal.print(column(record.id, 18) + "  " + column(day ? playbooks::day_text(*day) : "", 10) +
                        "  " + fit(gist_of(call.terminal, record), 120));
    for (const playbooks::ServiceProblem& problem : playbooks::problems_in(year, record))
      call.terminal.warn(say::service_breach, record.id, in_words(call.terminal, problem.what));
  }
  if (listed == 0) call.terminal.say(say::no_records);
  return listed;
}

// Watches with their shifts, gaps and overlaps: what --due cannot say of those that are over.
void list_watches(Terminal& terminal, const ServiceYear& year, const Wanted& what) {
  const auto watches = year.of("watch");
  if (watches.empty() || (what.kind != "watch" && what.kind != "shift")) return;
  const auto minute = [](Instant time) { return beijing_time(time).substr(0, 16); };
  for (const ServiceRecord* watch : watches) {
    const playbooks::WatchCover cover = playbooks::watch_cover(year, *watch);
    terminal.print(terminal.text(say::watch_line, watch->id, terminal.name(watch->text("reason")),
                                 watch->text("first"), watch->text("last"), cover.shifts.size()));
    Json json{
        {"type", "watch-cover"}, {"watch", watch->id}, {"gaps", Json::array()}, {"overlaps", Json::array()}};
    for (const auto& [name, spans, text] : {std::tuple{"gaps", &cover.gaps, &say::watch_gap},
                                            std::tuple{"overlaps", &cover.overlaps, &say::watch_overlap}})
      for (const playbooks::Span& span : *spans) {
        terminal.print(terminal.text(*text, minute(span.from), minute(span.until)));
        json[name].push_back({{"from", rfc3339(span.from)}, {"until", rfc3339(span.until)}});
      }
    terminal.emit(json);
  }
  terminal.print(terminal.text(say::watch_used, playbooks::watch_days(year),
                               playbooks::target_of(year.contract, "watch", "days", 30)));
}

std::size_t list_dues(const Invocation& call, const ServiceYear& year, const Wanted& what,
                      const playbooks::WorkingDays& calendar) {
  std::size_t listed = 0;
  const bool only_overdue = call.said.has("overdue");
  for (const playbooks::ServiceDue& due : playbooks::service_dues(year, calendar, call.clock.now())) {
    const bool open = due.state == DueState::overdue || (!only_overdue && due.state == DueState::due);
    if (!open || (!what.kind.empty() && due.kind != what.kind)) continue;
    if (what.period && !what.period->holds(playbooks::day_of(due.due))) continue;
    show_due(call.terminal, due);
    ++listed;
  }
  if (listed == 0) call.terminal.say(say::nothing_due);
  return listed;
}

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto year = service_year_in(call, **opened);
  if (!year) return give_up(year.error());
  const auto what = wanted(call, *year);
  if (!what) return give_up(what.error());
  std::size_t listed = 0;
  if (call.said.has("due") || call.said.has("overdue")) {
    const auto calendar = working_days(call);
    if (!calendar) return give_up(calendar.error());
    say_unpublished(call.terminal, *year, *calendar);
    listed = list_dues(call, *year, *what, *calendar);
  } else {
    listed = list_records(call, *year, *what);
    list_watches(call.terminal, *year, *what);
  }
  call.terminal.emit(Json{{"type", "summary"}, {"listed", listed}, {"unread", year->unread.size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody service_list_command{kOptions, run};

}  // namespace firsthour::cli
