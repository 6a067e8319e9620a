// SPDX-License-Identifier: Apache-2.0
// Custody on paper: what the events say stands in the custody report and the forms, the rest is a blank.
#include "casefile/json.h"
#include "playbooks/report.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::MemoryCase;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const CaseReader& from, const std::string& what, Language language = Language::zh) {
  const auto files = make_report(from, {what, {Format::markdown}, language, 0, ""}, "");
  EXPECT_TRUE(files) << (files ? "" : files.error().what);
  return files ? files->front().bytes : "";
}

Transfer a_transfer(TransferStep step) {
  Transfer transfer;
  transfer.step = step;
  transfer.from = {"李雷", "某公司"};
  transfer.to = {"韩梅梅", "科信处"};
  transfer.reason = "交公安机关";
  transfer.place = step == TransferStep::released ? "机房" : "科信处";
  transfer.seal_number = "F-17";
  transfer.head = {3, std::string(64, step == TransferStep::released ? 'a' : 'b'), std::string(64, 'c')};
  transfer.verified = "good";
  return transfer;
}

TEST(CustodyOnPaper, AHandOverHasBothSidesAndTheirHashes) {
  MemoryCase the_case;
  the_case.append(event_type::opened, {{"name", "web01"}});
  the_case.append(event_type::transferred, to_json(a_transfer(TransferStep::released)));
  Transfer receipt = a_transfer(TransferStep::received);
  receipt.released = 1;
  receipt.matches = false;
  receipt.signatures.absent = "接收人拒签";
  the_case.append(event_type::transferred, to_json(receipt));
  for (const char* paper : {"custody", "handover-list"})
    EXPECT_THAT(text_of(the_case, paper),
                AllOf(HasSubstr("李雷（某公司）"), HasSubstr("韩梅梅（科信处）"), HasSubstr("F-17"),
                      HasSubstr(std::string(16, 'a')), HasSubstr(std::string(16, 'b')), HasSubstr("不一致"),
                      HasSubstr("接收人拒签"), HasSubstr(R"(\_\_\_\_)")))
        << paper;
  EXPECT_THAT(text_of(the_case, "custody", Language::en),
              AllOf(HasSubstr("DIFFERENT"), HasSubstr("Transfers")));
}

TEST(CustodyOnPaper, AnApprovalStillOwedHasItsDeadline) {
  MemoryCase the_case;
  Approval approval;
  approval.what = "提取邮件";
  approval.by = {"王局", ""};
  approval.retroactive = true;
  approval.due = Instant{the_case.now.nanoseconds + 2'000'000'000};
  the_case.append(event_type::approved, to_json(approval));
  EXPECT_THAT(text_of(the_case, "custody"),
              AllOf(HasSubstr("待补办"), HasSubstr(beijing_time(*approval.due))));
  the_case.append(event_type::action, Json::object());
  the_case.append(event_type::action, Json::object());
  EXPECT_THAT(text_of(the_case, "custody"), HasSubstr("逾期未补办")) << "judged at the last event";
  Approval settling;
  settling.settles = 0;
  the_case.append(event_type::approved, to_json(settling));
  EXPECT_THAT(text_of(the_case, "onsite-record"), AllOf(HasSubstr("（逾期）"), Not(HasSubstr("逾期未补办"))));
}

TEST(CustodyOnPaper, TheNewestWitnessStandsOnTheForm) {
  MemoryCase the_case;
  the_case.append(event_type::authorised, {{"witness", {{"reason_for_none", "夜间无人"}}}});
  EXPECT_THAT(text_of(the_case, "extraction-record"), HasSubstr("夜间无人"));
  Witnessing witnessing;
  witnessing.witness = WitnessIdentity{"赵敏", "街道办", "居民身份证", "4401", "138"};
  witnessing.eligible = true;
  witnessing.video = std::string(64, 'd');
  the_case.append(event_type::witnessed, to_json(witnessing));
  EXPECT_THAT(text_of(the_case, "extraction-record"),
              AllOf(HasSubstr("赵敏"), HasSubstr("居民身份证"), HasSubstr(std::string(16, 'd')),
                    Not(HasSubstr("夜间无人"))));
}

TEST(CustodyOnPaper, AnswersGiveTheEventsOfTheCommands) {
  const auto answers = parse_answers(
      "witness: {name: 赵敏, unit: 街道办, id_kind: 居民身份证, eligible: no, reason_not_eligible: 当事人}\n"
      "approvals:\n  - {what: 提取邮件, by: 王局, due: 2026-11-23T05:37+08:00}\n");
  ASSERT_TRUE(answers) << answers.error().what;
  EXPECT_EQ(to_json(witnessing_of(answers->witness)),
            (Json{{"witness", {{"name", "赵敏"}, {"unit", "街道办"}, {"id_kind", "居民身份证"}}},
                  {"eligible", false},
                  {"reason", "当事人"}}));
  ASSERT_EQ(answers->approvals.size(), 1U);
  EXPECT_EQ(to_json(answers->approvals[0])["retroactive"], true);
  const auto again = answers_from_json(to_json(*answers));
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(to_json(*again), to_json(*answers));
}

}  // namespace
}  // namespace firsthour::playbooks
