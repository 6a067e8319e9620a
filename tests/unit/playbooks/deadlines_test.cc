// SPDX-License-Identifier: Apache-2.0
// The clocks of an incident: which are owed, by whom, and what they say on each side of their limit.
#include "playbooks/deadlines.h"

#include "casefile/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kMinute = 60, kHour = 3600;

Instant time(std::string_view text) { return parse_rfc3339(text).value(); }
Instant later(Instant from, std::int64_t seconds) {
  return Instant{from.nanoseconds + seconds * 1'000'000'000};
}
const Instant kBegin = time("2026-11-22T12:48:00+08:00");

const DutyTable& table() {
  static const DutyTable kTable = DutyTable::load("").value();
  return kTable;
}

ServiceContract contract() {
  return parse_contract(
             "id: A\nsigned_on: 2026-03-16\ntold_operator_minutes: 30\nclauses:\n"
             "  - {key: response.onsite, targets: {minutes: 60}}\n"
             "  - {key: response.support, targets: {accept_minutes: 10}}\n"
             "  - {key: response.record, targets: {days: 7}}\n")
      .value();
}

// What happened, all at one moment, as far as a clock can begin with it.
Incident begun_at(Instant at) {
  Incident incident;
  incident.discovered = incident.reported = incident.accepted = incident.closed = at;
  incident.notices.push_back({"initial", 1, "", "", "", at, ""});
  return incident;
}

void set_done(Incident& incident, const std::string& moment, Instant at, const std::string& reason) {
  std::erase_if(incident.notices, [&](const Notice& one) { return "notice:" + one.kind == moment; });
  if (moment == "arrived") {
    incident.arrived = at;
    incident.late_reason = reason;
  } else if (moment == "accepted") {
    incident.accepted = at;
  } else {
    incident.notices.push_back({moment.substr(7), 1, "", "", "", at, reason});
  }
}

const Deadline* find(const std::vector<Deadline>& clocks, std::string_view key) {
  for (const Deadline& clock : clocks)
    if (clock.key == key) return &clock;
  return nullptr;
}

std::vector<std::string> keys(const std::vector<Deadline>& clocks) {
  std::vector<std::string> names;
  for (const Deadline& clock : clocks) names.push_back(clock.key);
  return names;
}

struct Row {
  const char *key, *operator_kind, *grade, *done;
  std::int64_t seconds;
  int warn_percent;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.key; }

// Thirty days after 22 November end with 22 December, seven with the 29th of November.
const std::int64_t kRestOfDay = 11 * kHour + 12 * kMinute;  // from 12:48 to 24:00

class EveryClock : public testing::TestWithParam<Row> {
 protected:
  static Incident incident() {
    Incident made = begun_at(kBegin);
    made.operator_kind = GetParam().operator_kind;
    made.report_grade = GetParam().grade;
    made.suspected_crime = "yes";
    const std::string done = GetParam().done;
    if (done == "accepted") made.accepted.reset();
    std::erase_if(made.notices, [&](const Notice& one) { return "notice:" + one.kind == done; });
    return made;
  }
  static Deadline at(const Incident& incident, Instant now) {
    const ServiceContract agreed = contract();
    const auto clocks = table().deadlines(incident, &agreed, now);
    const Deadline* clock = find(clocks, GetParam().key);
    if (!clock) {
      ADD_FAILURE() << "no clock " << GetParam().key;
      return {};
    }
    return *clock;
  }
};

TEST_P(EveryClock, TurnsAtItsLimitToTheSecond) {
  const std::int64_t limit = GetParam().seconds;
  Incident open = incident();
  EXPECT_EQ(at(open, later(kBegin, limit)).state,
            GetParam().warn_percent == 0 ? DeadlineState::running : DeadlineState::due_soon);
  EXPECT_EQ(at(open, later(kBegin, limit)).margin_seconds, 0);
  EXPECT_EQ(at(open, later(kBegin, limit + 1)).state, DeadlineState::overdue);
  EXPECT_EQ(at(open, later(kBegin, limit + 1)).margin_seconds, -1);

  Incident kept = incident(), late = incident();
  set_done(kept, GetParam().done, later(kBegin, limit), "");
  set_done(late, GetParam().done, later(kBegin, limit + 1), "大雾封路");
  EXPECT_EQ(at(kept, later(kBegin, 90 * 24 * kHour)).state, DeadlineState::met);
  EXPECT_EQ(at(kept, later(kBegin, 90 * 24 * kHour)).margin_seconds, 0);
  const Deadline missed = at(late, later(kBegin, 90 * 24 * kHour));
  EXPECT_EQ(missed.state, DeadlineState::missed);
  EXPECT_EQ(missed.margin_seconds, -1);
  if (std::string_view{GetParam().done} != "accepted") {
    EXPECT_EQ(missed.reason, "大雾封路");
  }
}

TEST_P(EveryClock, WarnsBeforeItsLimitAndNotSooner) {
  const Deadline clock = at(incident(), kBegin);
  ASSERT_TRUE(clock.warn && clock.due);
  EXPECT_EQ(clock.state, DeadlineState::running);
  if (GetParam().warn_percent == 0) return;
  EXPECT_EQ(at(incident(), *clock.warn).state, DeadlineState::due_soon);
  EXPECT_EQ(at(incident(), later(*clock.warn, -1)).state, DeadlineState::running);
}

TEST_P(EveryClock, ContradictsATimeBeforeItsBegin) {
  Incident wrong = incident();
  set_done(wrong, GetParam().done, later(kBegin, -1), "");
  const Deadline clock = at(wrong, later(kBegin, kMinute));
  EXPECT_EQ(clock.state, DeadlineState::contradictory);
  EXPECT_FALSE(clock.margin_seconds);
}

TEST_P(EveryClock, NamesItsPartiesAndItsBasisInBothLanguages) {
  const Deadline clock = at(incident(), kBegin);
  for (const Words& words : {clock.title, clock.owed_by, clock.owed_to, clock.basis, clock.next}) {
    EXPECT_FALSE(words.zh.empty());
    EXPECT_FALSE(words.en.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, EveryClock,
    testing::Values(
        Row{"contract.accept", "other", "considerable", "accepted", 10 * kMinute, 50},
        Row{"contract.onsite", "other", "ordinary", "arrived", 60 * kMinute, 25},
        Row{"own.tell-operator", "other", "ordinary", "notice:told-operator", 30 * kMinute, 50},
        Row{"law.2025.cii.report", "cii", "considerable", "notice:initial", kHour, 50},
        Row{"law.2025.organ.report", "state-organ", "considerable", "notice:initial", 2 * kHour, 25},
        Row{"law.2025.other.report", "other", "considerable", "notice:initial", 4 * kHour, 25},
        Row{"law.2025.cii.upstream", "cii", "major", "notice:upstream", 30 * kMinute, 25},
        Row{"law.2025.organ.upstream", "state-organ", "major", "notice:upstream", kHour, 25},
        Row{"law.2025.other.upstream", "other", "especially-major", "notice:upstream", kHour, 25},
        Row{"law.1994.police", "other", "ordinary", "notice:police", 24 * kHour, 25},
        Row{"law.2025.summary", "other", "considerable", "notice:closing-summary",
            30 * 24 * kHour + kRestOfDay - 1, 25},
        Row{"contract.record", "other", "ordinary", "notice:final", 7 * 24 * kHour + kRestOfDay - 1, 25}));

// Two more have no figure: they are owed at once.
TEST(Deadlines, PromptlyHasNoFigureAndIsUrgentUntilDone) {
  Incident incident = begun_at(kBegin);
  incident.notices.clear();
  incident.operator_kind = "cii";
  incident.report_grade = "major";
  incident.suspected_crime = "yes";
  for (const char* key : {"law.2025.police", "law.2021.cii.major"}) {
    const auto clocks = table().deadlines(incident, nullptr, later(kBegin, kHour));
    const Deadline* clock = find(clocks, key);
    ASSERT_TRUE(clock) << key;
    EXPECT_FALSE(clock->due);
    EXPECT_EQ(clock->state, DeadlineState::running);
    EXPECT_TRUE(clock->urgent());
    EXPECT_EQ(margin_words(*clock).zh, "尽快");
  }
  incident.notices.push_back({"police", 1, "", "", "", later(kBegin, kMinute), ""});
  const auto clocks = table().deadlines(incident, nullptr, later(kBegin, kHour));
  EXPECT_EQ(find(clocks, "law.2025.police")->state, DeadlineState::met);
}

TEST(Deadlines, EveryRowOfTheTableHasItsTest) {
  Incident incident = begun_at(kBegin);
  std::set<std::string> seen;
  for (const char* kind : {"cii", "state-organ", "other"}) {
    incident.operator_kind = kind;
    incident.report_grade = "major";
    incident.suspected_crime = "yes";
    const ServiceContract agreed = contract();
    for (const Deadline& clock : table().deadlines(incident, &agreed, kBegin)) seen.insert(clock.key);
  }
  EXPECT_EQ(seen.size(), 14U);  // twelve rows above, two without a figure
}

TEST(Deadlines, TheDutyIsThatOfTheOperator) {
  Incident incident = begun_at(kBegin);
  incident.report_grade = "considerable";
  incident.operator_kind = "state-organ";
  const auto clocks = keys(table().deadlines(incident, nullptr, kBegin));
  EXPECT_THAT(clocks, Contains("law.2025.organ.report"));
  EXPECT_THAT(clocks, Not(Contains("law.2025.cii.report")));
  EXPECT_THAT(clocks, Not(Contains("law.2025.other.report")));
  EXPECT_THAT(clocks, Not(Contains("law.2025.organ.upstream")));  // from 重大 on
}

TEST(Deadlines, TheContractSaysTheOperatorWhereTheRecordDoesNot) {
  ServiceContract agreed = contract();
  agreed.operator_kind = OperatorKind::other;
  Incident incident = begun_at(kBegin);
  incident.report_grade = "considerable";
  const auto clocks = table().deadlines(incident, &agreed, kBegin);
  ASSERT_TRUE(find(clocks, "law.2025.other.report"));
  EXPECT_FALSE(find(clocks, "law.2025.other.report")->may_apply);
  EXPECT_FALSE(find(clocks, "law.2025.cii.report"));
}

TEST(Deadlines, CriticalInfrastructureDecidesWhereTheRecordNamesNoOperator) {
  ServiceContract agreed = contract();
  agreed.operator_kind = OperatorKind::other;
  Incident incident = begun_at(kBegin);
  incident.report_grade = "considerable";
  incident.critical_infrastructure = "yes";
  auto clocks = table().deadlines(incident, &agreed, kBegin);
  ASSERT_TRUE(find(clocks, "law.2025.cii.report"));
  EXPECT_FALSE(find(clocks, "law.2025.cii.report")->may_apply);
  EXPECT_FALSE(find(clocks, "law.2025.other.report"));

  incident.operator_kind = "other";  // which contradicts it, and is named: the strictest may apply
  clocks = table().deadlines(incident, &agreed, kBegin);
  ASSERT_TRUE(find(clocks, "law.2025.cii.report"));
  EXPECT_EQ(find(clocks, "law.2025.cii.report")->undecided.zh, "运营者类别");

  incident.operator_kind = "";
  incident.critical_infrastructure = "no";  // of this system, whatever its operator has beside it
  EXPECT_FALSE(find(table().deadlines(incident, &agreed, kBegin), "law.2025.cii.report"));
  agreed.operator_kind = OperatorKind::critical_infrastructure;
  EXPECT_TRUE(find(table().deadlines(incident, &agreed, kBegin), "law.2025.cii.report")->may_apply);
}

TEST(Deadlines, AnOrdinaryIncidentIsNotReported) {
  Incident incident = begun_at(kBegin);
  incident.report_grade = "ordinary";
  incident.operator_kind = "other";
  incident.suspected_crime = "no";
  EXPECT_THAT(keys(table().deadlines(incident, nullptr, kBegin)),
              ElementsAre("contract.onsite", "own.tell-operator"));
}

TEST(Deadlines, UndecidedGivesTheStrictestThatMayApply) {
  const auto clocks = table().deadlines(begun_at(kBegin), nullptr, kBegin);
  const Deadline* strictest = find(clocks, "law.2025.cii.report");
  ASSERT_TRUE(strictest);
  EXPECT_TRUE(strictest->may_apply);
  EXPECT_EQ(strictest->undecided.zh, "运营者类别、报告办法级别");
  EXPECT_FALSE(find(clocks, "law.2025.organ.report"));
  EXPECT_FALSE(find(clocks, "law.2025.other.report"));
  ASSERT_TRUE(find(clocks, "law.1994.police"));
  EXPECT_EQ(find(clocks, "law.1994.police")->undecided.zh, "是否涉嫌犯罪");
}

TEST(Deadlines, AnIncidentBeforeTheRuleDoesNotHaveTheDuty) {
  Incident incident = begun_at(time("2025-10-31T23:59:59+08:00"));
  incident.operator_kind = "other";
  incident.report_grade = "major";
  incident.suspected_crime = "yes";
  const auto before = keys(table().deadlines(incident, nullptr, time("2026-01-01T00:00:00Z")));
  EXPECT_THAT(before, Not(Contains(HasSubstr("2025"))));
  EXPECT_THAT(before, Contains("law.1994.police"));
  incident.discovered = later(*incident.discovered, 1);
  EXPECT_THAT(keys(table().deadlines(incident, nullptr, time("2026-01-01T00:00:00Z"))),
              Contains("law.2025.other.report"));
}

TEST(Deadlines, ZonesDoNotMatter) {
  Incident incident = begun_at(time("2026-11-22T12:48:00+08:00"));
  incident.arrived = time("2026-11-21T21:47:59-08:00");  // 13:47:59 in Beijing
  const auto clocks = table().deadlines(incident, nullptr, kBegin);
  EXPECT_EQ(find(clocks, "contract.onsite")->state, DeadlineState::met);
  EXPECT_EQ(find(clocks, "contract.onsite")->margin_seconds, 1);
}

// Many countries changed their clocks on these days; Beijing time does not.
TEST(Deadlines, NoHourIsLostWhereOthersChangeTheirClocks) {
  for (const char* begin :
       {"2026-03-29T00:30:00+08:00", "2026-10-25T00:30:00+08:00", "2026-11-01T13:30:00+08:00"}) {
    Incident incident = begun_at(time(begin));
    incident.suspected_crime = "yes";
    const auto clocks = table().deadlines(incident, nullptr, time(begin));
    EXPECT_EQ(find(clocks, "law.1994.police")->due, later(time(begin), 24 * kHour)) << begin;
  }
}

TEST(Deadlines, TheWayToTheSiteBeginsWhereTheContractSays) {
  ServiceContract agreed = contract();
  agreed.on_site_from = "escalated";
  agreed.on_site_minutes = 45;
  Incident incident = begun_at(kBegin);
  const auto clock_at = [&](Instant now) {
    return *find(table().deadlines(incident, &agreed, now), "contract.onsite");
  };
  EXPECT_EQ(clock_at(kBegin).state, DeadlineState::waiting);
  EXPECT_EQ(clock_at(kBegin).from_moment, "escalated");
  incident.escalated = later(kBegin, 30 * kMinute);
  EXPECT_EQ(clock_at(kBegin).due, later(kBegin, 75 * kMinute));
  incident.on_site_from = "accepted";  // the record's own word
  EXPECT_EQ(clock_at(kBegin).due, later(kBegin, 45 * kMinute));
}

TEST(Deadlines, OfSeveralNoticesTheFirstThatWentOutCounts) {
  Incident incident = begun_at(kBegin);
  incident.operator_kind = "other";
  incident.report_grade = "considerable";
  incident.notices = {{"initial", 1, "", "", "", std::nullopt, ""},
                      {"initial", 2, "", "", "", later(kBegin, 2 * kHour), ""},
                      {"initial", 3, "", "", "", later(kBegin, 5 * kHour), "late"}};
  const auto clocks = table().deadlines(incident, nullptr, kBegin);
  EXPECT_EQ(find(clocks, "law.2025.other.report")->state, DeadlineState::met);
}

TEST(Deadlines, AreSortedByDueAndThoseThatWaitComeLast) {
  Incident incident = begun_at(kBegin);
  incident.closed.reset();
  incident.notices.clear();
  const auto clocks = table().deadlines(incident, nullptr, kBegin);
  ASSERT_GT(clocks.size(), 4U);
  EXPECT_EQ(clocks.back().state, DeadlineState::waiting);
  for (std::size_t i = 1; i < clocks.size(); ++i) {
    if (clocks[i - 1].due && clocks[i].due) {
      EXPECT_LE(clocks[i - 1].due, clocks[i].due);
    }
  }
}

TEST(Deadlines, OfAnotherAuthorityAreShownAndNotWarnedOf) {
  Incident incident = begun_at(kBegin);
  incident.operator_kind = "cii";
  incident.report_grade = "major";
  const auto clocks = table().deadlines(incident, nullptr, later(kBegin, 10 * kHour));
  const Deadline* upstream = find(clocks, "law.2025.cii.upstream");
  ASSERT_TRUE(upstream);
  EXPECT_EQ(upstream->state, DeadlineState::overdue);
  EXPECT_FALSE(upstream->urgent());
}

TEST(Deadlines, TimesAtTheEndOfTimeAreContradictory) {
  for (const Instant end : {Instant{INT64_MAX}, Instant{INT64_MIN}}) {
    const ServiceContract agreed = contract();
    for (const Instant now : {Instant{INT64_MAX}, Instant{INT64_MIN}, kBegin})
      for (const Deadline& clock : table().deadlines(begun_at(end), &agreed, now))
        EXPECT_FALSE(clock.due) << clock.key;
    for (const Deadline& clock : table().deadlines(begun_at(kBegin), &agreed, end)) (void)margin_words(clock);
  }
}

TEST(Deadlines, SayInWordsWhatIsLeft) {
  EXPECT_EQ(span_words(0).zh, "0 秒");
  EXPECT_EQ(span_words(59).zh, "59 秒");
  EXPECT_EQ(span_words(12 * 60).zh, "12 分钟");
  EXPECT_EQ(span_words(3 * kHour + 20 * kMinute + 5).en, "3 h 20 min");
  EXPECT_EQ(span_words(24 * kHour + 5 * kMinute).zh, "1 天");
  Deadline clock;
  clock.state = DeadlineState::due_soon;
  clock.margin_seconds = 12 * 60;
  EXPECT_EQ(margin_words(clock).zh, "还剩 12 分钟");
  clock.state = DeadlineState::overdue;
  clock.margin_seconds = -kHour;
  EXPECT_EQ(margin_words(clock).zh, "已超 1 小时");
  EXPECT_EQ(margin_words(clock).en, "1 h over");
}

TEST(DutyTable, RefusesWhatNobodyKnows) {
  const auto refused = [](const std::string& row) {
    const std::string head =
        "version: x\nsource: y\nduties:\n  - key: k\n    title: t\n    owed_by: a\n    basis: b\n";
    const auto read = DutyTable::parse(head + row);
    return read ? std::string{} : read.error().what;
  };
  EXPECT_EQ(refused("    from: reported\n    done: arrived\n    within: 1 h\n"), "");
  EXPECT_THAT(refused("    from: reprted\n    done: arrived\n    within: 1 h\n"),
              testing::AllOf(HasSubstr("line 8"), HasSubstr("did you mean 'reported'")));
  EXPECT_THAT(refused("    from: reported\n    done: arrived\n    within: 1 hour\n"), HasSubstr("no time"));
  EXPECT_THAT(refused("    from: reported\n    done: arrived\n    within: contract.minutes\n"),
              HasSubstr("no number of the contract"));
  EXPECT_THAT(refused("    from: reported\n    done: arrived\n    wihtin: 1 h\n"),
              HasSubstr("did you mean 'within'"));
  EXPECT_THAT(refused("    from: reported\n    within: 1 h\n"), HasSubstr("done is missing"));
  EXPECT_THAT(refused("    from: reported\n    done: arrived\n    within: 1 h\n    least_grade: huge\n"),
              HasSubstr("no grade"));
}

// A clock that nobody can stop: the table waited for a notice that the record refused.
TEST(Deadlines, EveryNoticeADutyWaitsForCanBeRecorded) {
  Incident incident;
  incident.reported = parse_rfc3339("2026-03-01T10:00+08:00");
  incident.suspected_crime = "yes";
  std::size_t notices = 0;
  const auto duties = DutyTable::load("").value();
  for (const Deadline& clock : duties.deadlines(incident, nullptr, *incident.reported)) {
    constexpr std::string_view kNotice = "notice:";
    if (!clock.done_moment.starts_with(kNotice)) continue;
    const std::string field = "notice." + clock.done_moment.substr(kNotice.size()) + ".sent";
    const auto set = set_field(incident, field, "2026-03-01T11:00+08:00");
    EXPECT_TRUE(set) << clock.key << ": " << (set ? "" : set.error().what);
    ++notices;
  }
  EXPECT_GT(notices, 4U);
}

}  // namespace
}  // namespace firsthour::playbooks
