// SPDX-License-Identifier: Apache-2.0
// Each type of correlation: what it finds, and what it does not.
#include "tests/unit/triage/sigma/made_run.h"

#include <gmock/gmock.h>

namespace firsthour::triage::sigma {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CorrelationTest : public MadeRun {
 protected:
  static std::string rule(const std::string& name, const std::string& result) {
    return "title: " + name + "\nname: " + name +
           "\nlogsource: {product: linux, service: sshd}\ndetection:\n  s: {result: " + result +
           "}\n  condition: s\n---\n";
  }
  static std::string correlation(const std::string& name, const std::string& type, const std::string& rules,
                                 const std::string& rest) {
    return "title: " + name + "\nname: " + name + "\nlevel: high\ncorrelation:\n  type: " + type +
           "\n  rules: [" + rules + "]\n  group-by: [ip]\n" + rest + "---\n";
  }
  static MadeEvent event(int second, const std::string& result, const std::string& ip,
                         const std::string& more = "") {
    return {second, "{\"result\":\"" + result + "\",\"ip\":\"" + ip + "\"" + more + "}"};
  }
  static std::string user(const std::string& name) { return ",\"user\":\"" + name + "\""; }
  static std::string sent(int bytes) { return ",\"bytes\":" + std::to_string(bytes); }
};

TEST_F(CorrelationTest, EventCountWithinItsTimeAndGroup) {
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 3}\n"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(5, "failed", "a"), event(11, "failed", "a")}),
              ElementsAre("brute"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(5, "failed", "a"), event(12, "failed", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "b"), event(3, "failed", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "ok", "a"), event(3, "failed", "a")}), IsEmpty());
}

TEST_F(CorrelationTest, EventsMayComeInAnyOrder) {
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 3}\n"));
  EXPECT_THAT(found({event(9, "failed", "a"), event(500, "failed", "a"), event(1, "failed", "a"),
                     event(5, "failed", "a")}),
              ElementsAre("brute"));
}

TEST_F(CorrelationTest, OneStretchIsOneFindingWithItsFacts) {
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 3}\n"));
  std::vector<MadeEvent> events;
  for (int i = 0; i < 40; ++i) events.push_back(event(i, "failed", "192.0.2.7"));
  for (int i = 0; i < 5; ++i) events.push_back(event(1000 + i, "failed", "192.0.2.7"));
  const SigmaOutcome outcome = over(events);
  ASSERT_EQ(outcome.findings.size(), 2u);
  const Finding& first = outcome.findings[0];
  EXPECT_EQ(first.severity, Severity::high);
  EXPECT_THAT(first.why, HasSubstr("40 events from 1970-01-01T00:00:00"));
  EXPECT_THAT(first.why, HasSubstr("ip: 192.0.2.7"));
  EXPECT_EQ(first.matches.size(), 20u) << "the first and the last ten";
  EXPECT_EQ(first.matches.front().offset, 100u);
}

TEST_F(CorrelationTest, AnUpperBoundIsHeldAgainstTheHeightOfAStretch) {
  load_well(rule("failed", "failed") +
            correlation("some", "event_count", "failed", "  timespan: 10s\n  condition: {gt: 1, lte: 3}\n"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "a")}), ElementsAre("some"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "a"), event(3, "failed", "a"),
                     event(4, "failed", "a")}),
              IsEmpty());
}

TEST_F(CorrelationTest, WithoutALowerBoundNoEventCountsTwice) {
  load_well(rule("failed", "failed") +
            correlation("few", "event_count", "failed", "  timespan: 10s\n  condition: {lt: 2}\n"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "a"), event(30, "failed", "a")}),
              ElementsAre("few"));
}

TEST_F(CorrelationTest, ValueCountCountsDifferentValues) {
  load_well(rule("failed", "failed") + correlation("spray", "value_count", "failed",
                                                   "  timespan: 1m\n  condition: {field: user, gte: 3}\n"));
  EXPECT_THAT(found({event(1, "failed", "a", user("x")), event(2, "failed", "a", user("y")),
                     event(3, "failed", "a", user("z"))}),
              ElementsAre("spray"));
  EXPECT_THAT(found({event(1, "failed", "a", user("x")), event(2, "failed", "a", user("y")),
                     event(3, "failed", "a", user("x"))}),
              IsEmpty());
}

TEST_F(CorrelationTest, ValueCountOfSeveralFieldsCountsTheirTuples) {
  load_well(rule("failed", "failed") +
            correlation("spray", "value_count", "failed",
                        "  timespan: 1m\n  condition: {field: [user, port], gte: 2}\n"));
  EXPECT_THAT(found({event(1, "failed", "a", user("x") + ",\"port\":1"),
                     event(2, "failed", "a", user("x") + ",\"port\":2")}),
              ElementsAre("spray"));
  EXPECT_THAT(found({event(1, "failed", "a", user("x") + ",\"port\":1"),
                     event(2, "failed", "a", user("x") + ",\"port\":1")}),
              IsEmpty());
}

TEST_F(CorrelationTest, TemporalWantsAllRulesInAnyOrder) {
  load_well(rule("one", "one") + rule("two", "two") +
            correlation("both", "temporal", "one, two", "  timespan: 10s\n"));
  EXPECT_THAT(found({event(1, "two", "a"), event(5, "one", "a")}), ElementsAre("both"));
  EXPECT_THAT(found({event(1, "two", "a"), event(5, "two", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "two", "a"), event(50, "one", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "two", "a"), event(5, "one", "b")}), IsEmpty());
}

TEST_F(CorrelationTest, TemporalOrderedWantsTheirOrder) {
  load_well(rule("one", "one") + rule("two", "two") +
            correlation("then", "temporal_ordered", "one, two", "  timespan: 10s\n"));
  EXPECT_THAT(found({event(1, "one", "a"), event(5, "two", "a")}), ElementsAre("then"));
  EXPECT_THAT(found({event(1, "two", "a"), event(5, "one", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "one", "a"), event(12, "two", "a")}), IsEmpty());
  EXPECT_THAT(found({event(1, "one", "a"), event(20, "one", "a"), event(21, "two", "a")}),
              ElementsAre("then"));
}

TEST_F(CorrelationTest, EqualTimesKeepTheOrderOfTheLog) {
  load_well(rule("one", "one") + rule("two", "two") +
            correlation("then", "temporal_ordered", "one, two", "  timespan: 10s\n"));
  EXPECT_THAT(found({event(5, "one", "a"), event(5, "two", "a")}), ElementsAre("then"));
  EXPECT_THAT(found({event(5, "two", "a"), event(5, "one", "a")}), IsEmpty());
}

TEST_F(CorrelationTest, SumAverageAndPercentile) {
  const std::string condition = "  timespan: 1m\n  condition: {field: bytes, gt: 100}\n";
  load_well(rule("sent", "sent") + correlation("sum", "value_sum", "sent", condition) +
            correlation("avg", "value_avg", "sent", condition) +
            correlation("median", "value_percentile", "sent",
                        "  timespan: 1m\n  condition: {field: bytes, percentile: 50, gt: 100}\n"));
  EXPECT_THAT(found({event(1, "sent", "a", sent(60)), event(2, "sent", "a", sent(50))}), ElementsAre("sum"));
  EXPECT_THAT(found({event(1, "sent", "a", sent(90)), event(2, "sent", "a", sent(400)),
                     event(3, "sent", "a", sent(10))}),
              ElementsAre("sum", "avg"));
  EXPECT_THAT(found({event(1, "sent", "a", sent(120)), event(2, "sent", "a", sent(120)),
                     event(3, "sent", "a", sent(1))}),
              ElementsAre("sum", "median"));
  EXPECT_THAT(found({event(1, "sent", "a", sent(40)), event(2, "sent", "a", sent(50))}), IsEmpty());
  const SigmaOutcome words = over({event(1, "sent", "a", ",\"bytes\":\"many\"")});
  EXPECT_THAT(words.unknown, testing::Contains(HasSubstr("not correlated by sum")));
}

TEST_F(CorrelationTest, PercentileWithoutItsNumberFindsRareValues) {
  load_well(rule("start", "start") + correlation("rare", "value_percentile", "start",
                                                 "  timespan: 1h\n  condition: {field: user, lte: 5}\n"));
  std::vector<MadeEvent> events;
  for (int i = 0; i < 39; ++i) events.push_back(event(i, "start", "a", user("usual")));
  events.push_back(event(40, "start", "a", user("odd")));
  EXPECT_THAT(found(events), ElementsAre("rare"));
  events.back() = event(40, "start", "a", user("usual"));
  EXPECT_THAT(found(events), IsEmpty());
}

TEST_F(CorrelationTest, AliasesJoinFieldsOfDifferentNames) {
  load_well(
      rule("one", "one") + rule("two", "two") +
      "title: joined\nname: joined\ncorrelation:\n  type: temporal\n  rules: [one, two]\n  group-by: [peer]\n"
      "  timespan: 10s\n  aliases:\n    peer: {one: from, two: to}\n");
  EXPECT_THAT(found({event(1, "one", "a", ",\"from\":\"x\""), event(2, "two", "b", ",\"to\":\"x\"")}),
              ElementsAre("joined"));
  EXPECT_THAT(found({event(1, "one", "a", ",\"from\":\"x\""), event(2, "two", "b", ",\"to\":\"y\"")}),
              IsEmpty());
}

TEST_F(CorrelationTest, ChainsOfCorrelations) {
  load_well(rule("failed", "failed") + rule("accepted", "accepted") +
            "title: outer\nname: outer\ncorrelation:\n  type: temporal_ordered\n  rules: [brute, accepted]\n"
            "  group-by: [user]\n  timespan: 10s\n---\n" +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 3}\n"));
  std::vector<MadeEvent> events;
  for (int i = 0; i < 100; ++i) events.push_back(event(i, "failed", "a", user("root")));
  events.push_back(event(105, "accepted", "elsewhere", user("root")));
  EXPECT_THAT(found(events), ElementsAre("outer")) << "by user, though the inner one goes by address";
  events.back() = event(105, "accepted", "a", user("bob"));
  EXPECT_THAT(found(events), IsEmpty());
  events.back() = event(130, "accepted", "a", user("root"));
  EXPECT_THAT(found(events), IsEmpty());
}

TEST_F(CorrelationTest, GenerateLetsTheRulesSpeakToo) {
  const std::string rest = "  timespan: 10s\n  condition: {gte: 2}\n";
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", rest + "  generate: true\n"));
  EXPECT_THAT(found({event(1, "failed", "a"), event(2, "failed", "a")}),
              ElementsAre("failed", "failed", "brute"));
  load_well(rule("failed", "failed") + correlation("brute", "event_count", "failed", rest));
  EXPECT_THAT(found({event(1, "failed", "a")}), IsEmpty());
}

TEST_F(CorrelationTest, WhatCannotBeCorrelatedIsCounted) {
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 2}\n"));
  const SigmaOutcome outcome = over({event(-1, "failed", "a"), {1, R"({"result":"failed"})"}});
  EXPECT_THAT(outcome.unknown,
              testing::Contains(HasSubstr("1 events were not correlated: their time is not known")));
  EXPECT_THAT(outcome.unknown, testing::Contains(HasSubstr("not correlated by brute: they lack a field")));
}

TEST_F(CorrelationTest, MemoryIsBoundedAndTheLossCounted) {
  load_well(rule("failed", "failed") +
            correlation("brute", "event_count", "failed", "  timespan: 10s\n  condition: {gte: 2}\n"));
  Correlator small{rules_->plan(), 2'000};
  Event event;
  ASSERT_TRUE(read_record(R"({"ip":"a"})", event));
  for (int i = 0; i < 1'000; ++i) small.take(0, event, Instant::from_seconds(i), {});
  EXPECT_GT(small.not_kept(), 900u);
  EXPECT_EQ(small.finish().size(), 1u);
}

TEST_F(CorrelationTest, MistakesAreNamedWithTheirLine) {
  const auto problem = [&](const std::string& text) {
    load(rule("failed", "failed") + "title: c\ncorrelation:\n" + text);
    if (rules_->problems().size() != 1) return std::string{"none"};
    return std::to_string(rules_->problems()[0].line) + ": " + rules_->problems()[0].what;
  };
  const std::string head = "  type: event_count\n  rules: [failed]\n";
  EXPECT_THAT(problem("  type: often\n  rules: [failed]\n  timespan: 1m\n"),
              HasSubstr("10: \"often\" is no type"));
  EXPECT_THAT(problem(head + "  timespan: 1M\n"), HasSubstr("12: \"1M\" is no timespan"));
  EXPECT_THAT(problem(head + "  timespan: 1m\n"), HasSubstr("\"condition\" with a number is missing"));
  EXPECT_THAT(problem(head + "  timespan: 1m\n  condition: {more: 3}\n"),
              HasSubstr("13: \"more\" is not known"));
  EXPECT_THAT(problem("  type: value_count\n  rules: [failed]\n  timespan: 1m\n  condition: {gte: 3}\n"),
              HasSubstr("\"field\" is missing"));
  EXPECT_THAT(problem("  type: event_count\n  rules: [nothing]\n  timespan: 1m\n  condition: {gte: 3}\n"),
              HasSubstr("needs the rule \"nothing\""));
  EXPECT_THAT(problem("  type: temporal_ordered\n  rules: [failed]\n  timespan: 1m\n  condition: {gte: 3}\n"),
              HasSubstr("not supported"));
}

}  // namespace
}  // namespace firsthour::triage::sigma
