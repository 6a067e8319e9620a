// SPDX-License-Identifier: Apache-2.0
// firsthour playbook run: an incident or a drill step by step; everything that happens goes into the case.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/conduct.h"
#include "cli/failure_words.h"
#include "cli/playbook_file.h"
#include "cli/playbook_messages.h"
#include "cli/playbook_saying.h"
#include "cli/playbook_talk.h"
#include "cli/playbook_waiting.h"
#include "cli/stop.h"

#include <array>
#include <utility>

namespace firsthour::cli {
namespace {

using playbooks::Execution;
using playbooks::StepOutcome;

constexpr std::array kRunOptions{
    Option{"case",
           "CASE",
           {"the case of the incident; a run that is open in it goes on",
            "事件所在案件；其中未完成的执行会继续"}},
    Option{"set", "NAME=VALUE", {"a value that the playbook asks for", "预案所需的取值"}, true},
    Option{"by", "NAME", {"who runs it, and says what is said", "执行人（亦为答复人）"}},
    Option{"new", "", {"begin anew though a run of it is open", "虽有未完成的执行，仍重新开始"}},
    kKeyOption,
    kNationalKeyOption,
};

template <std::size_t... I, std::size_t... J>
constexpr std::array<Option, sizeof...(I) + sizeof...(J)> joined(std::index_sequence<I...>,
                                                                 std::index_sequence<J...>) {
  return {kRunOptions[I]..., kSayingOptions[J]...};
}
constexpr auto kOptions =
    joined(std::make_index_sequence<kRunOptions.size()>{}, std::make_index_sequence<kSayingOptions.size()>{});

std::string_view short_name(Language language) { return language == Language::zh ? "zh" : "en"; }

// A playbook with faults is not begun: the first one is said, the rest by `playbook validate`.
Try<std::string> sound_id(const std::string& text, const std::string& named) {
  const auto reading = playbooks::read_playbook(text);
  if (!reading) return give_up(Exit::failed, named + ": " + reading.error().what);
  for (const playbooks::Remark& remark : reading->remarks)
    if (remark.severity == playbooks::Remark::Severity::error)
      return give_up(Exit::failed, named + ": " + remark.pointer + ": " + remark.what.en,
                     "firsthour playbook validate " + named);
  return reading->playbook.id;
}

// The run that goes on, or a new one.
Try<std::string> run_meant(const Invocation& call, Conduct& conduct) {
  const std::string& named = call.said.words[0];
  const auto texts = playbook_texts(call, named);
  if (!texts) return give_up(texts.error());
  const auto id = sound_id(texts->front(), named);
  if (!id) return id;
  if (const Execution* open = conduct.unfinished(*id); open && !call.said.has("new")) {
    call.terminal.say(say::run_goes_on, open->run(),
                      title_of(*open->playbook(), short_name(call.terminal.language())));
    return open->run();
  }
  const auto values = values_said(call.said.values("set"), "set");
  if (!values) return give_up(values.error());
  auto run = conduct.begin(*id, *texts, *values);
  if (run)
    call.terminal.say(say::run_begun, *run,
                      title_of(*conduct.run(*run)->playbook(), short_name(call.terminal.language())));
  return run;
}

// What failed is said always, with its reason: a run goes on after a failure that a step handles, or after a
// loop that reached its bound. The rest with --verbose.
void show_what_was_done(const Invocation& call, const Execution& run) {
  using playbooks::StepKind;
  for (const auto& activation : run.activations()) {
    const StepKind kind = activation.step->kind;
    if (!activation.ended || kind == StepKind::start || kind == StepKind::end) continue;
    const auto title = call.terminal.name(
        title_of(*activation.playbook, *activation.step, short_name(call.terminal.language())));
    const auto outcome = call.terminal.text(outcome_text(*activation.outcome));
    const bool went_wrong =
        *activation.outcome == StepOutcome::failure || *activation.outcome == StepOutcome::timeout;
    if (went_wrong && !activation.why.empty())
      call.terminal.say(say::run_failed_step, title, outcome,
                        failure_in(call.terminal.language(), activation.why));
    else
      call.terminal.detail(call.terminal.text(say::run_ended_step, title, outcome));
  }
}

Exit tell(const Invocation& call, const Conduct& conduct, const Execution& run) {
  Terminal& terminal = call.terminal;
  const Instant now = call.clock.now();
  const auto waiting = conduct.waiting();
  show_what_was_done(call, run);
  Json summary{
      {"type", "summary"}, {"run", run.run()}, {"waiting", waiting.size()}, {"paused", run.paused()}};
  if (run.outcome()) summary["outcome"] = std::string{name_of(*run.outcome())};
  for (const Conduct::Waiting& one : waiting) terminal.emit(waiting_json(one, terminal.language(), now));
  terminal.emit(summary);
  if (run.outcome()) {
    terminal.say(say::run_over, run.run(), terminal.text(outcome_text(*run.outcome())));
    return *run.outcome() == StepOutcome::success ? Exit::done : Exit::failed;
  }
  if (run.paused()) terminal.say(say::run_paused, run.run());
  if (!waiting.empty()) {
    terminal.say(say::run_waits, waiting.size());
    show_waiting(terminal, waiting, now);
    terminal.say(say::run_how_to_say, call.said.words[0], call.said.value("case").value_or(""));
  }
  return Exit::partial;
}

Try<Exit> run(const Invocation& call) {
  const auto named = call.said.value("case");
  if (!named)
    return give_up(Exit::usage, "--case is missing",
                   "firsthour playbook run FILE --case CASE; `case create` makes one");
  auto opened = Conduct::open(call, case_path(*named), call.said.value("by").value_or(""));
  if (!opened) return give_up(opened.error());
  Conduct& conduct = **opened;
  if (conduct.exercise()) call.terminal.say(say::run_exercise);
  const auto id = run_meant(call, conduct);
  if (!id) return give_up(id.error());
  if (auto turned = turn_until_people(call, conduct); !turned) return give_up(turned.error());
  const auto said = say_what_was_said(call, conduct, *id);
  if (!said) return give_up(said.error());
  if (call.terminal.interactive() && !*said) {
    if (auto talked = talk_through(call, conduct, *id); !talked) return give_up(talked.error());
  } else if (auto turned = turn_until_people(call, conduct); !turned) {
    return give_up(turned.error());
  }
  const Exit exit = tell(call, conduct, *conduct.run(*id));
  return stop_asked() && exit == Exit::partial ? Exit::interrupted : exit;
}

}  // namespace

constinit const CommandBody playbook_run_command{kOptions, run};

}  // namespace firsthour::cli
