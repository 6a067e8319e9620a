// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_due.h"

#include "tests/unit/playbooks/service_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace firsthour::testing;

class Year : public ::testing::Test {
 protected:
  Year() { keep_sample_contract(memory); }

  void add(std::string_view kind, const std::map<std::string, std::string>& fields) {
    ServiceRecord record = whole_record(kind);
    record.id = std::string{kind} + "-" + std::to_string(++number);
    for (const auto& [field, value] : fields) {
      const auto set = set_field(record, field, value);
      EXPECT_TRUE(set) << (set ? "" : set.error().what);
    }
    memory.append(event_type::service, to_json(record));
  }
  ServiceYear year() const {
    auto read = read_service_year(memory);
    EXPECT_TRUE(read);
    return std::move(*read);
  }
  ServiceDue due(std::string_view kind, std::string_view period,
                 const char* now = "2026-10-14T12:00+08:00") const {
    for (ServiceDue& due : service_dues(year(), WorkingDays::built_in(), *parse_rfc3339(now)))
      if (due.kind == kind && due.period == period) return std::move(due);
    ADD_FAILURE() << "nothing due: " << kind << " " << period;
    return {};
  }

  MemoryCase memory;
  int number = 0;
};

TEST_F(Year, AsksForAPatrolEachWorkingDayBeforeFour) {
  add("patrol", {{"day", "2026-10-12"}, {"finished", "2026-10-12T15:59+08:00"}});
  add("patrol", {{"day", "2026-10-13"}, {"finished", "2026-10-13T16:01+08:00"}});
  EXPECT_EQ(due("patrol", "2026-10-12").state, DueState::done);
  EXPECT_EQ(due("patrol", "2026-10-13").state, DueState::late);
  EXPECT_EQ(due("patrol", "2026-10-14").state, DueState::due) << "noon: there is time";
  EXPECT_EQ(due("patrol", "2026-10-14", "2026-10-14T16:01+08:00").state, DueState::overdue);
  EXPECT_EQ(due("patrol", "2026-10-15").state, DueState::upcoming);
  const auto dues = service_dues(year(), WorkingDays::built_in(), memory.now);
  EXPECT_TRUE(std::none_of(dues.begin(), dues.end(), [](const ServiceDue& due) {
    return due.period == "2026-10-17";
  })) << "a Saturday";
}

TEST_F(Year, CountsMonthsAndQuartersFromTheDayOfSigning) {
  add("training", {{"time", "2026-06-15T09:00+08:00"}, {"plan_approved_at", "2026-06-01T09:00+08:00"}});
  EXPECT_EQ(due("training", "Q1").state, DueState::done) << "16 March to 15 June";
  EXPECT_EQ(due("training", "Q2").state, DueState::overdue);
  EXPECT_EQ(due("training", "Q3").state, DueState::due);
  add("test", {{"permitted_at", "2026-10-01T09:00+08:00"}, {"start", "2026-10-15T09:00+08:00"}});
  EXPECT_EQ(due("test", "M07").state, DueState::done) << "16 September to 15 October";
  EXPECT_EQ(due("test", "M08").state, DueState::upcoming);
}

TEST_F(Year, GivesSevenWorkingDaysForDocuments) {
  add("delivery", {{"requested", "2026-10-12"}});
  const ServiceDue open = due("delivery", "delivery-1");
  EXPECT_EQ(day_text(day_of(open.due)), "2026-10-21");
  EXPECT_EQ(open.state, DueState::due);
}

TEST_F(Year, TellsAFollowUpThatIsOverdue) {
  add("follow-up", {{"due", "2026-10-13"}});
  EXPECT_EQ(due("follow-up", "follow-up-1").state, DueState::overdue);
}

TEST_F(Year, FindsGapsAndOverlapsOfAWatch) {
  add("watch", {{"first", "2026-10-01"}, {"last", "2026-10-02"}});
  add("shift",
      {{"watch", "watch-1"}, {"from", "2026-10-01T00:00+08:00"}, {"until", "2026-10-01T12:00+08:00"}});
  add("shift",
      {{"watch", "watch-1"}, {"from", "2026-10-01T11:00+08:00"}, {"until", "2026-10-02T00:00+08:00"}});
  add("shift",
      {{"watch", "watch-1"}, {"from", "2026-10-02T01:00+08:00"}, {"until", "2026-10-03T00:00+08:00"}});
  const ServiceYear now = year();
  const WatchCover cover = watch_cover(now, *now.find("watch-1"));
  ASSERT_EQ(cover.gaps.size(), 1U);
  EXPECT_EQ(beijing_time(cover.gaps[0].from), "2026-10-02 00:00:00");
  EXPECT_EQ(beijing_time(cover.gaps[0].until), "2026-10-02 01:00:00");
  ASSERT_EQ(cover.overlaps.size(), 1U);
  EXPECT_EQ(beijing_time(cover.overlaps[0].from), "2026-10-01 11:00:00");
  EXPECT_EQ(watch_days(now), 2);
}

TEST_F(Year, CountsADayOfTwoWatchesOnce) {
  add("watch", {{"first", "2026-10-01"}, {"last", "2026-10-03"}});
  add("watch", {{"first", "2026-10-03"}, {"last", "2026-10-04"}});
  EXPECT_EQ(watch_days(year()), 4);
}

TEST_F(Year, SetsRecordsAgainstTheClauses) {
  add("training", {{"people", "12"}, {"plan_approved_at", "2026-10-01T09:00+08:00"}});
  add("hardening", {});
  for (const ClauseStanding& clause : clause_standings(year(), WorkingDays::built_in(), memory.now)) {
    if (clause.clause == "training") {
      EXPECT_EQ(clause.standing, ClauseProgress::behind);
      EXPECT_THAT(clause.breaches, ElementsAre("training-1")) << "12 people, 30 are owed";
    }
    if (clause.clause == "hardening") {
      EXPECT_EQ(clause.standing, ClauseProgress::open);
    }
  }
}

TEST_F(Year, NamesAShiftOfNoWatch) {
  add("shift", {{"watch", "watch-9"}});
  const ServiceYear now = year();
  const auto problems = problems_in(now, now.records.back());
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front().field, "watch");
}

TEST_F(Year, FindsPeriodsByName) {
  const ServiceYear now = year();
  EXPECT_EQ(day_text(period_named(now, "M02")->first), "2026-04-16");
  EXPECT_EQ(day_text(period_named(now, "2026-02")->last), "2026-02-28");
  EXPECT_EQ(day_text(period_named(now, "2026-10-12")->last), "2026-10-12");
  EXPECT_FALSE(period_named(now, "M13"));
}

TEST(YearWithoutContract, AsksForNothingOfTheClauses) {
  MemoryCase memory;
  memory.append(event_type::service, to_json(whole_record("patrol")));
  const auto year = read_service_year(memory);
  ASSERT_TRUE(year);
  EXPECT_THAT(service_dues(*year, WorkingDays::built_in(), memory.now), IsEmpty());
}

}  // namespace
}  // namespace firsthour::playbooks
