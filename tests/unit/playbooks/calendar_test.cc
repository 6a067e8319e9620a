// SPDX-License-Identifier: Apache-2.0
// Days in Beijing, working days by the State Council's notices.
#include "playbooks/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

Day day(std::string_view text) { return parse_day(text).value(); }
Instant time(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Day, IsReadInOneFormOnly) {
  EXPECT_EQ(day("2026-11-22"), (Day{2026, 11, 22}));
  EXPECT_EQ(day("2024-02-29"), (Day{2024, 2, 29}));
  for (const char* wrong :
       {"", "2026-11-2", "2026-11-222", "2026/11/22", "2026-02-29", "2026-13-01", "2026-00-10", "20261122",
        "2026-11-22 ", "+026-11-22", "2026-11-00", "0000-01-01"})
    EXPECT_FALSE(parse_day(wrong)) << wrong;
}

TEST(Day, ChangesAtMidnightInBeijing) {
  EXPECT_EQ(day_of(time("2026-11-22T15:59:59.999999999Z")), day("2026-11-22"));
  EXPECT_EQ(day_of(time("2026-11-22T16:00:00Z")), day("2026-11-23"));
  EXPECT_EQ(day_of(time("2026-11-22T23:30:00-08:00")), day("2026-11-23"));
  EXPECT_EQ(start_of(day("2026-11-23")), time("2026-11-22T16:00:00Z"));
  EXPECT_EQ(at(day("2026-11-23"), 16, 0), time("2026-11-23T16:00:00+08:00"));
}

TEST(Day, BeforeNineteenSeventyIsADayToo) {
  EXPECT_EQ(day_of(Instant{-1}), day("1970-01-01"));  // 08:00 in Beijing
  EXPECT_EQ(day_of(start_of(day("1969-12-31"))), day("1969-12-31"));
  EXPECT_EQ(day_of(Instant{start_of(day("1969-12-31")).nanoseconds - 1}), day("1969-12-30"));
}

// No day of forty years is lost or doubled, whatever the way it is reached.
TEST(Day, ArithmeticHoldsOverFortyYears) {
  Day today = day("2000-01-01");
  int of_week = 6;  // a Saturday
  for (int i = 0; i < 40 * 365; ++i) {
    ASSERT_EQ(parse_day(day_text(today)), today);
    ASSERT_EQ(day_of(start_of(today)), today);
    ASSERT_EQ(day_of(Instant{start_of(today).nanoseconds - 1}), plus_days(today, -1));
    ASSERT_EQ(days_between(day("2000-01-01"), today), i);
    ASSERT_EQ(plus_days(day("2000-01-01"), i), today);
    ASSERT_EQ(weekday(today), of_week);
    for (const int months : {1, 3, 12, -1}) {
      const Day then = plus_months(today, months);
      ASSERT_TRUE(parse_day(day_text(then))) << day_text(then);
      ASSERT_EQ((then.year - today.year) * 12 + then.month - today.month, months);
      ASSERT_LE(then.day, today.day);
    }
    const Day next = plus_days(today, 1);
    ASSERT_LT(today, next);
    today = next;
    of_week = of_week % 7 + 1;
  }
}

TEST(Day, TheEndOfAMonthStaysItsEnd) {
  EXPECT_EQ(plus_months(day("2026-01-31"), 1), day("2026-02-28"));
  EXPECT_EQ(plus_months(day("2024-01-31"), 1), day("2024-02-29"));
  EXPECT_EQ(plus_months(day("2026-01-31"), 2), day("2026-03-31"));
  EXPECT_EQ(plus_months(day("2024-02-29"), 12), day("2025-02-28"));
  EXPECT_EQ(plus_months(day("2026-11-30"), 3), day("2027-02-28"));
}

TEST(WorkingDays, FollowTheNotices) {
  const WorkingDays& days = WorkingDays::built_in();
  EXPECT_TRUE(days.working(day("2026-11-23")));   // an ordinary Monday
  EXPECT_FALSE(days.working(day("2026-11-22")));  // an ordinary Sunday
  EXPECT_FALSE(days.working(day("2026-02-17")));  // a Tuesday in the Spring Festival
  EXPECT_TRUE(days.working(day("2026-02-14")));   // a Saturday worked for it
  EXPECT_EQ(days.name_of(day("2026-02-17")), "春节");
  EXPECT_EQ(days.name_of(day("2026-02-14")), "春节调休上班");
  EXPECT_EQ(days.name_of(day("2026-11-23")), "");
  EXPECT_EQ(days.notice_of(2026), "国办发明电〔2025〕7号");
}

// The yearly sums that the notices come to.
TEST(WorkingDays, OfAYearAreAsManyAsPublished) {
  const WorkingDays& days = WorkingDays::built_in();
  EXPECT_EQ(days.working_days(day("2024-01-01"), day("2024-12-31")).size(), 251U);
  EXPECT_EQ(days.working_days(day("2025-01-01"), day("2025-12-31")).size(), 248U);
  EXPECT_EQ(days.working_days(day("2026-01-01"), day("2026-12-31")).size(), 248U);
}

TEST(WorkingDays, WithoutANoticeWeekdaysAloneCountAndThatIsSaid) {
  const WorkingDays& days = WorkingDays::built_in();
  EXPECT_TRUE(days.published(2026));
  EXPECT_FALSE(days.published(2031));
  EXPECT_TRUE(days.working(day("2031-10-01")));  // a Wednesday, and the National Day
}

TEST(WorkingDays, AreCountedFromTheDayAfter) {
  const WorkingDays& days = WorkingDays::built_in();
  EXPECT_EQ(days.plus_working_days(day("2026-11-23"), 0), day("2026-11-23"));
  EXPECT_EQ(days.plus_working_days(day("2026-11-23"), 7), day("2026-12-02"));
  // Over the Spring Festival of 2026: the 14th and the 28th of February are worked.
  EXPECT_EQ(days.plus_working_days(day("2026-02-13"), 7), day("2026-03-02"));
}

TEST(WorkingDays, NameLineAndDayOfWhatIsWrong) {
  const auto refused = [](std::string_view text) {
    const auto days = WorkingDays::parse(text);
    return days ? std::string{} : days.error().what;
  };
  const std::string head =
      "version: x\nsource: y\nyears:\n  2027:\n    notice: n\n    checked: yes\n    holidays:\n";
  EXPECT_EQ(refused(head + "      - {name: 元旦, from: 2027-01-01}\n"), "");
  EXPECT_THAT(refused(head + "      - {name: 元旦, from: 2027-01-32}\n"), testing::HasSubstr("line 8"));
  EXPECT_THAT(refused(head + "      - {name: 元旦, from: 2027-01-01, too: 2027-01-02}\n"),
              testing::HasSubstr("did you mean 'to'"));
  EXPECT_THAT(refused(head + "      - {name: 元旦, from: 2027-01-03, to: 2027-01-01}\n"),
              testing::HasSubstr("before"));
  EXPECT_THAT(refused(head + "      - {name: 元旦, from: 2027-01-01, make_up: [2027-01-04]}\n"),
              testing::HasSubstr("no weekend"));
  EXPECT_THAT(refused(head + "      - {name: a, from: 2027-01-01}\n      - {name: b, from: 2027-01-01}\n"),
              testing::HasSubstr("2027-01-01 twice"));
}

}  // namespace
}  // namespace firsthour::playbooks
