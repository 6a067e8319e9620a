// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/record_indicators.h"

#include "tests/unit/triage/made_case.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kProcess =
    R"({"type":"host.process","process.pid":900,"process.name":"kw","process.executable":"/tmp/.x/kworker",)"
    R"("process.command_line":"kworker -o stratum+tcp://pool.evil.example:3333 -p secret",)"
    R"("process.hash.sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","user.name":"www-data"})"
    "\n";
constexpr const char* kSocket =
    R"({"type":"host.socket","network.transport":"tcp","network.type":"ipv4","source.ip":"10.0.0.1","source.port":4000,)"
    R"("destination.ip":"45.9.20.7","destination.port":3333,"process.pid":900})"
    "\n";

// Rules of the findings that a list makes in these records.
std::vector<Finding> findings_of(const std::string& name, const std::string& list, const MadeCase& the_case) {
  const fs::path file = fs::temp_directory_path() / (std::to_string(::getpid()) + name);
  std::ofstream{file} << list;
  std::vector<RuleProblem> problems;
  const auto set = IndicatorSet::load({file.native()}, problems);
  fs::remove(file);
  EXPECT_TRUE(set);
  EXPECT_THAT(problems, IsEmpty());
  RecordIndicators indicators{**set};
  for (const CaseItem& item : the_case.items()) EXPECT_TRUE(indicators.take(item, the_case));
  indicators.finish();
  return indicators.findings();
}
std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) rules.push_back(finding.rule);
  return rules;
}
MadeCase made_host() {
  MadeCase the_case;
  the_case.add_records("host.process", kProcess);
  the_case.add_records("host.socket", kSocket);
  return the_case;
}

TEST(RecordIndicators, AreFoundInProcessesAndConnections) {
  const auto findings =
      findings_of("list.txt",
                  "45.9.20.0/24\npool.evil.example\n"
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n/tmp/.x/kworker\n",
                  made_host());
  EXPECT_THAT(rules_of(findings), UnorderedElementsAre("45.9.20.0/24", "pool.evil.example",
                                                       HasSubstr("e3b0c442"), "/tmp/.x/kworker"));
  for (const Finding& finding : findings) {
    EXPECT_THAT(finding.record, HasSubstr("\"process.pid\":900"));
    EXPECT_EQ(finding.host, "web1");
  }
}

TEST(RecordIndicators, NearMissesAreNone) {
  EXPECT_THAT(findings_of("list.txt", "45.9.2.7\nool.evil.example\n/tmp/.x/kwork\n", made_host()), IsEmpty());
}

TEST(RecordIndicators, PatternsOverProcessesAndConnectionsAreEvaluated) {
  const auto pattern = [](const char* id, const char* text) {
    return std::string{R"({"type":"indicator","pattern_type":"stix","id":"indicator--)"} + id +
           R"(","pattern":")" + text + "\"}";
  };
  const std::string bundle =
      R"({"type":"bundle","objects":[)" +
      pattern(
          "a",
          "[process:command_line LIKE '%stratum%' AND process:creator_user_ref.account_login = 'www-data']") +
      "," + pattern("b", "[process:image_ref.name = 'kworker' AND process:pid = 901]") + "," +
      pattern("c", "[network-traffic:dst_ref.value = '45.9.20.7' AND network-traffic:dst_port = 3333]") +
      "," + pattern("d", "[network-traffic:dst_ref.value = '45.9.20.7' AND network-traffic:dst_port = 443]") +
      "," +
      pattern("e",
              "[network-traffic:dst_ref.value ISSUBSET '45.9.20.0/24' AND network-traffic:protocols[*] = "
              "'tcp']") +
      "]}";
  EXPECT_THAT(rules_of(findings_of("bundle.json", bundle, made_host())),
              ElementsAre("indicator--a", "indicator--c", "indicator--e"));
}

TEST(RecordIndicators, PatternsOverAProcessAndItsConnectionAreEvaluatedTogether) {
  const auto bundle = [](const char* port) {
    return std::string{
               R"({"type":"bundle","objects":[{"type":"indicator","pattern_type":"stix","id":"indicator--m",)"
               R"("pattern":"[process:name = 'kw'] AND [network-traffic:dst_port = )"} +
           port + R"(]"}]})";
  };
  const auto findings = findings_of("both.json", bundle("3333"), made_host());
  ASSERT_THAT(rules_of(findings), ElementsAre("indicator--m"));
  EXPECT_THAT(findings[0].why, HasSubstr("of 2 observations"));
  EXPECT_THAT(findings_of("one.json", bundle("443"), made_host()), IsEmpty());
}

TEST(RecordIndicators, WhatARunDidItselfIsNone) {
  MadeCase the_case;
  the_case.add_records(
      "host.process",
      R"({"type":"host.process","process.executable":"/tmp/.x/kworker","process.firsthour":true})"
      "\nnot json\n");
  EXPECT_THAT(findings_of("list.txt", "/tmp/.x/kworker\n", the_case), IsEmpty());
}

}  // namespace
}  // namespace firsthour::triage
