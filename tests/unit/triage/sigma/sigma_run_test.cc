// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/sigma/made_run.h"

#include <gmock/gmock.h>

namespace firsthour::triage::sigma {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string rule(const std::string& name, const std::string& source, const std::string& detection) {
  return "title: About " + name + "\nname: " + name + "\nlevel: high\nlogsource: {" + source +
         "}\ndetection:\n" + detection + "---\n";
}
const std::string kSshd = "product: linux, service: sshd";

using SigmaRunTest = MadeRun;

TEST_F(SigmaRunTest, AFindingSaysWhereItStandsAndWhatMatched) {
  load_well(rule("bad", kSshd, "  s: {user|contains: evil}\n  condition: s\n"));
  const SigmaOutcome outcome = over({{7, R"({"user":"an Evil one","password":"x"})"}});
  ASSERT_EQ(outcome.findings.size(), 1u);
  const Finding& finding = outcome.findings[0];
  EXPECT_EQ(finding.rule, "bad");
  EXPECT_EQ(finding.severity, Severity::high);
  EXPECT_EQ(finding.item, "c1/1");
  EXPECT_EQ(finding.path, "/var/log/auth.log");
  ASSERT_EQ(finding.matches.size(), 1u);
  EXPECT_EQ(finding.matches[0].string, "s.user");
  EXPECT_EQ(finding.matches[0].offset, 100u);
  EXPECT_EQ(finding.matches[0].length, 50u);
  EXPECT_EQ(finding.why, "About bad (/var/log/auth.log line 1, 1970-01-01T00:00:07Z): user: an Evil one");
  EXPECT_THAT(finding.why_zh, HasSubstr("第 1 行"));
}

TEST_F(SigmaRunTest, OwnSentencesMayNameTimeAndLine) {
  load_well(rule(
      "bad", kSshd,
      "  s: {user: evil}\n  condition: s\nfirsthour:\n  why: '{user} at {log.time}, line {log.line}'\n"));
  EXPECT_EQ(over({{7, R"({"user":"evil"})"}}).findings.at(0).why, "evil at 1970-01-01T00:00:07Z, line 1");
}

TEST_F(SigmaRunTest, OncePerValueIsOneFinding) {
  load_well(
      rule("bad", kSshd, "  s: {user|startswith: e}\n  condition: s\nfirsthour:\n  once_per: '{user}'\n"));
  EXPECT_EQ(found({{1, R"({"user":"e1"})"}, {2, R"({"user":"e1"})"}, {3, R"({"user":"e2"})"}}).size(), 2u);
}

TEST_F(SigmaRunTest, ManyFindingsOfOneRuleAreBoundedAndCounted) {
  load_well(rule("bad", kSshd, "  s: {user: evil}\n  condition: s\n"));
  const SigmaOutcome outcome = over(std::vector<MadeEvent>(600, {1, R"({"user":"evil"})"}));
  EXPECT_EQ(outcome.findings.size(), SigmaRun::kMostPerRule);
  EXPECT_THAT(outcome.unknown, ElementsAre("bad: 100 more events than the 500 findings kept"));
}

TEST_F(SigmaRunTest, StreamsRenameFieldsAndKeepThePlaceOfOthers) {
  load(rule("image", "product: windows, category: process_creation",
            "  s: {Image|endswith: '\\evil.exe', ProcessId: 7}\n  condition: s\n"),
       "streams:\n- name: s\n  logsource: {product: windows, category: process_creation}\n"
       "  from: {product: windows}\n  where: {Channel: Security, EventID: [4688, 1]}\n"
       "  fields: {Image: [NewProcessName, Name], ProcessId: NewProcessId}\n");
  const auto event = [](const std::string& rest) {
    return MadeEvent{1, R"({"Channel":"security","ProcessId":1,)" + rest + "}", "windows", "", "", ""};
  };
  const std::string ids = R"("EventID":4688,"NewProcessId":7)";
  EXPECT_THAT(found({event(ids + R"(,"NewProcessName":"C:\\Evil.exe")")}), ElementsAre("image"));
  EXPECT_THAT(found({event(ids + R"(,"Name":"C:\\Evil.exe")")}), ElementsAre("image"));
  EXPECT_THAT(found({event(R"("EventID":4624,"NewProcessId":7,"Name":"C:\\Evil.exe")")}), IsEmpty());
  EXPECT_THAT(found({event(R"("EventID":4688,"NewProcessId":1,"Name":"C:\\Evil.exe")")}), IsEmpty());
}

TEST_F(SigmaRunTest, NamesWithBlanksAreKnownWithoutThem) {
  load(rule("threat", kSshd, "  s: {ThreatName: evil}\n  condition: s\n"),
       "streams:\n- {name: s, logsource: {product: linux, service: sshd}, strip_blanks: true}\n");
  EXPECT_THAT(found({{1, R"({"Threat Name":"evil"})"}}), ElementsAre("threat"));
}

TEST_F(SigmaRunTest, ARuleForAWiderServiceSeesTheEntryOnce) {
  load(rule("auth", "product: linux, service: auth", "  k: [evil]\n  condition: k\n") +
           rule("linux", "product: linux", "  k: [evil]\n  condition: k\n"),
       "streams:\n- {name: a, logsource: {product: linux, service: auth}}\n"
       "- {name: b, logsource: {product: linux, service: sshd}}\n");
  EXPECT_THAT(found({{1, R"({"message":"an evil word"})"}}), testing::UnorderedElementsAre("auth", "linux"));
}

TEST_F(SigmaRunTest, WhatWasNotLookedForIsSaidOnceWithItsReason) {
  load(rule("azure", "product: azure, service: pim", "  k: [x]\n  condition: k\n") +
           rule("cron", "product: linux, service: cron", "  k: [x]\n  condition: k\n") +
           rule("field", kSshd, "  s: {nosuchfield: x}\n  condition: s\n") +
           rule("fine", kSshd, "  s: {user: x}\n  f: {nosuchfield: x}\n  condition: s and not f\n") +
           rule("absent", kSshd, "  s: {nosuchfield: null, user: x}\n  condition: s\n"),
       "streams:\n- {name: a, logsource: {product: linux, service: cron}}\n"
       "- {name: b, logsource: {product: linux, service: sshd}}\n");
  const SigmaOutcome outcome = over({{1, R"({"user":"y"})"}, {2, R"({"user":"y"})"}});
  EXPECT_THAT(
      outcome.unknown,
      ElementsAre("not applicable: no log that is read here is product azure, service pim: 1 rules: azure",
                  "no such log here: product linux, service cron: 1 rules",
                  "not applicable: no entry of the log has nosuchfield: field"));
  EXPECT_EQ(outcome.rules_no_source, 1u);
  EXPECT_EQ(outcome.rules_no_log, 1u);
  EXPECT_EQ(outcome.rules_used, 3u);
}

TEST_F(SigmaRunTest, FiltersAreAppliedToTheRulesTheyName) {
  const std::string filter =
      "title: Our own\nlogsource: {product: linux}\nfilter:\n  rules: [bad]\n  ours: {ip|cidr: 10.0.0.0/8}\n"
      "  condition: not ours\n";
  load_well(rule("bad", kSshd, "  s: {user: evil}\n  condition: s\n") +
            rule("other", kSshd, "  s: {user: evil}\n  condition: s\n") + filter);
  EXPECT_THAT(found({{1, R"({"user":"evil","ip":"10.1.1.1"})"}}), ElementsAre("other"));
  EXPECT_THAT(found({{1, R"({"user":"evil","ip":"192.0.2.1"})"}}), ElementsAre("bad", "other"));
}

TEST_F(SigmaRunTest, AFilterForNothingIsAProblem) {
  load(rule("bad", kSshd, "  s: {user: evil}\n  condition: s\n") +
       "title: Lost\nlogsource: {product: windows}\nfilter:\n  rules: [bad]\n  s: {a: 1}\n  condition: s\n");
  ASSERT_EQ(rules_->problems().size(), 1u);
  EXPECT_THAT(rules_->problems()[0].what, HasSubstr("names no rule"));
}

TEST_F(SigmaRunTest, WorkersTellAndAreHeard) {
  load_well(rule("bad", kSshd, "  s: {user: evil}\n  condition: s\nfirsthour:\n  once_per: '{user}'\n") +
            rule("failed", kSshd, "  s: {result: failed}\n  condition: s\n") +
            "title: c\nname: c\ncorrelation:\n  type: event_count\n  rules: [failed]\n  group-by: [ip]\n"
            "  timespan: 10s\n  condition: {gte: 2}\n");
  const std::vector<MadeEvent> events{{1, R"({"user":"evil","result":"failed","ip":"a"})"},
                                      {2, R"({"user":"evil","result":"failed","ip":"a"})"},
                                      {3, R"({"user":"y","result":"ok","ip":"b"})"}};
  SigmaRun sum{*rules_};
  for (std::size_t i = 0; i < events.size(); ++i) {
    SigmaRun worker{*rules_};
    take(worker, events[i], i + 1);
    const auto heard = sum.hear(worker.tell());
    ASSERT_TRUE(heard) << heard.error().what;
  }
  const SigmaOutcome apart = sum.finish(), together = over(events);
  ASSERT_EQ(apart.findings.size(), together.findings.size());
  for (std::size_t i = 0; i < apart.findings.size(); ++i) {
    EXPECT_EQ(apart.findings[i].id, together.findings[i].id);
    EXPECT_EQ(apart.findings[i].why, together.findings[i].why);
  }
  EXPECT_EQ(apart.unknown, together.unknown);
  EXPECT_EQ(apart.events, 3u);
}

TEST_F(SigmaRunTest, BytesOfNobodyAreRefused) {
  load_well(rule("bad", kSshd, "  s: {user: evil}\n  condition: s\n"));
  SigmaRun worker{*rules_};
  take(worker, {1, R"({"user":"evil"})"}, 1);
  const std::string told = worker.tell();
  for (std::size_t cut = 0; cut < told.size(); ++cut) {
    SigmaRun sum{*rules_};
    EXPECT_FALSE(sum.hear(std::string_view{told}.substr(0, cut))) << cut;
  }
}

TEST_F(SigmaRunTest, AMappingThatCannotBeUsedNamesItsLine) {
  LogMapping mapping;
  const auto added =
      mapping.add("streams:\n- name: a\n  logsource: {product: x}\n  feilds: {a: b}\n", "m.yaml");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().what, "m.yaml:4: \"feilds\" is not known in a stream");
  EXPECT_TRUE(LogMapping::load({FIRSTHOUR_SOURCE_DIR "/triage/sigma/mappings"}));
}

}  // namespace
}  // namespace firsthour::triage::sigma
