// SPDX-License-Identifier: Apache-2.0
// The block 时限 in the incident record and the case report, and the contract that a case carries.
#include "casefile/event.h"
#include "playbooks/deadlines.h"
#include "playbooks/report.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ServiceContract contract(const std::string& more = {}) {
  return parse_contract("id: HT-1\nsigned_on: 2026-03-16\noperator: other\n" + more).value();
}

std::string markdown(const firsthour::testing::MemoryCase& from, const char* what, Language language,
                     std::uint64_t upto = 0) {
  const auto files = make_report(from, {what, {Format::markdown}, language, upto, ""}, "");
  return files && !files->empty() ? files->front().bytes : "";
}

std::unique_ptr<firsthour::testing::MemoryCase> made_case(bool exercise = false) {
  auto made = std::make_unique<firsthour::testing::MemoryCase>();
  made->append(event_type::opened, {{"name", "web01"}, {"exercise", exercise}});
  made->append(event_type::incident, {{"id", "IR-1"},
                                      {"version", 1},
                                      {"state", "open"},
                                      {"exercise", exercise},
                                      {"on_site_from", "reported"},
                                      {"reported", "2026-11-22T04:00:00Z"},
                                      {"accepted", "2026-11-22T04:01:00Z"},
                                      {"arrived", "2026-11-22T05:00:01Z"},
                                      {"report_grade", "considerable"},
                                      {"late_reason", "大雾封路"}});
  made->append(event_type::service, contract_event(contract()));
  return made;
}

TEST(DeadlinesInReports, NameClausePartiesResultAndReason) {
  const auto made = made_case();
  for (const char* what : {"incident-record", "case-report"}) {
    const std::string text = markdown(*made, what, Language::zh);
    EXPECT_THAT(text,
                AllOf(HasSubstr("时限"), HasSubstr("到达现场"), HasSubstr("未按时"), HasSubstr("迟 1 秒"),
                      HasSubstr("大雾封路"), HasSubstr("属地省级网信部门"), HasSubstr("合同 HT-1")))
        << what;
  }
  EXPECT_THAT(
      markdown(*made, "incident-record", Language::en),
      AllOf(HasSubstr("Time limits"), HasSubstr("1 s late"), HasSubstr("provincial cyberspace department")));
}

TEST(DeadlinesInReports, ShowTheMinutesOfTheContractEverywhere) {
  const auto made = made_case();
  made->append(event_type::service, contract_event(contract("on_site_minutes: 45\n")));
  const auto files = make_report(*made, {"incident-record", {Format::json}, Language::zh, 0, ""}, "");
  ASSERT_TRUE(files);
  EXPECT_THAT(files->front().bytes, AllOf(HasSubstr("\"limit_seconds\": 2700"), HasSubstr("\"met\": false")));
  EXPECT_THAT(markdown(*made, "onsite-record", Language::zh),
              AllOf(HasSubstr("未达到 45 分钟要求"), Not(HasSubstr("60 分钟"))));
}

TEST(DeadlinesInReports, CountToTheLastEventAndNotToToday) {
  const auto made = made_case();
  // The last event is of 05:37:09; the four hours of the report end at 08:00.
  const std::string text = markdown(*made, "incident-record", Language::en);
  EXPECT_THAT(text, HasSubstr("2 h 22 min left"));
  EXPECT_EQ(text, markdown(*made, "incident-record", Language::en));
}

TEST(DeadlinesInReports, OfADrillOweNothingToAnAuthority) {
  EXPECT_THAT(markdown(*made_case(true), "incident-record", Language::zh), HasSubstr("不产生法定报告义务"));
  EXPECT_THAT(markdown(*made_case(false), "incident-record", Language::zh),
              Not(HasSubstr("不产生法定报告义务")));
}

TEST(ContractInCase, TheNewestCountsUpToTheEventAsked) {
  const auto made = made_case();
  made->append(event_type::service, contract_event(contract("on_site_minutes: 45\n")));
  made->append(event_type::service, {{"kind", "contract"}, {"contract", {{"id", "broken"}}}});
  EXPECT_EQ(contract_in(*made).value()->on_site_minutes, 45);
  EXPECT_EQ(contract_in(*made, 3).value()->on_site_minutes, 60);
  EXPECT_FALSE(contract_in(*made, 2).value());
}

TEST(ContractInCase, ComesFromTheAnswersToo) {
  firsthour::testing::MemoryCase made;
  const auto answers =
      parse_answers("contract: {id: HT-2, signed_on: 2026-03-16, told_operator_minutes: 15}\n");
  ASSERT_TRUE(answers) << answers.error().what;
  made.append(event_type::authorised, to_json(*answers));
  EXPECT_EQ(contract_in(made).value()->told_operator_minutes, 15);
  EXPECT_THAT(parse_answers("contract: {id: HT-2, sgined_on: 2026-03-16}\n").error().what,
              HasSubstr("did you mean 'signed_on'"));
}

TEST(ContractInCase, AnObjectMustBeTheOneRecorded) {
  firsthour::testing::MemoryCase made;
  Json body = made.keep("id: HT-3\nsigned_on: 2026-03-16\n");
  body["kind"] = "contract";
  made.append(event_type::service, body);
  EXPECT_EQ(contract_in(made).value()->id, "HT-3");
}

}  // namespace
}  // namespace firsthour::playbooks
