// SPDX-License-Identifier: Apache-2.0
// The last words of respond: where everything is, the digest for the paper, what is left to do.
#include "casefile/json.h"
#include "cli/clock_messages.h"
#include "cli/clocks.h"
#include "cli/custody_messages.h"
#include "cli/incident_messages.h"
#include "cli/incident_record.h"
#include "cli/interview.h"
#include "cli/messages.h"
#include "cli/paper.h"
#include "cli/quoting.h"
#include "cli/response.h"
#include "cli/still_to_do.h"

namespace firsthour::cli {

void Response::show_papers() {
  Terminal& terminal = call_->terminal;
  terminal.print(terminal.text(say::where_case, path_));
  for (const std::string& paper : papers_) terminal.print(terminal.text(say::where_paper, paper));
  for (const std::string& paper : papers_) terminal.emit(Json{{"type", "report"}, {"path", paper}});
}

Try<Exit> Response::say_what_next() {
  Terminal& terminal = call_->terminal;
  show_papers();
  const auto note = case_->checkpoint();
  if (!note) return give_up(case_failure(note.error()));
  const auto overview = case_->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  terminal.say(say::head_title);
  terminal.talk(*note);
  show_qr(terminal, *note);
  for (const CaseKey& key : overview->keys) terminal.say(say::signed_by, key.name, key.fingerprint);
  if (incident_) {
    const auto sources = clock_sources(*call_, *case_);
    const auto* contract = sources ? sources->agreed() : nullptr;
    terminal.talk(clock_line(terminal, *incident_, contract));
    if (sources) warn_of_clocks(*call_, *incident_, *sources);
    const auto missing = playbooks::missing_fields(*incident_, contract);
    if (!missing.empty()) terminal.say(say::record_lacks_some, missing.size(), quoted_for_shell(path_));
    for (const playbooks::Words& wrong : playbooks::contradictions(*incident_))
      terminal.warn(say::record_contradiction, terminal.language() == Language::zh ? wrong.zh : wrong.en);
  }
  const auto blanks = blanks_in(terminal, answers_);
  std::string listed;
  for (const std::string& blank : blanks)
    listed += (listed.empty() ? "" : terminal.text(say::list_comma)) + blank;
  if (!blanks.empty()) terminal.warn(say::blanks_left, listed);
  terminal.say(say::next_title);
  terminal.say(say::next_paper);
  if (auto shown = show_unsigned_forms(terminal, *case_); !shown) return give_up(shown.error());
  terminal.say(say::next_scan, quoted_for_shell(path_));
  terminal.say(say::next_verify, quoted_for_shell(path_));
  terminal.say(say::next_note, quoted_for_shell(path_));
  if (incident_) terminal.say(say::next_clock, quoted_for_shell(path_));
  if (exercise_) terminal.say(say::next_exercise);
  terminal.say(say::took, seconds_since_start());
  terminal.emit(Json{{"type", "checkpoint"}, {"note", *note}});
  terminal.emit(Json{{"type", "summary"},
                     {"exit", static_cast<int>(exit_)},
                     {"case", path_},
                     {"exercise", exercise_},
                     {"events", overview->events},
                     {"items", overview->items},
                     {"findings", overview->findings},
                     {"reports", papers_.size()},
                     {"blanks", blanks},
                     {"unknown", report_.unknown.size()},
                     {"not_scanned", report_.not_scanned.size()}});
  return exit_;
}

}  // namespace firsthour::cli
