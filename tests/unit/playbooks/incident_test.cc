// SPDX-License-Identifier: Apache-2.0
#include "playbooks/incident.h"

#include "casefile/json.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Incident with(std::initializer_list<std::pair<const char*, const char*>> fields) {
  Incident incident;
  for (const auto& [name, value] : fields) {
    const auto set = set_field(incident, name, value);
    EXPECT_TRUE(set) << name << ": " << (set ? "" : set.error().what);
  }
  return incident;
}

TEST(OnSiteClock, CountsSixtyMinutesFromTheReport) {
  const auto clock = on_site_clock(
      with({{"reported", "2026-11-22T12:48+08:00"}, {"arrived", "2026-11-22T13:48+08:00"}}), nullptr);
  EXPECT_EQ(clock.seconds, 3600);
  EXPECT_EQ(clock.met, true);
  EXPECT_EQ(clock.due, parse_rfc3339("2026-11-22T05:48:00Z"));
}

TEST(OnSiteClock, IsMissedByOneSecond) {
  const auto clock = on_site_clock(
      with({{"reported", "2026-11-22T12:48+08:00"}, {"arrived", "2026-11-22T13:48:01+08:00"}}), nullptr);
  EXPECT_EQ(clock.met, false);
}

TEST(OnSiteClock, RunsFromTheMomentThatTheContractNames) {
  const auto clock = on_site_clock(with({{"reported", "2026-11-22T12:00+08:00"},
                                         {"escalated", "2026-11-22T13:00+08:00"},
                                         {"arrived", "2026-11-22T13:30+08:00"},
                                         {"on_site_from", "escalated"}}),
                                   nullptr);
  EXPECT_EQ(clock.seconds, 1800);
  EXPECT_EQ(clock.met, true);
}

TEST(OnSiteClock, HasTheMinutesAndTheMomentOfTheContract) {
  ServiceContract contract;
  contract.on_site_minutes = 30;
  contract.on_site_from = "escalated";
  const Incident incident = with({{"reported", "2026-11-22T12:00+08:00"},
                                  {"escalated", "2026-11-22T12:10+08:00"},
                                  {"arrived", "2026-11-22T12:41+08:00"}});
  const auto clock = on_site_clock(incident, &contract);
  EXPECT_EQ(clock.from_moment, "escalated");
  EXPECT_EQ(clock.limit_minutes, 30);
  EXPECT_EQ(clock.met, false);
  EXPECT_THAT(missing_fields(incident, &contract), Contains("late_reason"));
  EXPECT_EQ(on_site_clock(incident, nullptr).met, true);
}

TEST(OnSiteClock, SaysNothingWhileATimeIsUnknown) {
  const auto clock = on_site_clock(with({{"reported", "2026-11-22T12:48+08:00"}}), nullptr);
  EXPECT_TRUE(clock.due.has_value());
  EXPECT_FALSE(clock.seconds.has_value());
  EXPECT_FALSE(clock.met.has_value());
}

TEST(OnSiteClock, NamesAnArrivalBeforeTheReportAndDecidesNothing) {
  const auto clock = on_site_clock(
      with({{"reported", "2026-11-22T13:00+08:00"}, {"arrived", "2026-11-22T12:00+08:00"}}), nullptr);
  EXPECT_THAT(clock.contradictions, Contains("arrived before reported"));
  EXPECT_FALSE(clock.met.has_value());
}

TEST(OnSiteClock, HasNoContradictionInAnOrdinaryIncident) {
  const auto clock = on_site_clock(with({{"occurred", "2026-11-22T12:00+08:00"},
                                         {"reported", "2026-11-22T12:40+08:00"},
                                         {"contained", "2026-11-22T12:50+08:00"},
                                         {"arrived", "2026-11-22T13:10+08:00"}}),
                                   nullptr);
  EXPECT_THAT(clock.contradictions, IsEmpty());
}

TEST(SetField, RefusesATimeWithoutItsZone) {
  Incident incident;
  const auto set = set_field(incident, "arrived", "2026-11-22T13:37");
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, Errc::usage);
  EXPECT_THAT(set.error().what, HasSubstr("zone"));
  EXPECT_FALSE(incident.arrived.has_value());
}

TEST(SetField, SuggestsTheFieldThatWasMeant) {
  Incident incident;
  const auto set = set_field(incident, "arived", "2026-11-22T13:37+08:00");
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, Errc::usage);
  EXPECT_THAT(set.error().what, HasSubstr("did you mean 'arrived'"));
}

TEST(SetField, SuggestsNothingForAWordThatIsNearToNone) {
  Incident incident;
  const auto set = set_field(incident, "zzzzzzzz", "x");
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().what, ::testing::Not(HasSubstr("did you mean")));
}

TEST(SetField, ClearsATimeWithAnEmptyValue) {
  Incident incident = with({{"arrived", "2026-11-22T13:37+08:00"}});
  ASSERT_TRUE(set_field(incident, "arrived", ""));
  EXPECT_FALSE(incident.arrived.has_value());
}

TEST(SetField, KnowsOnlyTimesAsTheStartOfTheClock) {
  Incident incident;
  EXPECT_FALSE(set_field(incident, "on_site_from", "reportd"));
  EXPECT_EQ(incident.on_site_from, "reported");
}

TEST(IncidentJson, ComesBackAsItWas) {
  Incident incident = with({{"id", "IR-2026-0007"},
                            {"name", "网站被植入后门"},
                            {"exercise", "true"},
                            {"state", "closed"},
                            {"reported", "2026-11-22T12:48:00.5+08:00"}});
  incident.version = 4;
  const auto back = incident_from_json(to_json(incident));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(*back), to_json(incident));
  EXPECT_EQ(back->version, 4);
  EXPECT_TRUE(back->exercise);
}

TEST(IncidentJson, LeavesWhatIsUnknownOut) {
  const Json json = to_json(Incident{});
  EXPECT_FALSE(json.contains("arrived"));
  EXPECT_FALSE(json.contains("reporter"));
}

TEST(LatestIncident, IsTheNewestAmongTheFirstEvents) {
  firsthour::testing::MemoryCase the_case;
  the_case.append(event_type::opened, {{"name", "x"}});
  the_case.append(event_type::incident, to_json(with({{"id", "IR-1"}, {"name", "first"}})));
  the_case.append(event_type::incident, to_json(with({{"id", "IR-1"}, {"name", "second"}})));
  const auto all = latest_incident(the_case, 0), early = latest_incident(the_case, 2),
             none = latest_incident(the_case, 1);
  ASSERT_TRUE(all && early && none);
  EXPECT_EQ((*all)->name, "second");
  EXPECT_EQ((*early)->name, "first");
  EXPECT_FALSE(none->has_value());
}

}  // namespace
}  // namespace firsthour::playbooks
