// SPDX-License-Identifier: Apache-2.0
// The clock against a slow model, the runner's artefacts, scripts and the score of a drill.
#include "playbooks/drill.h"

#include "casefile/json.h"
#include "playbooks/artefacts.h"
#include "playbooks/drill_score.h"
#include "playbooks/drill_script.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace firsthour::playbooks {
namespace {

using Change = ClockChange::Kind;

constexpr std::int64_t kStart = 1'800'000'000'000'000'000;

// What a stopwatch and a pencil would give.
struct Model {
  bool running = false, stopped = false;
  long double shown = 0, rate = 1;
  std::int64_t since = kStart;
  [[nodiscard]] long double at(std::int64_t wall) const {
    return running ? shown + static_cast<long double>(wall - since) * rate : shown;
  }
  void apply(const ClockChange& change) {
    shown = at(change.wall.nanoseconds);
    since = change.wall.nanoseconds;
    if (change.kind == Change::start || change.kind == Change::resume) running = true;
    if (change.kind == Change::pause || change.kind == Change::step) running = false;
    if (change.kind == Change::rate) rate = static_cast<long double>(change.rate) / 1000;
    if (change.kind == Change::jump || change.kind == Change::step)
      shown = static_cast<long double>(change.to) * 1e6L;
  }
};

TEST(DrillClock, AgreesWithAStopwatchThroughRandomChanges) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    std::mt19937_64 random{seed};
    DrillClock clock;
    Model model;
    std::int64_t wall = kStart;
    ClockChange change{Change::start, {wall}, 1000, 0};
    DrillTime before = 0;
    for (int i = 0; i < 100; ++i) {
      if (clock.apply(change)) {
        model.apply(change);
        if (change.kind == Change::jump || change.kind == Change::step) before = change.to;
      }
      wall += static_cast<std::int64_t>(random() % 60'000'000'000);
      const DrillTime shown = clock.at({wall});
      EXPECT_GE(shown, before) << "seed " << seed << " change " << i;
      EXPECT_LE(std::abs(static_cast<long double>(shown) * 1e6L - model.at(wall)), 2e6L) << "seed " << seed;
      before = shown;
      const auto kinds = std::array{Change::pause, Change::resume, Change::rate, Change::jump, Change::step};
      change = {kinds[random() % kinds.size()],
                {wall},
                static_cast<std::int64_t>(1 + random() % 100'000),
                static_cast<DrillTime>(random() % 10'000'000)};
    }
  }
}

TEST(DrillClock, NamesTheFirstMomentAtWhichItShowsATime) {
  for (const std::int64_t rate : {1, 7, 999, 1000, 1001, 60'000, 1'000'000}) {
    DrillClock clock;
    ASSERT_TRUE(clock.apply({Change::start, {kStart}, 1000, 0}));
    ASSERT_TRUE(clock.apply({Change::rate, {kStart}, rate, 0}));
    for (const DrillTime time : {1, 2, 999, 1000, 123'457, 3'600'000}) {
      const auto wall = clock.wall_of(time);
      ASSERT_TRUE(wall);
      EXPECT_EQ(clock.at(*wall), time) << rate;
      EXPECT_LT(clock.at({wall->nanoseconds - 1}), time) << rate;
    }
  }
}

Scenario scenario_with(const std::string& folder) {
  Scenario scenario;
  scenario.id = "playbook--test";
  scenario.allowed = {folder};
  return scenario;
}

class Artefacts : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "drill-XXXXXX";
    folder_ = std::filesystem::canonical(mkdtemp(name.data())).string();
    scenario_ = scenario_with(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string text(const std::string& name) const {
    std::ifstream in{folder_ + "/" + name};
    return (std::stringstream{} << in.rdbuf()).str();
  }
  std::string folder_;
  Scenario scenario_;
};

TEST_F(Artefacts, ArePlantedAndRemovedAgain) {
  using Kind = Artefact::Kind;
  const ArtefactPlanter planter{scenario_, {folder_}};
  for (const Kind kind : {Kind::webshell, Kind::eicar, Kind::cron_entry, Kind::deleted_program}) {
    const Artefact artefact{"a", kind, folder_ + "/x.php", ""};
    const auto planted = planter.plant(artefact);
    ASSERT_TRUE(planted) << planted.error().what;
    EXPECT_EQ(planted->at("sha256").size(), 64U);
    EXPECT_TRUE(*planter.there(artefact));
    EXPECT_EQ(std::filesystem::exists(artefact.path), kind != Kind::deleted_program);
    EXPECT_TRUE(planter.plant(artefact)) << "after a kill it is planted once more";
    const auto removed = planter.remove(artefact);
    ASSERT_TRUE(removed) << removed.error().what;
    EXPECT_EQ(removed->at("checked"), "absent");
    EXPECT_FALSE(*planter.there(artefact));
  }
}

TEST_F(Artefacts, StayWithinWhatScenarioAndCommandLineAllow) {
  const Artefact artefact{"a", Artefact::Kind::webshell, folder_ + "/in/x.php", ""};
  std::filesystem::create_directory(folder_ + "/in");
  for (const std::string& target : {std::string{"/srv"}, folder_ + "/i", folder_ + "/in/x.php"}) {
    const ArtefactPlanter planter{scenario_, {target}};
    EXPECT_EQ(planter.plant(artefact).error().code, Errc::denied) << target;
  }
  const ArtefactPlanter planter{scenario_, {folder_}};
  EXPECT_FALSE(planter.plant({"a", Artefact::Kind::webshell, folder_ + "/in/../x.php", ""}));
  EXPECT_FALSE(planter.plant({"a", Artefact::Kind::webshell, "/tmp-elsewhere/x.php", ""}));
  EXPECT_FALSE(planter.plant({"b", Artefact::Kind::beacon, "", "127.0.0.1:45999"}));
  std::filesystem::create_symlink(folder_ + "/in", folder_ + "/link");
  EXPECT_EQ(planter.plant({"a", Artefact::Kind::webshell, folder_ + "/link/x.php", ""}).error().code,
            Errc::denied);
  std::ofstream{artefact.path} << "somebody's";
  EXPECT_EQ(planter.plant(artefact).error().code, Errc::denied);
  EXPECT_EQ(planter.remove(artefact).error().code, Errc::denied);
  EXPECT_EQ(text("in/x.php"), "somebody's");
}

TEST_F(Artefacts, BringAPageBackAsItWas) {
  const Artefact page{"p", Artefact::Kind::tampered_page, folder_ + "/index.html", ""};
  std::ofstream{page.path} << "the original";
  ASSERT_EQ(chmod(page.path.c_str(), 0640), 0);
  struct stat before {
  }, after{};
  ASSERT_EQ(stat(page.path.c_str(), &before), 0);
  const ArtefactPlanter planter{scenario_, {folder_}};
  ASSERT_TRUE(planter.plant(page));
  EXPECT_THAT(text("index.html"), testing::HasSubstr("EXERCISE"));
  ASSERT_TRUE(planter.plant(page)) << "after a kill it is planted once more";
  const auto restored = planter.remove(page);
  ASSERT_TRUE(restored) << restored.error().what;
  EXPECT_EQ(restored->at("checked"), "restored");
  EXPECT_EQ(text("index.html"), "the original");
  ASSERT_EQ(stat(page.path.c_str(), &after), 0);
  EXPECT_EQ(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
  EXPECT_EQ(before.st_mode, after.st_mode);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_}, {}), 1);
}

TEST_F(Artefacts, TalkOnLoopbackUntilTheyAreRemoved) {
  const ArtefactPlanter planter{scenario_, {std::string{kLoopbackTarget}}};
  for (const auto kind : {Artefact::Kind::beacon, Artefact::Kind::feiq}) {
    const Artefact artefact{"n", kind, "", "127.0.0.1:45987"};
    const auto planted = planter.plant(artefact);
    ASSERT_TRUE(planted) << planted.error().what;
    EXPECT_TRUE(*planter.there(artefact));
    ASSERT_TRUE(planter.remove(artefact));
    EXPECT_FALSE(*planter.there(artefact));
  }
}

TEST(DrillScript, NamesWhatIsWrongAndWhere) {
  const auto reading = read_drill_script(
      "- {at: \"00:05\", do: dance}\n- {at: \"00:04\", do: end, colour: red}\n- {at: noon, do: judge, score: "
      "9}\n");
  ASSERT_TRUE(reading);
  std::vector<std::string> places;
  for (const Remark& remark : reading->remarks) places.push_back(remark.pointer);
  EXPECT_THAT(places, testing::IsSupersetOf({"/0/do", "/1/at", "/1/colour", "/2/at", "/2/score"}));
  EXPECT_FALSE(read_drill_script("at: 1"));
}

TEST(Drill, DeliversFiveHundredInjectsOnceEachInTheirOrder) {
  Scenario scenario;
  scenario.roles.push_back({"lead", {"指挥", "lead"}, RoleKind::player, "", "", ""});
  for (int i = 0; i < 500; ++i) {
    Inject inject;
    inject.id = fmt::format("i{}", i);
    inject.at = i / 2 * 1000;
    inject.to = {"lead"};
    scenario.injects.push_back(inject);
  }
  Drill drill{scenario};
  const auto begun = drill.change({Change::start, {kStart}, 1000, 0}, "");
  ASSERT_TRUE(begun);
  ASSERT_TRUE(drill.apply(*begun));
  int delivered = 0;
  for (std::int64_t wall = kStart; delivered < 500; wall = drill.wakes()->nanoseconds) {
    while (const auto event = drill.next({wall})) {
      EXPECT_EQ(event->subject, fmt::format("i{}", delivered));
      ASSERT_TRUE(drill.apply(*event));
      EXPECT_FALSE(drill.apply(*event)) << "twice";
      ++delivered;
    }
    if (!drill.wakes()) break;
  }
  EXPECT_EQ(delivered, 500);
  Drill again{scenario};
  for (const DrillEvent& event : drill.events()) {
    const auto read = drill_event_from(body_of(event));
    ASSERT_TRUE(read);
    ASSERT_TRUE(again.apply(*read));
  }
  EXPECT_EQ(drill_record(drill, {kStart}), drill_record(again, {kStart}));
}

}  // namespace
}  // namespace firsthour::playbooks
