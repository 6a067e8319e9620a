// SPDX-License-Identifier: Apache-2.0
#include "cli/clocks.h"

#include "casefile/bytes.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "cli/clock_messages.h"
#include "cli/data_folder.h"
#include "cli/display_width.h"
#include "cli/quoting.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::Deadline;
using playbooks::DeadlineState;
using playbooks::Words;

constexpr std::uint64_t kLargestContract = 1 << 20;
constexpr std::size_t kStateWidth = 15, kDueWidth = 19, kMarginWidth = 21;

std::string in_language(const Terminal& terminal, const Words& words) {
  return terminal.language() == Language::zh ? words.zh : words.en;
}

Severity severity_of(const Deadline& clock) {
  if (!clock.watched) return Severity::info;
  switch (clock.state) {
    case DeadlineState::overdue:
      return Severity::critical;
    case DeadlineState::due_soon:
    case DeadlineState::contradictory:
      return Severity::high;
    case DeadlineState::missed:
      return Severity::medium;
    case DeadlineState::running:
      return Severity::low;
    default:
      return Severity::info;
  }
}

// How the moment that would end the clock is recorded.
std::string moment_field(const Deadline& clock) {
  constexpr std::string_view kNotice = "notice:";
  if (!clock.done_moment.starts_with(kNotice)) return clock.done_moment;
  return "notice." + clock.done_moment.substr(kNotice.size()) + ".1.sent";
}

class Board {
 public:
  Board(const Invocation& call, std::string case_word, const playbooks::Incident& incident,
        std::vector<Deadline> clocks)
      : terminal_{call.terminal},
        case_{std::move(case_word)},
        incident_{incident},
        clocks_{std::move(clocks)} {}

  void emit() const {
    for (const Deadline& clock : clocks_) {
      Json json = to_json(clock);
      json["incident"] = incident_.id;
      json["exercise"] = incident_.exercise;
      if (clock.done_moment == "arrived") add_on_site(clock, json);
      terminal_.emit(json);
    }
  }

  void print() const {
    terminal_.print(
        terminal_.bold(terminal_.text(incident_.exercise ? say::clocks_exercise : say::clocks_title)));
    for (const Deadline& clock : clocks_) row(clock);
    next();
  }

 private:
  // The fields that this line had when it was the only clock.
  void add_on_site(const Deadline& clock, Json& json) const {
    json["on_site_from"] = clock.from_moment;
    json["contradictions"] = on_site_clock(incident_, nullptr).contradictions;
    if (!incident_.arrived) return;
    json["arrived"] = rfc3339(*incident_.arrived);
    if (!clock.from || *incident_.arrived < *clock.from) return;
    json["seconds"] = (incident_.arrived->nanoseconds - clock.from->nanoseconds) / 1'000'000'000;
    json["met"] = clock.state == DeadlineState::met;
  }

  void row(const Deadline& clock) const {
    const std::string state = column(in_language(terminal_, words_of(clock.state)), kStateWidth);
    const std::string due = clock.due ? beijing_time(*clock.due) : "";
    const std::string line = state + column(due, kDueWidth) + "  " +
                             column(in_language(terminal_, margin_words(clock)), kMarginWidth) +
                             in_language(terminal_, clock.title);
    terminal_.print(terminal_.paint(severity_of(clock), line));
    const std::string indent(kStateWidth, ' ');
    const std::size_t width = std::max<std::size_t>(terminal_.columns(), 60) - kStateWidth;
    terminal_.print(indent + (terminal_.out_is_tty() ? wrap(about(clock), width, indent) : about(clock)));
  }

  // Who owes it to whom, by what, and what has to be known of the figure.
  std::string about(const Deadline& clock) const {
    const std::string by = in_language(terminal_, clock.owed_by), to = in_language(terminal_, clock.owed_to),
                      basis = in_language(terminal_, clock.basis);
    std::string text = to.empty() ? terminal_.text(say::clock_owner, by, basis)
                                  : terminal_.text(say::clock_parties, by, to, basis);
    const std::string stop = terminal_.language() == Language::zh ? "；" : "; ";
    const auto more = [&](const std::string& what) { text += stop + what; };
    if (clock.may_apply) more(terminal_.text(say::clock_may_apply, in_language(terminal_, clock.undecided)));
    if (!clock.checked) more(terminal_.text(say::clock_unchecked));
    if (clock.state == DeadlineState::waiting)
      more(terminal_.text(say::clock_waits, in_language(terminal_, clock.from_words)));
    if (clock.state == DeadlineState::contradictory) more(terminal_.text(say::clock_from_done));
    if (clock.state == DeadlineState::missed)
      more(clock.reason.empty() ? terminal_.text(say::clock_no_reason)
                                : terminal_.text(say::clock_reason, terminal_.name(clock.reason)));
    return text;
  }

  static void add_undecided(const Words& more, Words& all) {
    if (all.zh.find(more.zh) != std::string::npos) return;
    if (more.zh.find(all.zh) != std::string::npos) {
      all = more;
      return;
    }
    all.zh += "、" + more.zh;
    all.en += ", " + more.en;
  }

  void next() const {
    Words undecided;
    bool titled = false;
    const auto title = [&] {
      if (!titled) terminal_.print(terminal_.bold(terminal_.text(say::clocks_next)));
      titled = true;
    };
    for (const Deadline& clock : clocks_) {
      const bool open = clock.state == DeadlineState::running || clock.state == DeadlineState::due_soon ||
                        clock.state == DeadlineState::overdue;
      if (open && clock.may_apply) add_undecided(clock.undecided, undecided);
      if (!open || !clock.watched || clock.next.zh.empty()) continue;
      title();
      terminal_.print(terminal_.paint(
          severity_of(clock),
          terminal_.text(say::clock_next, in_language(terminal_, clock.title),
                         in_language(terminal_, margin_words(clock)), in_language(terminal_, clock.next))));
      terminal_.print(terminal_.text(say::clock_next_command, quoted_for_shell(case_), moment_field(clock)));
    }
    if (undecided.zh.empty()) return;
    title();
    terminal_.print(
        terminal_.text(say::clock_decide, in_language(terminal_, undecided), quoted_for_shell(case_)));
  }

  Terminal& terminal_;
  std::string case_;
  const playbooks::Incident& incident_;
  std::vector<Deadline> clocks_;
};

}  // namespace

Try<std::optional<playbooks::ServiceContract>> contract_given(const Invocation& call) {
  const auto path = call.said.value("contract");
  if (!path) return std::optional<playbooks::ServiceContract>{};
  const auto text = read_file(*path, kLargestContract);
  if (!text) return give_up(fail(*path, text.error()).value());
  auto contract = playbooks::parse_contract(*text);
  if (!contract) return give_up(fail(*path, contract.error()).value());
  return std::optional{std::move(*contract)};
}

Try<ClockSources> clock_sources(const Invocation& call, const CaseReader& the_case) {
  // Without our data folder the built-in table will do.
  const auto folder = data_folder(call.environment, call.program);
  auto table = playbooks::DutyTable::load(folder ? *folder + "/tables" : std::string{});
  if (!table) return give_up(table.error());
  auto contract = contract_given(call);
  if (!contract) return give_up(contract.error());
  if (!*contract) {
    auto found = playbooks::contract_in(the_case);
    if (!found) return give_up(case_failure(found.error()));
    *contract = std::move(*found);
  }
  return ClockSources{std::move(*table), std::move(*contract)};
}

Try<> record_contract(const Invocation& call, CaseWriter& the_case,
                      const playbooks::ServiceContract& contract) {
  const auto known = playbooks::contract_in(the_case);
  if (!known) return give_up(case_failure(known.error()));
  if (*known && (*known)->sha256 == contract.sha256) return {};
  if (const auto added = the_case.append(event_type::service, contract_event(contract)); !added)
    return give_up(added.error());
  call.terminal.say(say::contract_recorded, contract.id);
  return {};
}

void show_clocks(const Invocation& call, const std::string& case_word, const playbooks::Incident& incident,
                 const ClockSources& sources) {
  const Board board{call, case_word, incident, sources.clocks(incident, call.clock.now())};
  board.emit();
  board.print();
  Terminal& terminal = call.terminal;
  const auto& contract = sources.contract;
  terminal.print(
      terminal.text(say::clocks_by, sources.table.version(),
                    contract ? terminal.name(contract->id) : terminal.text(say::clocks_no_contract)));
}

void warn_of_clocks(const Invocation& call, const playbooks::Incident& incident,
                    const ClockSources& sources) {
  Terminal& terminal = call.terminal;
  for (const Deadline& clock : sources.clocks(incident, call.clock.now())) {
    // What is owed at once, perhaps, has a clock with a figure beside it, or the table shows it.
    if (!clock.urgent() || (!clock.due && clock.may_apply)) continue;
    std::string owed = in_language(terminal, clock.owed_by);
    if (clock.may_apply)
      owed += "; " + terminal.text(say::clock_may_apply, in_language(terminal, clock.undecided));
    const std::string title = in_language(terminal, clock.title);
    if (!clock.due)
      terminal.warn(say::clock_at_once, title, owed);
    else
      terminal.warn(clock.state == DeadlineState::overdue ? say::clock_overdue : say::clock_due_soon, title,
                    in_language(terminal, margin_words(clock)), beijing_time(*clock.due), owed);
  }
}

}  // namespace firsthour::cli
