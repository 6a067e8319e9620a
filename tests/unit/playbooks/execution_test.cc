// SPDX-License-Identifier: Apache-2.0
// How playbooks behave when they run: there is no public suite for it, so this is one. Each playbook is
// written in YAML; `driven` plays the people: commands succeed unless their text says FAIL.
#include "playbooks/execution.h"

#include "casefile/json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Kind = RunEvent::Kind;

constexpr Instant kStart = Instant::from_seconds(1'800'000'000);

std::string playbook_text(std::string_view rest, std::string_view id = "playbook--p") {
  return fmt::format(R"(
type: playbook
spec_version: cacao-2.0
id: {}
name: A playbook
created_by: identity--us
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
workflow_start: start--1
{})",
                     id, rest);
}

// A run with a clock of its own, all its events, and the people who do what is asked.
class Stage {
 public:
  explicit Stage(const std::vector<std::string>& playbooks, RunLimits limits = {})
      : execution_{shelf_, limits} {
    for (const std::string& text : playbooks) {
      auto reading = read_playbook(text);
      EXPECT_TRUE(reading) << (reading ? "" : reading.error().what);
      for (const Remark& remark : reading->remarks)
        EXPECT_NE(remark.severity, Remark::Severity::error) << remark.pointer << ": " << remark.what.en;
      if (first_.empty()) first_ = reading->playbook.id;
      shelf_.put(std::move(reading->playbook));
    }
  }

  void begin(const std::map<std::string, std::string>& values = {}) {
    auto event = execution_.begin(first_, "run-1", values, now, "Li");
    ASSERT_TRUE(event) << event.error().what;
    put(*event);
    follow();
  }

  void put(const RunEvent& event) {
    // Through the ledger's form and back, as it will be after a power loss.
    const Json body = body_of(event, shelf_.find(event.playbook, event.version));
    const auto back = run_event_from(body);
    ASSERT_TRUE(back && *back);
    EXPECT_EQ(**back, event);
    const auto applied = execution_.apply(event);
    ASSERT_TRUE(applied) << applied.error().what;
    events.push_back(event);
    if (event.kind == Kind::step_begun) entered.push_back(name(event));
    if (event.kind == Kind::step_ended && event.outcome != StepOutcome::success)
      entered.push_back(fmt::format("{}:{}", name(event), name_of(*event.outcome)));
  }
  void put(const Result<RunEvent>& event) {
    ASSERT_TRUE(event) << event.error().what;
    put(*event);
  }

  void follow() {
    int events_more = 0;
    while (const auto event = execution_.next(now)) {
      put(*event);
      ASSERT_LT(++events_more, 1'000'000);
    }
  }

  // Does all that waits until nothing does. `answer` gives values of out_args.
  void driven(
      const std::function<std::map<std::string, std::optional<std::string>>(const Due&)>& answer = {}) {
    follow();
    for (auto due = execution_.due(now); !due.empty() && !execution_.outcome(); due = execution_.due(now)) {
      const Due& one = due.front();
      if (one.kind == Due::Kind::delay) {
        now = *one.at;
      } else if (one.kind == Due::Kind::approval) {
        put(execution_.approve(one.activation, "Han", "", now));
      } else if (one.kind == Due::Kind::decision) {
        put(execution_.decide(one.activation, one.step->handling.options.front().key, "Han", "", now));
      } else if (one.kind == Due::Kind::rollback) {
        put(execution_.begin_rollback(one.activation, "Li", now));
        put(execution_.end_rollback(one.activation, StepOutcome::success, "Li", "", now));
      } else {
        if (one.kind == Due::Kind::command) put(execution_.begin_command(one, "", now));
        const bool fails = one.text.find("FAIL") != std::string::npos;
        put(execution_.end_command(one, fails ? StepOutcome::failure : StepOutcome::success, "Li",
                                   fails ? "it failed" : "", fails || !answer ? Values{} : answer(one), now));
      }
      follow();
    }
  }

  [[nodiscard]] Execution& run() { return execution_; }
  // A second execution from the events alone.
  [[nodiscard]] Execution again() const {
    Execution other{shelf_};
    for (const RunEvent& event : events) EXPECT_TRUE(other.apply(event));
    return other;
  }

  using Values = std::map<std::string, std::optional<std::string>>;
  Instant now = kStart;
  std::vector<RunEvent> events;
  std::vector<std::string> entered;  // names of steps in the order of their beginning; "x:failure"

 private:
  [[nodiscard]] std::string name(const RunEvent& event) const {
    const Playbook* playbook = shelf_.find(event.playbook);
    const Step* step = playbook ? playbook->step(event.step) : nullptr;
    return step && !step->name.empty() ? step->name : step ? std::string{name_of(step->kind)} : "?";
  }

  PlaybookShelf shelf_;
  Execution execution_;
  std::string first_;
};

std::string action(std::string_view id, std::string_view command, std::string_view successors) {
  return fmt::format(
      "  action--{}: {{type: action, name: {}, agent: individual--i, commands: [{{type: manual, command: "
      "{}}}], {}}}\n",
      id, id, command, successors);
}
constexpr std::string_view kAgents = "agent_definitions: {individual--i: {type: individual, name: Li}}\n";
constexpr std::string_view kEnd = "  end--1: {type: end}\n";

std::string straight(std::string_view steps, std::string_view first, std::string_view more = "") {
  return playbook_text(fmt::format("workflow:\n  start--1: {{type: start, on_completion: {}}}\n{}{}{}{}",
                                   first, steps, kEnd, kAgents, more));
}

TEST(Execution, StepsFollowEachOtherToTheEnd) {
  Stage stage{
      {straight(action("a", "x", "on_completion: action--b") + action("b", "y", "on_completion: end--1"),
                "action--a")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "b", "end"));
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
}

TEST(Execution, AFailureTakesOnFailure) {
  Stage stage{{straight(action("a", "FAIL", "on_success: end--1, on_failure: action--b") +
                            action("b", "y", "on_completion: end--1"),
                        "action--a")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "b", "end"));
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
}

TEST(Execution, ASuccessDoesNotTakeOnFailure) {
  Stage stage{{straight(action("a", "x", "on_success: end--1, on_failure: action--b") +
                            action("b", "y", "on_completion: end--1"),
                        "action--a")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "end"));
}

TEST(Execution, OnCompletionIsTakenHoweverTheStepCameOut) {
  Stage stage{{straight(action("a", "FAIL", "on_completion: end--1"), "action--a")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "end"));
}

TEST(Execution, AFailureThatNobodyHandlesRunsTheException) {
  Stage stage{{straight(action("a", "FAIL", "on_success: end--1") +
                            action("sorry", "y", "on_completion: end--2") + "  end--2: {type: end}\n",
                        "action--a", "workflow_exception: action--sorry\n")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "sorry", "end"));
  EXPECT_EQ(stage.run().outcome(), StepOutcome::failure);
  EXPECT_THAT(stage.events.back().why, HasSubstr("workflow_exception"));
}

TEST(Execution, AFailureInTheExceptionDoesNotRunItAgain) {
  Stage stage{
      {straight(action("a", "FAIL", "on_success: end--1") + action("sorry", "FAIL", "on_success: end--1"),
                "action--a", "workflow_exception: action--sorry\n")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "sorry", "sorry:failure"));
  EXPECT_EQ(stage.run().outcome(), StepOutcome::failure);
}

TEST(Execution, WithoutAnExceptionTheRunFails) {
  Stage stage{{straight(action("a", "FAIL", "on_success: end--1"), "action--a")}};
  stage.begin();
  stage.driven();
  EXPECT_EQ(stage.run().outcome(), StepOutcome::failure);
}

constexpr std::string_view kNumber = "playbook_variables: {__n__: {type: integer, value: 0}}\n";

TEST(Execution, IfTakesOneBranchAndGoesOnAfterItsEnd) {
  for (const bool yes : {true, false}) {
    Stage stage{{straight(
        fmt::format("  if-condition--i: {{type: if-condition, name: i, condition: \"__n__:value = {}\", "
                    "on_true: action--t, on_false: action--f, on_completion: action--after}}\n",
                    yes ? 0 : 1) +
            action("t", "x", "on_completion: end--t") + "  end--t: {type: end, name: end-t}\n" +
            action("f", "x", "on_completion: end--f") + "  end--f: {type: end, name: end-f}\n" +
            action("after", "x", "on_completion: end--1"),
        "if-condition--i", kNumber)}};
    stage.begin();
    stage.driven();
    if (yes)
      EXPECT_THAT(stage.entered, ElementsAre("start", "i", "t", "end-t", "after", "end"));
    else
      EXPECT_THAT(stage.entered, ElementsAre("start", "i", "f", "end-f", "after", "end"));
  }
}

TEST(Execution, IfWithoutAFalseBranchGoesOn) {
  Stage stage{
      {straight("  if-condition--i: {type: if-condition, name: i, condition: \"__n__:value > 5\", on_true: "
                "action--t, on_completion: end--1}\n" +
                    action("t", "x", "on_completion: end--t") + "  end--t: {type: end}\n",
                "if-condition--i", kNumber)}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "i", "end"));
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
}

TEST(Execution, AnUnknownVariableIsAFailureAndNotFalse) {
  Stage stage{{straight(
      "  if-condition--i: {type: if-condition, name: i, condition: \"__nobody__:value = 1\", on_true: "
      "end--t, on_success: end--1, on_failure: action--no}\n  end--t: {type: end}\n" +
          action("no", "x", "on_completion: end--1"),
      "if-condition--i")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "i", "i:failure", "no", "end"));
}

std::string loop(std::string_view condition, std::string_view inside) {
  return fmt::format(
      "  while-condition--w: {{type: while-condition, name: w, condition: \"{}\", on_true: action--in, "
      "on_completion: end--1}}\n  action--in: {{type: action, name: in, agent: individual--i, "
      "commands: [{{type: manual, command: {}}}], out_args: [__n__], on_completion: end--in}}\n  "
      "end--in: {{type: end, name: end-in}}\n",
      condition, inside);
}

TEST(Execution, WhileGoesRoundUntilItsConditionIsFalse) {
  Stage stage{{straight(loop("__n__:value < 3", "x"), "while-condition--w", kNumber)}};
  stage.begin();
  int n = 0;
  stage.driven([&](const Due&) { return Stage::Values{{"__n__", std::to_string(++n)}}; });
  EXPECT_EQ(n, 3);
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
  EXPECT_EQ(stage.run().variables().at("__n__").value, "3");
  // Rounds are numbered in the record.
  std::vector<std::uint32_t> rounds;
  for (const RunEvent& event : stage.events)
    if (event.kind == Kind::step_begun && event.step.starts_with("action")) rounds.push_back(event.branch);
  EXPECT_THAT(rounds, ElementsAre(0, 1, 2));
}

TEST(Execution, ALoopWithoutEndIsEndedAndSaid) {
  RunLimits limits;
  limits.rounds = 20;
  Stage stage{{straight(loop("__n__:value = 0", "x"), "while-condition--w", kNumber)}, limits};
  stage.begin();
  stage.driven();
  EXPECT_EQ(std::ranges::count(stage.entered, "in"), 20);
  EXPECT_THAT(stage.entered, Contains("w:failure"));
}

TEST(Execution, ACycleOfStepsIsEndedAndSaid) {
  RunLimits limits;
  limits.activations = 50;
  Stage stage{{straight("  start--2: {type: start, on_completion: start--2}\n", "start--2")}, limits};
  stage.begin();
  EXPECT_EQ(stage.run().outcome(), StepOutcome::failure);
  EXPECT_THAT(stage.events.back().why, HasSubstr("50 steps"));
}

constexpr std::string_view kParallel =
    "  parallel--p: {type: parallel, name: p, next_steps: [action--a, action--b], on_success: action--after, "
    "on_failure: "
    "action--bad}\n";

TEST(Execution, ParallelWaitsForAllBranches) {
  Stage stage{{straight(std::string{kParallel} + action("a", "x", "on_completion: end--a") +
                            "  end--a: {type: end}\n" + action("b", "y", "on_completion: end--b") +
                            "  end--b: {type: end}\n" + action("after", "z", "on_completion: end--1") +
                            action("bad", "z", "on_completion: end--1"),
                        "parallel--p")}};
  stage.begin();
  ASSERT_EQ(stage.run().due(stage.now).size(), 2U);
  const auto due = stage.run().due(stage.now);
  stage.put(stage.run().end_command(due[1], StepOutcome::success, "Li", "", {}, stage.now));
  stage.follow();
  EXPECT_THAT(stage.entered, Not(Contains("after")));
  stage.driven();
  EXPECT_THAT(stage.entered, Contains("after"));
  EXPECT_THAT(stage.entered, Not(Contains("bad")));
}

TEST(Execution, OneFailedBranchFailsTheParallelAfterAllAreDone) {
  Stage stage{{straight(
      std::string{kParallel} + action("a", "FAIL", "on_success: end--a") + "  end--a: {type: end}\n" +
          action("b", "y", "on_completion: end--b") + "  end--b: {type: end, name: end-b}\n" +
          action("after", "z", "on_completion: end--1") + action("bad", "z", "on_completion: end--1"),
      "parallel--p")}};
  stage.begin();
  stage.driven();
  EXPECT_THAT(stage.entered,
              ElementsAre("start", "p", "a", "b", "a:failure", "end-b", "p:failure", "bad", "end"));
}

std::string switched(std::string_view value) {
  return straight(
      "  switch-condition--s: {type: switch-condition, name: s, switch: \"__k__:value\", cases: {web: "
      "action--web, default: action--other}, on_completion: end--1}\n" +
          action("web", "x", "on_completion: end--w") + "  end--w: {type: end}\n" +
          action("other", "x", "on_completion: end--o") + "  end--o: {type: end}\n",
      "switch-condition--s",
      fmt::format("playbook_variables: {{__k__: {{type: string, value: {}}}}}\n", value));
}
TEST(Execution, SwitchTakesTheCaseOrTheDefault) {
  Stage web{{switched("web")}};
  web.begin();
  web.driven();
  EXPECT_THAT(web.entered, Contains("web"));
  Stage other{{switched("mail")}};
  other.begin();
  other.driven();
  EXPECT_THAT(other.entered, Contains("other"));
  EXPECT_EQ(other.run().outcome(), StepOutcome::success);
}

std::string caller() {
  return straight(
      "  playbook-action--c: {type: playbook-action, name: c, playbook_id: playbook--called, in_args: "
      "[__n__], out_args: [__r__], on_success: end--1, on_failure: action--no}\n" +
          action("no", "x", "on_completion: end--1"),
      "playbook-action--c",
      "playbook_variables: {__n__: {type: integer, value: 7}, __r__: {type: string}}\n");
}
std::string called(std::string_view command) {
  return playbook_text(
      fmt::format(
          "workflow:\n  start--1: {{type: start, on_completion: action--in}}\n  action--in: {{type: action, "
          "name: "
          "in, agent: individual--i, commands: [{{type: manual, command: \"{} __n__:value\"}}], out_args: "
          "[__r__], on_success: end--1}}\n{}{}playbook_variables: {{__n__: {{type: integer, external: "
          "true}}, "
          "__r__: {{type: string}}}}\n",
          command, kEnd, kAgents),
      "playbook--called");
}
TEST(Execution, APlaybookCallsAnotherWithValuesBothWays) {
  Stage stage{{caller(), called("count")}};
  stage.begin();
  std::string asked;
  stage.driven([&](const Due& due) {
    asked = due.text;
    return Stage::Values{{"__r__", "done"}};
  });
  EXPECT_EQ(asked, "count 7");
  EXPECT_EQ(stage.run().variables().at("__r__").value, "done");
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
}

TEST(Execution, AFailedOrMissingPlaybookFailsItsStep) {
  Stage failing{{caller(), called("FAIL")}};
  failing.begin();
  failing.driven();
  EXPECT_THAT(failing.entered, Contains("no"));
  Stage missing{{caller()}};
  missing.begin();
  missing.driven();
  EXPECT_THAT(missing.entered, Contains("no"));
}

TEST(Execution, APlaybookThatCallsItselfIsEndedByDepth) {
  Stage stage{{straight(
      "  playbook-action--c: {type: playbook-action, name: c, playbook_id: playbook--p, on_completion: "
      "end--1}\n",
      "playbook-action--c")}};
  stage.begin();
  stage.driven();
  EXPECT_TRUE(stage.run().outcome());
  EXPECT_LT(stage.events.size(), 500U);
}

TEST(Execution, DelayIsWaitedFor) {
  Stage stage{{straight(action("a", "x", "delay: 5000, on_completion: end--1"), "action--a")}};
  stage.begin();
  auto due = stage.run().due(stage.now);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, Due::Kind::delay);
  EXPECT_EQ(stage.run().wakes(), Instant{kStart.nanoseconds + 5'000'000'000});
  stage.now = *due[0].at;
  EXPECT_EQ(stage.run().due(stage.now)[0].kind, Due::Kind::person);
}

TEST(Execution, ATimeLimitTakesOnFailureAndSaysWhy) {
  Stage stage{{straight(action("a", "x", "timeout: 60000, on_success: end--1, on_failure: action--late") +
                            action("late", "y", "on_completion: end--1"),
                        "action--a")}};
  stage.begin();
  EXPECT_EQ(stage.run().wakes(), Instant{kStart.nanoseconds + 60'000'000'000});
  stage.now = *stage.run().wakes();
  stage.follow();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:timeout", "late"));
  const auto ended =
      std::ranges::find_if(stage.events, [](const RunEvent& e) { return e.outcome == StepOutcome::timeout; });
  EXPECT_THAT(ended->why, HasSubstr("ACTION_TIMEOUT action--"));
}

TEST(Execution, TimeLimitsStandStillWhilePaused) {
  Stage stage{{straight(action("a", "x", "timeout: 60000, on_success: end--1"), "action--a")}};
  stage.begin();
  stage.now.nanoseconds += 50'000'000'000;
  stage.put(stage.run().pause("Li", "power", stage.now));
  EXPECT_TRUE(stage.run().due(stage.now).empty());
  stage.now.nanoseconds += 3'600'000'000'000;
  stage.put(stage.run().resume("Li", stage.now));
  stage.follow();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a"));
  stage.now.nanoseconds += 10'000'000'000;
  stage.follow();
  EXPECT_THAT(stage.entered, Contains("a:timeout"));
}

TEST(Execution, ATimeLimitOfAParallelCancelsItsBranches) {
  Stage stage{
      {straight("  parallel--p: {type: parallel, name: p, timeout: 1000, next_steps: [action--a, action--b], "
                "on_completion: end--1}\n" +
                    action("a", "x", "on_completion: end--a") + "  end--a: {type: end}\n" +
                    action("b", "y", "on_completion: end--b") + "  end--b: {type: end}\n",
                "parallel--p")}};
  stage.begin();
  stage.now.nanoseconds += 1'000'000'000;
  stage.follow();
  EXPECT_EQ(stage.run().outcome(), StepOutcome::success);
  EXPECT_EQ(stage.run().activations()[2].outcome, StepOutcome::cancelled);
  EXPECT_TRUE(stage.run().due(stage.now).empty());
}

std::string changing(std::string_view command, std::string_view handling) {
  return straight(
             fmt::format(
                 "  action--a: {{type: action, name: a, agent: linux--l, commands: [{{type: bash, command: "
                 "{}}}], "
                 "step_extensions: {{{}: {{type: firsthour-step, {}}}}}, on_success: end--1, on_failure: "
                 "action--no}}\n{}",
                 command, kOwnExtension, handling, action("no", "x", "on_completion: end--1")),
             "action--a", "") +
         "";
}
std::string with_machine(std::string text) {
  text.replace(text.find("agent_definitions: {"), 20,
               "agent_definitions: {linux--l: {type: linux, name: here}, ");
  return text;
}

TEST(Execution, ACommandThatMayChangeItsTargetWaitsForApproval) {
  Stage stage{{with_machine(changing("rm -rf /var/www/x", "role: lead"))}};
  stage.begin();
  auto due = stage.run().due(stage.now);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, Due::Kind::approval);
  Due forced = due[0];
  EXPECT_FALSE(stage.run().begin_command(forced, "Li", stage.now));
  EXPECT_FALSE(stage.run().approve(due[0].activation, "", "", stage.now));  // by nobody
  stage.put(stage.run().approve(due[0].activation, "Han", "agreed by phone", stage.now));
  EXPECT_EQ(stage.run().due(stage.now)[0].kind, Due::Kind::command);
}

TEST(Execution, ARefusedStepFails) {
  Stage stage{{with_machine(changing("rm -rf /var/www/x", "role: lead"))}};
  stage.begin();
  stage.put(stage.run().refuse(stage.run().due(stage.now)[0].activation, "Han", "not now", stage.now));
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "no", "end"));
}

TEST(Execution, OurReadingToolsNeedNoApproval) {
  Stage stage{{with_machine(changing("firsthour collect --out x.fhc", "role: lead"))}};
  stage.begin();
  EXPECT_EQ(stage.run().due(stage.now)[0].kind, Due::Kind::command);
}

TEST(Execution, AToolOfOursWithMoreBehindItIsNoReadingTool) {
  for (const char* command :
       {"firsthour collect; rm -rf /", "firsthour collect --out /etc/passwd", "collect $(id)",
        "firsthour collect --allow-local x", "firsthour case seal a", "firsthour collect --out=../x"}) {
    StepCommand bash;
    bash.type = "bash";
    bash.command = command;
    EXPECT_TRUE(changes_target(Step{}, bash)) << command;
    EXPECT_THAT(own_tool_words(bash), testing::IsEmpty()) << command;
  }
}

TEST(Execution, AFailureOffersTheRollbackBeforeItGoesOn) {
  Stage stage{{with_machine(changing("FAIL", "role: lead, rollback: {type: bash, command: undo}"))}};
  stage.begin();
  stage.put(stage.run().approve(2, "Han", "", stage.now));
  const Due command = stage.run().due(stage.now)[0];
  stage.put(stage.run().begin_command(command, "", stage.now));
  stage.put(stage.run().end_command(command, StepOutcome::failure, "", "code 1", {}, stage.now));
  stage.follow();
  const auto due = stage.run().due(stage.now);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, Due::Kind::rollback);
  EXPECT_EQ(due[0].text, "undo");
  EXPECT_FALSE(stage.run().decline_rollback(2, "Han", "", stage.now));  // needs a reason
  stage.put(stage.run().decline_rollback(2, "Han", "nothing was changed", stage.now));
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:failure", "no", "end"));
}

TEST(Execution, ACommandWithoutARecordedEndIsAskedFor) {
  Stage stage{{with_machine(changing("true", "role: lead"))}};
  stage.begin();
  stage.put(stage.run().approve(2, "Han", "", stage.now));
  stage.put(stage.run().begin_command(stage.run().due(stage.now)[0], "", stage.now));
  Execution after_power_loss = stage.again();
  const auto due = after_power_loss.due(stage.now);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, Due::Kind::unknown);
  EXPECT_TRUE(due[0].again);
}

TEST(Execution, ADecisionBecomesAValue) {
  Stage stage{{straight(
      fmt::format("  action--d: {{type: action, name: d, agent: individual--i, commands: [{{type: manual, "
                  "command: isolate or watch}}], out_args: [__way__], step_extensions: {{{}: {{type: "
                  "firsthour-step, decision: {{options: [{{key: isolate}}, {{key: watch}}]}}}}}}, "
                  "on_completion: end--1}}\n",
                  kOwnExtension),
      "action--d", "playbook_variables: {__way__: {type: string}}\n")}};
  stage.begin();
  const auto due = stage.run().due(stage.now);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, Due::Kind::decision);
  const auto none = stage.run().decide(due[0].activation, "flee", "Han", "", stage.now);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().what, HasSubstr("isolate, watch"));
  stage.put(stage.run().decide(due[0].activation, "watch", "Han", "the attacker is active", stage.now));
  stage.driven();
  EXPECT_EQ(stage.run().variables().at("__way__").value, "watch");
}

TEST(Execution, ASkippedStepNeedsAReasonAndCountsAsDone) {
  Stage stage{{straight(action("a", "x", "on_success: end--1, on_failure: action--b") +
                            action("b", "y", "on_completion: end--1"),
                        "action--a")}};
  stage.begin();
  EXPECT_FALSE(stage.run().skip(2, "Li", "", stage.now));
  stage.put(stage.run().skip(2, "Li", "done yesterday", stage.now));
  stage.driven();
  EXPECT_THAT(stage.entered, ElementsAre("start", "a", "a:skipped", "end"));
}

TEST(Execution, HandingOverChangesWhoHasTheSteps) {
  Stage stage{{straight(action("a", "x", "on_completion: end--1"), "action--a")}};
  stage.begin();
  EXPECT_EQ(stage.run().due(stage.now)[0].person, "Li");
  stage.put(stage.run().hand_over(0, "Wang", "Li", stage.now));
  EXPECT_EQ(stage.run().due(stage.now)[0].person, "Wang");
}

TEST(Execution, ConstantsAndWrongTypesAreRefused) {
  Stage stage{{straight(
      "  action--a: {type: action, name: a, agent: individual--i, commands: [{type: manual, command: x}], "
      "out_args: [__n__, __c__], on_completion: end--1}\n",
      "action--a",
      "playbook_variables: {__n__: {type: integer}, __c__: {type: string, value: x, constant: true}}\n")}};
  stage.begin();
  const Due due = stage.run().due(stage.now)[0];
  EXPECT_FALSE(stage.run().end_command(due, StepOutcome::success, "Li", "", {{"__n__", "many"}}, stage.now));
  EXPECT_FALSE(stage.run().end_command(due, StepOutcome::success, "Li", "", {{"__c__", "y"}}, stage.now));
  EXPECT_TRUE(stage.run().end_command(due, StepOutcome::success, "Li", "", {{"__n__", "3"}}, stage.now));
}

TEST(Execution, ARevokedPlaybookOrOneWithoutItsValuesDoesNotBegin) {
  auto reading = read_playbook(straight(action("a", "x", "on_completion: end--1"), "action--a",
                                        "playbook_variables: {__host__: {type: string, external: true}}\n"));
  ASSERT_TRUE(reading);
  const std::string id = reading->playbook.id;
  Playbook revoked = reading->playbook;
  revoked.revoked = true;
  PlaybookShelf shelf, other;
  shelf.put(reading->playbook);
  other.put(revoked);
  EXPECT_FALSE(Execution{other}.begin(id, "r", {{"__host__", "web01"}}, kStart, "Li"));
  EXPECT_FALSE(Execution{shelf}.begin(id, "r", {}, kStart, "Li"));
  EXPECT_FALSE(Execution{shelf}.begin(id, "r", {{"__other__", "x"}}, kStart, "Li"));
  EXPECT_TRUE(Execution{shelf}.begin(id, "r", {{"__host__", "web01"}}, kStart, "Li"));
}

// A run that was cut after any of its events goes on to the same end.
TEST(Execution, AnyPrefixOfTheLedgerGoesOn) {
  Stage stage{{straight(loop("__n__:value < 3", "x"), "while-condition--w", kNumber)}};
  stage.begin();
  int n = 0;
  stage.driven([&](const Due&) { return Stage::Values{{"__n__", std::to_string(++n)}}; });
  const std::vector<RunEvent> whole = stage.events;
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    Stage other{{straight(loop("__n__:value < 3", "x"), "while-condition--w", kNumber)}};
    for (std::size_t i = 0; i < cut; ++i) other.put(whole[i]);
    other.driven([&](const Due& due) {
      return Stage::Values{
          {"__n__",
           std::to_string(due.playbook ? std::stoi(*other.run().variables().at("__n__").value) + 1 : 0)}};
    });
    EXPECT_EQ(other.events.size(), whole.size()) << cut;
    EXPECT_EQ(other.run().outcome(), stage.run().outcome()) << cut;
  }
}

TEST(Execution, EventsThatDoNotFitAreRefusedAndChangeNothing) {
  Stage stage{{straight(action("a", "x", "on_completion: end--1"), "action--a")}};
  stage.begin();
  RunEvent foreign = stage.events.back();
  foreign.run = "run-2";
  EXPECT_FALSE(stage.run().apply(foreign));
  RunEvent twice = stage.events.back();
  EXPECT_FALSE(stage.run().apply(twice));
  RunEvent beyond;
  beyond.kind = Kind::command_ended;
  beyond.run = "run-1";
  beyond.activation = 99;
  beyond.outcome = StepOutcome::success;
  EXPECT_FALSE(stage.run().apply(beyond));
  EXPECT_EQ(stage.run().due(stage.now).size(), 1U);
}

}  // namespace
}  // namespace firsthour::playbooks
