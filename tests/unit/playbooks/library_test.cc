// SPDX-License-Identifier: Apache-2.0
#include "playbooks/library.h"

#include "casefile/json.h"
#include "playbooks/execution.h"
#include "playbooks/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <utility>

namespace firsthour::playbooks {
namespace {

Playbook read(std::string_view name) {
  auto reading = read_playbook(built_in_playbook(name));
  EXPECT_TRUE(reading) << name << ": " << (reading ? "" : reading.error().what);
  return reading ? std::move(reading->playbook) : Playbook{};
}

bool speaks_english(std::string_view text) {
  return !text.empty() &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}
bool speaks_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xe3; });
}

class EachPlaybook : public testing::TestWithParam<std::string_view> {};

TEST_P(EachPlaybook, ReadsWithoutARemark) {
  const auto reading = read_playbook(built_in_playbook(GetParam()));
  ASSERT_TRUE(reading) << reading.error().what;
  for (const Remark& remark : reading->remarks) ADD_FAILURE() << remark.pointer << ": " << remark.what.en;
  for (const Remark& remark : validate(reading->playbook))
    ADD_FAILURE() << remark.pointer << ": " << remark.what.en;
}

TEST_P(EachPlaybook, SaysEverythingInBothLanguages) {
  const Playbook playbook = read(GetParam());
  EXPECT_EQ(playbook.language, "zh");
  EXPECT_TRUE(speaks_chinese(playbook.name));
  EXPECT_TRUE(speaks_english(title_of(playbook, "en"))) << title_of(playbook, "en");
  ASSERT_TRUE(playbook.translations.contains("en"));
  const Translation& english = playbook.translations.at("en");
  EXPECT_TRUE(speaks_english(english.description)) << english.description;
  for (const auto& [id, step] : playbook.steps) {
    if (step.kind == StepKind::start || step.kind == StepKind::end) continue;
    EXPECT_TRUE(speaks_chinese(step.name)) << id;
    EXPECT_TRUE(speaks_english(title_of(playbook, step, "en"))) << step.name;
    ASSERT_TRUE(english.steps.contains(id)) << step.name;
    EXPECT_EQ(step.description.empty(), english.steps.at(id).description.empty()) << step.name;
    EXPECT_EQ(english.steps.at(id).commands.size(), step.commands.size()) << step.name;
    for (std::size_t i = 0; i < step.commands.size(); ++i) {
      EXPECT_TRUE(speaks_chinese(text_of(playbook, step, i, "zh"))) << step.name;
      EXPECT_TRUE(speaks_english(text_of(playbook, step, i, "en"))) << step.name;
    }
    for (const DecisionOption& option : step.handling.options)
      EXPECT_TRUE(speaks_chinese(option.label.zh) && speaks_english(option.label.en)) << step.name;
    if (!step.handling.rollback) continue;
    EXPECT_TRUE(speaks_chinese(rollback_text_of(playbook, step, "zh"))) << step.name;
    EXPECT_TRUE(speaks_english(rollback_text_of(playbook, step, "en"))) << step.name;
  }
  EXPECT_EQ(english.steps.size(), static_cast<std::size_t>(std::ranges::count_if(playbook.steps, [](auto& s) {
              return s.second.kind != StepKind::start && s.second.kind != StepKind::end;
            })));
}

// Who does it by when; whatever changes a system waits for a yes and can be taken back; what runs by itself
// is a tool of ours that only reads.
TEST_P(EachPlaybook, EveryActionHasItsOwnerItsTimeAndItsWayBack) {
  const Playbook playbook = read(GetParam());
  for (const auto& [id, step] : playbook.steps) {
    if (step.kind != StepKind::action) continue;
    EXPECT_FALSE(step.handling.role.empty()) << step.name;
    EXPECT_TRUE(step.handling.due) << step.name;
    EXPECT_TRUE(playbook.agents.contains(step.agent)) << step.name;
    bool changes = false;
    for (const StepCommand& command : step.commands) {
      changes = changes || changes_target(step, command);
      if (command.type != "manual") {
        EXPECT_FALSE(own_tool_words(command).empty()) << command.command;
      }
    }
    EXPECT_EQ(changes, step.handling.rollback.has_value()) << step.name;
    EXPECT_TRUE(step.handling.options.empty() || step.out_args.size() == 1) << step.name;
    EXPECT_NE(step.handling.options.size(), 1U) << step.name;
  }
  ASSERT_NE(playbook.step(playbook.exception), nullptr);
  EXPECT_FALSE(playbook.step(playbook.exception)->handling.contact.empty());
}

TEST_P(EachPlaybook, ListsTheActivitiesOfItsSteps) {
  const Playbook playbook = read(GetParam());
  std::set<std::string> used;
  for (const auto& [id, step] : playbook.steps)
    for (const StepCommand& command : step.commands)
      if (!command.activity.empty()) used.insert(command.activity);
  EXPECT_EQ(used, (std::set<std::string>{playbook.activities.begin(), playbook.activities.end()}));
}

const PlaybookShelf& whole_library() {
  static const PlaybookShelf shelf = [] {
    PlaybookShelf all;
    for (const std::string_view name : built_in_playbook_names()) all.put(read(name));
    return all;
  }();
  return shelf;
}

// Walks it by answering in every way: each option of each decision, each step done, failed, refused. What was
// not tried yet comes first, so that few walks see everything.
class Walker {
 public:
  explicit Walker(const Playbook& playbook) : playbook_{playbook}, shelf_{whole_library()} {}

  void walk() {
    Execution run{shelf_};
    const auto begun = run.begin(playbook_.id, "run-0001", {{"__case__", "a.case"}}, now_, "张三");
    ASSERT_TRUE(begun) << begun.error().what;
    put(run, *begun);
    for (int events = 0; !run.outcome(); ++events) {
      ASSERT_LT(events, 5'000) << "it does not end";
      while (const auto event = run.next(now_)) put(run, *event);
      if (run.outcome()) break;
      const auto due = run.due(now_);
      ASSERT_FALSE(due.empty()) << "nothing is due and it is not over";
      answer(run, due.front());
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  // How many steps of the playbook no walk has entered.
  [[nodiscard]] std::vector<std::string> unseen() const {
    std::vector<std::string> names;
    for (const auto& [id, step] : playbook_.steps)
      if (!seen_.contains(id)) names.push_back(id + " " + step.name);
    return names;
  }
  [[nodiscard]] bool fresh() { return std::exchange(fresh_, false); }

 private:
  void put(Execution& run, const RunEvent& event) {
    if (event.kind == RunEvent::Kind::step_begun) seen_.insert(event.step);
    const auto applied = run.apply(event);
    ASSERT_TRUE(applied) << applied.error().what;
    now_.nanoseconds += 1'000'000'000;
  }
  // What was not chosen here yet comes first, then options by a fixed sequence of chance; of good and bad the
  // bad one twice, so that what handles it is seen to do well and badly.
  std::string choose(const Due& due, const std::vector<std::string>& ways, bool options) {
    auto& used = used_[due.playbook->id + due.step->id + (due.kind == Due::Kind::approval ? "?" : "")];
    std::string way = ways.front();
    if (options) way = ways[(chance_ = chance_ * 1'103'515'245U + 12'345U) / 65'536U % ways.size()];
    for (const std::string& one : ways)
      if (used[way] > 0 && used[one] < (options ? 1 : 2)) way = one;
    if (used[way]++ < (way == ways.front() || options ? 1 : 2)) fresh_ = true;
    return way;
  }
  void answer(Execution& run, const Due& due) {
    if (due.kind == Due::Kind::delay) {
      now_ = *due.at;
    } else if (due.kind == Due::Kind::approval) {
      const bool yes = choose(due, {"yes", "no"}, false) == "yes";
      const auto event = yes ? run.approve(due.activation, "李四", "", now_)
                             : run.refuse(due.activation, "李四", "现在不行", now_);
      ASSERT_TRUE(event) << event.error().what;
      put(run, *event);
    } else if (due.kind == Due::Kind::rollback) {
      put(run, *run.begin_rollback(due.activation, "张三", now_));
      put(run, *run.end_rollback(due.activation, StepOutcome::success, "张三", "", now_));
    } else if (due.kind == Due::Kind::decision || !due.step->handling.options.empty()) {
      std::vector<std::string> ways;
      for (const DecisionOption& option : due.step->handling.options) ways.push_back(option.key);
      const auto event = run.decide(due.activation, choose(due, ways, true), "李四", "看过", now_);
      ASSERT_TRUE(event) << event.error().what;
      put(run, *event);
    } else {
      conclude(run, due);
    }
  }
  void conclude(Execution& run, const Due& due) {
    const bool good = choose(due, {"success", "failure"}, false) == "success";
    if (due.kind == Due::Kind::command) put(run, *run.begin_command(due, "张三", now_));
    std::map<std::string, std::optional<std::string>> values;
    if (good)
      for (const std::string& key : due.step->out_args) values[key] = "file.tar";
    const auto event = run.end_command(due, good ? StepOutcome::success : StepOutcome::failure, "张三",
                                       good ? "" : "没做成", values, now_);
    ASSERT_TRUE(event) << event.error().what;
    put(run, *event);
  }

  const Playbook& playbook_;
  const PlaybookShelf& shelf_;
  Instant now_{1'700'000'000'000'000'000};
  std::set<std::string> seen_;
  std::map<std::string, std::map<std::string, int>> used_;
  bool fresh_ = false;
  std::uint32_t chance_ = 1;
};

TEST_P(EachPlaybook, CanBeWalkedToEveryEnd) {
  const Playbook playbook = read(GetParam());
  Walker walker{playbook};
  int idle = 0;
  for (int walks = 0; walks < 1000 && idle < 40; ++walks) {
    walker.walk();
    if (HasFatalFailure()) return;
    idle = walker.fresh() ? 0 : idle + 1;
  }
  for (const std::string& step : walker.unseen()) ADD_FAILURE() << "never reached: " << step;
}

TEST(Library, ItsDrillsFitTogether) {
  int drills = 0;
  for (const std::string_view name : built_in_playbook_names()) {
    const auto reading = scenario_of(read(name));
    if (!reading) continue;
    ++drills;
    for (const Remark& remark : reading->remarks)
      ADD_FAILURE() << name << remark.pointer << ": " << remark.what.en;
    const Scenario& scenario = reading->scenario;
    EXPECT_GE(scenario.injects.size(), 12U) << name;
    EXPECT_GE(std::ranges::count(scenario.roles, RoleKind::player, &DrillRole::kind), 5) << name;
    for (const Inject& inject : scenario.injects) {
      EXPECT_TRUE(speaks_chinese(inject.text.zh) && speaks_english(inject.text.en)) << inject.id;
      EXPECT_TRUE(speaks_chinese(inject.expected.zh) && speaks_english(inject.expected.en)) << inject.id;
      EXPECT_FALSE(inject.stage.empty() || inject.thread.empty()) << inject.id;
    }
    for (const Expectation& expectation : scenario.expectations)
      EXPECT_TRUE(speaks_chinese(expectation.text.zh) && speaks_english(expectation.text.en))
          << expectation.id;
    for (const auto& [id, step] : read(name).steps)
      if (!step.handling.role.empty()) {
        EXPECT_NE(scenario.role(step.handling.role), nullptr) << step.name;
      }
  }
  EXPECT_EQ(drills, 2);
}

INSTANTIATE_TEST_SUITE_P(Library, EachPlaybook, testing::ValuesIn(built_in_playbook_names()),
                         [](const auto& of) {
                           std::string name{of.param};
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Library, OneRoleIsOneAgentEverywhere) {
  std::map<std::string, std::string> names;
  for (const std::string_view name : built_in_playbook_names()) {
    const Playbook playbook = read(name);
    for (const auto& [id, step] : playbook.steps) {
      if (step.commands.empty() || step.commands[0].type != "manual") continue;
      const auto [known, fresh] = names.emplace(step.handling.role, playbook.agents.at(step.agent).name);
      EXPECT_EQ(known->second, playbook.agents.at(step.agent).name) << step.name;
    }
  }
}

TEST(Library, ListsWhatComesAlongByName) {
  const auto all = list_library("");
  EXPECT_EQ(all.size(), built_in_playbook_names().size());
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &LibraryPlaybook::name));
  const auto evidence = std::ranges::find(all, "take-evidence", &LibraryPlaybook::name);
  ASSERT_NE(evidence, all.end());
  EXPECT_EQ(evidence->title.zh, "先固定证据");
  EXPECT_EQ(evidence->title.en, "Evidence first");
  EXPECT_EQ(evidence->types, std::vector<std::string>{"investigation"});
  EXPECT_FALSE(evidence->of_site);
  for (const LibraryPlaybook& entry : all) EXPECT_EQ(entry.unusable, "") << entry.name;
}

struct SiteFolder {
  SiteFolder() { std::filesystem::create_directories(path); }
  ~SiteFolder() { std::filesystem::remove_all(path); }
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;
  const std::string path = testing::TempDir() + "firsthour-site-playbooks";
};

TEST(Library, APlaybookOfTheSiteTakesTheShippedOnesPlace) {
  const SiteFolder folder;
  std::string text{built_in_playbook("notify")};
  text.replace(text.find("研判、告知"), std::string{"研判、告知"}.size(), "本局研判");
  std::ofstream{folder.path + "/notify.yaml"} << text;
  std::ofstream{folder.path + "/broken.yaml"} << "type: [";
  std::ofstream{folder.path + "/README.md"} << "no playbook";
  EXPECT_EQ(library_text("notify", folder.path), text);
  const auto all = list_library(folder.path);
  EXPECT_EQ(all.size(), built_in_playbook_names().size() + 1);
  const auto own = std::ranges::find(all, "notify", &LibraryPlaybook::name);
  EXPECT_TRUE(own->of_site);
  EXPECT_TRUE(own->title.zh.starts_with("本局研判"));
  EXPECT_NE(std::ranges::find(all, "broken", &LibraryPlaybook::name)->unusable, "");
}

TEST(Library, SuggestsANearNameAndLeavesNoFolder) {
  const auto typed = library_text("notfy", "");
  ASSERT_FALSE(typed);
  EXPECT_NE(typed.error().what.find("did you mean 'notify'"), std::string::npos) << typed.error().what;
  for (const char* name : {"", "../notify", "a/b", "-x", ".notify", "no tify"})
    EXPECT_FALSE(library_text(name, "")) << name;
}

}  // namespace
}  // namespace firsthour::playbooks
