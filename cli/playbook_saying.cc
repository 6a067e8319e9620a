// SPDX-License-Identifier: Apache-2.0
#include "cli/playbook_saying.h"

#include "casefile/number.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::Due;
using playbooks::Execution;
using playbooks::RunEvent;
using playbooks::StepOutcome;

// A step by its number, as it is shown; or by its name or id, where one of that is open.
Result<std::uint64_t> step_meant(const Execution& run, const std::string& said) {
  if (const auto number = number_from<std::uint64_t>(said)) return *number;
  std::vector<std::uint64_t> meant;
  for (const auto& activation : run.activations())
    if (!activation.ended && (activation.step->id == said || activation.step->name == said))
      meant.push_back(activation.number);
  if (meant.size() == 1) return meant.front();
  return fail(Errc::usage,
              meant.empty() ? "no open step is called " + said
                            : fmt::format("{} open steps are called {}: say the number", meant.size(), said));
}

Result<Due> due_at(const Execution& run, std::uint64_t activation, Instant now) {
  for (Due& due : run.due(now))
    if (due.activation == activation) return std::move(due);
  return fail(Errc::usage, fmt::format("step {} waits for nothing", activation));
}

std::pair<std::string, std::string> split(const std::string& said) {
  const std::size_t equals = said.find('=');
  if (equals == std::string::npos) return {said, ""};
  return {said.substr(0, equals), said.substr(equals + 1)};
}

class Words {
 public:
  Words(const Invocation& call, Conduct& conduct, std::string run)
      : call_{call}, conduct_{conduct}, run_{std::move(run)}, why_{call.said.value("why").value_or("")} {}

  Try<bool> all() {
    bool any = false;
    using Word = Try<> (Words::*)(const std::string& said);
    static constexpr std::array<std::pair<std::string_view, Word>, 11> kWords{{
        {"resume", &Words::resume},
        {"approve", &Words::approve},
        {"refuse", &Words::refuse},
        {"decide", &Words::decide},
        {"done", &Words::done},
        {"failed", &Words::failed},
        {"skip", &Words::skip},
        {"keep", &Words::keep},
        {"hand-over", &Words::hand_over},
        {"pause", &Words::pause},
        {"stop", &Words::stop},
    }};
    for (const auto& [option, word] : kWords) {
      if (!call_.said.has(option)) continue;
      if (auto said = (this->*word)(call_.said.value(option).value_or("")); !said)
        return give_up(said.error());
      any = true;
    }
    if (const auto back = call_.said.value("roll-back")) {
      const auto step = step_meant(*conduct_.run(run_), *back);
      if (!step) return give_up(step.error());
      if (auto taken = conduct_.roll_back(run_, *step); !taken) return give_up(taken.error());
      any = true;
    }
    return any;
  }

 private:
  // The word about a step, made from the state when the case is ours.
  template <class Make>
  Try<> about(const std::string& said, Make make) {
    return conduct_.say(run_, [&](const Execution& run, Instant now) -> Result<RunEvent> {
      const auto step = step_meant(run, said);
      if (!step) return tl::unexpected{step.error()};
      return make(run, *step, now);
    });
  }

  Try<> approve(const std::string& said) {
    return about(said, [&](const Execution& run, std::uint64_t step, Instant now) {
      return run.approve(step, who(), why_, now);
    });
  }
  Try<> refuse(const std::string& said) {
    return about(said, [&](const Execution& run, std::uint64_t step, Instant now) {
      return run.refuse(step, who(), why_, now);
    });
  }
  Try<> skip(const std::string& said) {
    return about(said, [&](const Execution& run, std::uint64_t step, Instant now) {
      return run.skip(step, who(), why_, now);
    });
  }
  Try<> keep(const std::string& said) {
    return about(said, [&](const Execution& run, std::uint64_t step, Instant now) {
      return run.decline_rollback(step, who(), why_, now);
    });
  }
  Try<> decide(const std::string& said) {
    const auto [step_said, option] = split(said);
    return about(step_said, [&, &option = option](const Execution& run, std::uint64_t step, Instant now) {
      return run.decide(step, option, who(), why_, now);
    });
  }
  Try<> done(const std::string& said) { return ended(said, StepOutcome::success); }
  Try<> failed(const std::string& said) { return ended(said, StepOutcome::failure); }
  Try<> ended(const std::string& said, StepOutcome outcome) {
    const auto values = values_said(call_.said.values("value"), "value");
    if (!values) return give_up(values.error());
    return about(said, [&](const Execution& run, std::uint64_t step, Instant now) -> Result<RunEvent> {
      const auto due = due_at(run, step, now);
      if (!due) return tl::unexpected{due.error()};
      if (due->kind == Due::Kind::decision)
        return fail(Errc::usage, "it asks for a decision: --decide N=OPTION");
      if (due->kind == Due::Kind::approval) return fail(Errc::usage, "it waits for an approval: --approve N");
      std::map<std::string, std::optional<std::string>> brought;
      for (const auto& [key, value] : *values) brought[key] = value;
      return run.end_command(*due, outcome, who(), why_, brought, now);
    });
  }
  Try<> hand_over(const std::string& said) {
    const auto [step, person] = split(said);
    if (person.empty())
      return conduct_.say(run_, [&, &to = step](const Execution& run, Instant now) {
        return run.hand_over(0, to, who(), now);
      });
    return about(step, [&, &to = person](const Execution& run, std::uint64_t number, Instant now) {
      return run.hand_over(number, to, who(), now);
    });
  }
  Try<> pause(const std::string&) {
    return conduct_.say(run_, [&](const Execution& run, Instant now) { return run.pause(who(), why_, now); });
  }
  Try<> resume(const std::string&) {
    return conduct_.say(run_, [&](const Execution& run, Instant now) { return run.resume(who(), now); });
  }
  Try<> stop(const std::string&) {
    return conduct_.say(run_, [&](const Execution& run, Instant now) { return run.stop(who(), why_, now); });
  }

  [[nodiscard]] const std::string& who() const { return conduct_.person(); }

  const Invocation& call_;
  Conduct& conduct_;
  std::string run_, why_;
};

}  // namespace

Try<std::map<std::string, std::string>> values_said(const std::vector<std::string>& said,
                                                    std::string_view option) {
  std::map<std::string, std::string> values;
  for (const std::string& one : said) {
    auto [key, value] = split(one);
    if (key.size() == one.size())
      return give_up(Exit::usage, fmt::format("--{} takes NAME=VALUE, not `{}`", option, one));
    if (!key.starts_with("__")) key = "__" + key + "__";
    values[key] = value;
  }
  return values;
}

Try<bool> say_what_was_said(const Invocation& call, Conduct& conduct, const std::string& run) {
  return Words{call, conduct, run}.all();
}

}  // namespace firsthour::cli
