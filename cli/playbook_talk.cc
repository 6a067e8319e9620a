// SPDX-License-Identifier: Apache-2.0
#include "cli/playbook_talk.h"

#include "cli/playbook_messages.h"
#include "cli/playbook_waiting.h"
#include "cli/stop.h"

#include <chrono>
#include <thread>

namespace firsthour::cli {
namespace {

using playbooks::Due;
using playbooks::Execution;
using playbooks::RunEvent;
using playbooks::StepOutcome;

constexpr std::chrono::milliseconds kPoll{50};
constexpr std::int64_t kWorthWaiting = 60'000'000'000;  // a delay that one waits for rather than coming back

class Talk {
 public:
  Talk(const Invocation& call, Conduct& conduct, std::string run)
      : call_{call}, conduct_{conduct}, run_{std::move(run)} {}

  // False: the person left.
  Try<bool> about(const Conduct::Waiting& waiting) {
    show_waiting(call_.terminal, {waiting}, call_.clock.now());
    switch (waiting.due.kind) {
      case Due::Kind::approval:
        return approval(waiting.due);
      case Due::Kind::decision:
        return decision(waiting.due);
      case Due::Kind::rollback:
        return rollback(waiting.due);
      default:
        return doing(waiting.due);
    }
  }

 private:
  template <class... Values>
  std::optional<std::string> ask(const Text& question, const Values&... values) {
    return call_.terminal.ask(call_.terminal.text(question, values...));
  }

  Try<bool> said(const std::function<Result<RunEvent>(const Execution&, Instant)>& word) {
    auto done = conduct_.say(run_, word);
    if (done) return true;
    if (done.error().exit != Exit::usage) return give_up(done.error());
    call_.terminal.error(done.error());  // asked again
    return true;
  }

  Try<bool> approval(const Due& due) {
    const auto answer = ask(say::ask_approve, due.activation);
    if (!answer || *answer == "q") return false;
    if (*answer != "y" && *answer != "n" && *answer != "s") return true;
    const std::string who = ask(say::ask_who).value_or("");
    const std::string why = ask(say::ask_why).value_or("");
    return said([&](const Execution& run, Instant now) {
      if (*answer == "y") return run.approve(due.activation, who, why, now);
      return *answer == "n" ? run.refuse(due.activation, who, why, now)
                            : run.skip(due.activation, who, why, now);
    });
  }

  Try<bool> decision(const Due& due) {
    std::string keys;
    for (const auto& option : due.step->handling.options) keys += (keys.empty() ? "" : " | ") + option.key;
    const auto answer = ask(say::ask_option, due.activation, keys);
    if (!answer || *answer == "q") return false;
    const std::string who = ask(say::ask_who).value_or("");
    const std::string why = ask(say::ask_why).value_or("");
    return said([&](const Execution& run, Instant now) {
      return run.decide(due.activation, *answer, who, why, now);
    });
  }

  Try<bool> rollback(const Due& due) {
    const auto answer = ask(say::ask_rollback, due.activation);
    if (!answer || *answer == "q") return false;
    if (*answer == "y") {
      if (auto back = conduct_.roll_back(run_, due.activation); !back) return give_up(back.error());
      return true;
    }
    if (*answer != "n") return true;
    const std::string why = ask(say::ask_why).value_or("");
    return said([&](const Execution& run, Instant now) {
      return run.decline_rollback(due.activation, conduct_.person(), why, now);
    });
  }

  Try<bool> doing(const Due& due) {
    const auto answer = ask(say::ask_done, due.activation);
    if (!answer || *answer == "q") return false;
    if (*answer == "d") return ended(due, StepOutcome::success);
    if (*answer == "f") return ended(due, StepOutcome::failure);
    if (*answer == "s" || *answer == "p") {
      const std::string why = ask(say::ask_why).value_or("");
      return said([&](const Execution& run, Instant now) {
        return *answer == "s" ? run.skip(due.activation, conduct_.person(), why, now)
                              : run.pause(conduct_.person(), why, now);
      });
    }
    if (*answer != "h") return true;
    const std::string who = ask(say::ask_who).value_or("");
    return said([&](const Execution& run, Instant now) {
      return run.hand_over(due.activation, who, conduct_.person(), now);
    });
  }

  Try<bool> ended(const Due& due, StepOutcome outcome) {
    std::map<std::string, std::optional<std::string>> values;
    if (outcome == StepOutcome::success)
      for (const std::string& key : due.step->out_args) {
        const auto variables = conduct_.run(run_)->variables_of(due.activation);
        const auto known = variables.find(key);
        const auto value = ask(say::ask_value, key, known == variables.end() ? "string" : known->second.type);
        if (!value) return false;
        if (!value->empty()) values[key] = *value;
      }
    const std::string why = outcome == StepOutcome::failure ? ask(say::ask_why).value_or("") : "";
    return said([&](const Execution& run, Instant now) {
      return run.end_command(due, outcome, conduct_.person(), why, values, now);
    });
  }

  const Invocation& call_;
  Conduct& conduct_;
  std::string run_;
};

// The next delay or time limit that is near enough to be waited for.
bool worth_waiting(const Conduct& conduct, Instant now) {
  for (const auto& [id, run] : conduct.runs())
    for (const Due& due : run.due(now))
      if (due.kind == Due::Kind::delay && due.at->nanoseconds - now.nanoseconds <= kWorthWaiting) return true;
  return false;
}

}  // namespace

Try<> turn_until_people(const Invocation& call, Conduct& conduct) {
  bool asked = false;
  while (true) {
    const auto changed = conduct.turn();
    if (!changed) return give_up(changed.error());
    if (!conduct.commands_run() && !*changed && (stop_asked() || !worth_waiting(conduct, call.clock.now())))
      break;
    if (stop_asked() && !asked) {
      conduct.stop_commands();
      asked = true;
    }
    if (conduct.commands_run()) call.terminal.progress(call.terminal.text(say::run_command, "…"));
    if (!*changed) std::this_thread::sleep_for(kPoll);
  }
  call.terminal.end_progress();
  return {};
}

Try<bool> talk_through(const Invocation& call, Conduct& conduct, const std::string& run) {
  Talk talk{call, conduct, run};
  while (true) {
    if (auto turned = turn_until_people(call, conduct); !turned) return give_up(turned.error());
    if (auto looked = conduct.look(); !looked) return give_up(looked.error());
    const Execution* execution = conduct.run(run);
    if (!execution || execution->outcome() || execution->paused() || stop_asked()) return true;
    const auto waiting = conduct.waiting();
    const auto next = std::ranges::find_if(waiting, [&](const Conduct::Waiting& one) {
      return one.run == run && one.due.kind != Due::Kind::delay;
    });
    if (next == waiting.end()) return true;
    const auto goes_on = talk.about(*next);
    if (!goes_on || !*goes_on) return goes_on;
  }
}

}  // namespace firsthour::cli
