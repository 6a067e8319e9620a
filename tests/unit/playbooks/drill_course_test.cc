// SPDX-License-Identifier: Apache-2.0
// The course of a drill beyond its clock: what ends it, and what the case shows of expectations by itself.
#include "playbooks/drill.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using Change = ClockChange::Kind;
using Kind = DrillEvent::Kind;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr Instant at(std::int64_t seconds) { return {1'800'000'000 * kSecond + seconds * kSecond}; }

Expectation expectation(std::string id, Expectation::Kind kind, std::string of, DrillTime within) {
  Expectation one;
  one.id = std::move(id);
  one.kind = kind;
  one.of = std::move(of);
  one.within = within;
  one.points = 4;
  return one;
}

class DrillCourse : public testing::Test {
 protected:
  static Scenario scenario() {
    Scenario scenario;
    scenario.roles.resize(1);
    scenario.roles[0].id = "lead";
    scenario.injects.resize(2);
    scenario.injects[0].id = "i1";
    scenario.injects[0].to = {"lead"};
    scenario.injects[0].artefact = "shell";
    scenario.injects[1].id = "i2";
    scenario.injects[1].at = 600'000;
    scenario.injects[1].to = {"lead"};
    Artefact shell, pool;
    shell.id = "shell";
    shell.path = "/srv/a.php";
    pool.id = "pool";
    pool.kind = Artefact::Kind::beacon;
    pool.address = "127.0.0.1:4444";
    scenario.artefacts = {shell, pool};
    scenario.expectations = {expectation("found", Expectation::Kind::finding, "shell", 60'000),
                             expectation("talks", Expectation::Kind::finding, "pool", 60'000),
                             expectation("done", Expectation::Kind::step, "action--1", 60'000),
                             expectation("written", Expectation::Kind::record, "discovered", 60'000)};
    return scenario;
  }

  void put(Kind kind, std::int64_t seconds, std::string subject = "") {
    DrillEvent event;
    event.kind = kind;
    event.wall = at(seconds);
    event.at = drill.now(event.wall);
    event.subject = std::move(subject);
    ASSERT_TRUE(drill.apply(event));
  }
  void begin() { ASSERT_TRUE(drill.apply(*drill.change({Change::start, at(0), 1000, 0}, ""))); }
  [[nodiscard]] ExpectationStanding standing(std::size_t number) const {
    return drill.expectations(at(120))[number];
  }

  Drill drill{scenario()};
};

TEST_F(DrillCourse, StandsStillAfterTheStopWordUntilItIsResumed) {
  begin();
  put(Kind::stop_word, 10);
  EXPECT_EQ(drill.now(at(500)), 10'000);
  EXPECT_FALSE(drill.over());
  EXPECT_FALSE(drill.wakes()) << "nothing is delivered while everything stands";
  ASSERT_TRUE(drill.apply(*drill.change({Change::resume, at(500), 1000, 0}, "")));
  EXPECT_EQ(drill.now(at(501)), 11'000);
}

TEST_F(DrillCourse, IsOverAtOnceWhenItTurnsReal) {
  begin();
  put(Kind::planted, 1, "shell");
  put(Kind::turned_real, 10);
  EXPECT_TRUE(drill.over());
  EXPECT_TRUE(drill.turned_real());
  EXPECT_FALSE(drill.next(at(10'000)));
  EXPECT_FALSE(drill.deliver_now("i2", at(11), ""));
  EXPECT_FALSE(drill.change({Change::resume, at(11), 1000, 0}, ""));
  // What was planted is still to be removed.
  EXPECT_THAT(drill.planted(), testing::SizeIs(1));
  put(Kind::removed, 12, "shell");
  EXPECT_THAT(drill.planted(), testing::IsEmpty());
}

TEST_F(DrillCourse, TakesAFindingForAnExpectationOnlyOfWhatWasPlantedAndWhereItWas) {
  begin();
  Finding finding;
  finding.rule = "webshell_php";
  finding.path = "/srv/a.php";
  EXPECT_THAT(drill.met_by_finding(finding, at(5)), testing::IsEmpty()) << "before it was planted";
  put(Kind::planted, 10, "shell");
  finding.path = "/srv/b.php";
  EXPECT_THAT(drill.met_by_finding(finding, at(20)), testing::IsEmpty()) << "somewhere else";
  finding.path = "/srv/a.php";
  const auto met = drill.met_by_finding(finding, at(30));
  ASSERT_THAT(met, testing::SizeIs(1));
  ASSERT_TRUE(drill.apply(met[0]));
  EXPECT_EQ(standing(0).standing, Standing::met);
  EXPECT_EQ(standing(0).points, 4);
  EXPECT_THAT(drill.met_by_finding(finding, at(40)), testing::IsEmpty()) << "once is enough";
}

TEST_F(DrillCourse, KnowsAConnectionByAddressAndPortOfASocket) {
  begin();
  put(Kind::planted, 1, "pool");
  Finding finding;
  finding.record = R"({"source.ip":"127.0.0.1","source.port":44441})";
  EXPECT_THAT(drill.met_by_finding(finding, at(5)), testing::IsEmpty()) << "another port";
  finding.record = R"({"destination.ip":"127.0.0.1","destination.port":4444})";
  EXPECT_THAT(drill.met_by_finding(finding, at(5)), testing::SizeIs(1));
  finding.record = "no record";
  EXPECT_THAT(drill.met_by_finding(finding, at(5)), testing::IsEmpty());
}

TEST_F(DrillCourse, CountsStepsAndFieldsHalfWhenTheyComeLate) {
  EXPECT_THAT(drill.met_by_step("action--1", at(0)), testing::IsEmpty()) << "the drill has not begun";
  begin();
  EXPECT_THAT(drill.met_by_step("action--2", at(5)), testing::IsEmpty());
  ASSERT_THAT(drill.met_by_step("action--1", at(5)), testing::SizeIs(1));
  ASSERT_TRUE(drill.apply(drill.met_by_step("action--1", at(5))[0]));
  ASSERT_TRUE(drill.apply(drill.met_by_record("discovered", at(90))[0]));
  EXPECT_EQ(standing(2).standing, Standing::met);
  EXPECT_EQ(standing(3).standing, Standing::late);
  EXPECT_EQ(standing(3).points, 2);
  EXPECT_EQ(standing(0).standing, Standing::late) << "its time is over, it can still come";
  put(Kind::ended, 100);
  EXPECT_EQ(standing(0).standing, Standing::missed);
}

}  // namespace
}  // namespace firsthour::playbooks
