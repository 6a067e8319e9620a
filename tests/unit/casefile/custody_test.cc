// SPDX-License-Identifier: Apache-2.0
// The events of custody: what is written is read back, what others wrote is refused when it is wrong, and
// what they add up to.
#include "casefile/custody_state.h"
#include "casefile/json.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

using firsthour::testing::MemoryCase;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kRoot(64, 'a'), kOther(64, 'b');

Transfer a_release() {
  Transfer transfer;
  transfer.from = {"李雷", "某公司"};
  transfer.to = {"韩梅梅", "科信处"};
  transfer.reason = "handed to the police";
  transfer.head = {3, kRoot, kOther};
  transfer.verified = "good";
  return transfer;
}

Transfer a_receipt(std::uint64_t of) {
  Transfer transfer = a_release();
  transfer.step = TransferStep::received;
  transfer.released = of;
  transfer.matches = true;
  return transfer;
}

Approval owed_until(Instant due) {
  Approval approval;
  approval.what = "unlock the phone";
  approval.by = {"王局", ""};
  approval.retroactive = true;
  approval.due = due;
  return approval;
}

std::uint64_t print_form(MemoryCase& the_case, const std::string& what, std::uint64_t upto,
                         const std::string& digest, bool form = true) {
  return the_case.append(event_type::reported, {{"what", what},
                                                {"title", what},
                                                {"name", what + ".docx"},
                                                {"language", "zh"},
                                                {"size", 9},
                                                {"sha256", digest},
                                                {"form", form},
                                                {"upto", upto}});
}

std::uint64_t attach_copy(MemoryCase& the_case, std::uint64_t event, const std::string& digest) {
  SignedCopy copy{event, *Sha256::from_hex(digest), {}, {"韩梅梅"}};
  Json body = to_json(copy);
  body["item"] = "a" + std::to_string(the_case.size());
  return the_case.append(event_type::attached, body);
}

Custody custody_of(const MemoryCase& the_case) {
  auto custody = read_custody(the_case);
  EXPECT_TRUE(custody) << custody.error().what;
  return custody.value_or(Custody{});
}

TEST(CustodyValues, ATransferIsReadBackAsItWasWritten) {
  Transfer receipt = a_receipt(7);
  receipt.paper = LedgerHead{8, kRoot, ""};
  receipt.signatures.absent = "the receiver left";
  receipt.condition = "seal whole";
  const auto back = transfer_from_json(to_json(receipt));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(*back), to_json(receipt));
  EXPECT_EQ(back->paper->size, 8u);
  EXPECT_EQ(back->to.unit, "科信处");
}

TEST(CustodyValues, WhatNobodySaidIsAbsent) {
  const Json json = to_json(a_release());
  for (const char* key : {"place", "seal_number", "condition", "signatures", "released", "matches", "paper"})
    EXPECT_FALSE(json.contains(key)) << key;
  EXPECT_EQ(to_json(Witnessing{}), Json::object());
  EXPECT_EQ(to_json(Approval{}), Json::object());
}

TEST(CustodyValues, ABodyOfTheWrongShapeIsNamed) {
  EXPECT_THAT(transfer_from_json({{"step", "lost"}}).error().what, HasSubstr("step"));
  EXPECT_THAT(transfer_from_json({{"step", "released"}}).error().what, HasSubstr("head"));
  Json wrong = to_json(a_release());
  wrong["from"] = {{"name", 7}};
  EXPECT_THAT(transfer_from_json(wrong).error().what, HasSubstr("from"));
  wrong = to_json(a_release());
  wrong["signatures"] = {{"form", "a1"}, {"absent", "nobody"}};
  EXPECT_THAT(transfer_from_json(wrong).error().what, HasSubstr("signatures"));
  EXPECT_THAT(approval_from_json({{"time", "noon"}}).error().what, HasSubstr("time"));
  EXPECT_THAT(witnessing_from_json({{"eligible", "yes"}}).error().what, HasSubstr("eligible"));
  EXPECT_THAT(access_from_json({{"item", "a1"}, {"all", true}}).error().what, HasSubstr("all"));
  EXPECT_FALSE(signed_copy_from_json({{"form", {{"event", 1}}}}));
  EXPECT_FALSE(signed_copy_from_json(Json::array()));
}

TEST(CustodyValues, AHeadIsReadOffPaper) {
  const auto head = head_from_text("17: " + kRoot.substr(0, 4) + " AAAA" + kRoot.substr(8));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->size, 17u);
  EXPECT_EQ(head->root, kRoot);
  for (const char* wrong : {"", "17", ":", "17:abc", "x:aaaa", "-1:aaaa"})
    EXPECT_FALSE(head_from_text(wrong));
}

TEST(CustodyState, AReceiptClosesItsRelease) {
  MemoryCase the_case;
  const auto first = the_case.append(event_type::transferred, to_json(a_release()));
  const auto second = the_case.append(event_type::transferred, to_json(a_release()));
  the_case.append(event_type::transferred, to_json(a_receipt(second)));
  const Custody custody = custody_of(the_case);
  ASSERT_THAT(custody.hand_overs, SizeIs(2));
  EXPECT_EQ(custody.hand_overs[0].release->event, first);
  EXPECT_FALSE(custody.hand_overs[0].receipt);
  EXPECT_TRUE(custody.hand_overs[1].receipt);
  EXPECT_THAT(custody.problems, IsEmpty());
}

TEST(CustodyState, AReceiptOfNothingIsAProblemAndStaysVisible) {
  MemoryCase the_case;
  the_case.append(event_type::transferred, to_json(a_receipt(99)));
  const Custody custody = custody_of(the_case);
  EXPECT_THAT(custody.problems, ElementsAre(HasSubstr("event 99")));
  ASSERT_THAT(custody.hand_overs, SizeIs(1));
  EXPECT_FALSE(custody.hand_overs[0].release);
}

TEST(CustodyState, AnApprovalIsOwedUntilItIsMadeGoodAndOverdueAfterItsTime) {
  MemoryCase the_case;
  const Instant due = Instant::from_seconds(2'000'000'000);
  const auto owed = the_case.append(event_type::approved, to_json(owed_until(due)));
  Custody custody = custody_of(the_case);
  ASSERT_THAT(custody.approvals, SizeIs(1));
  EXPECT_TRUE(custody.approvals[0].open());
  EXPECT_FALSE(custody.approvals[0].overdue(due));
  EXPECT_TRUE(custody.approvals[0].overdue(Instant{due.nanoseconds + 1}));

  Approval settling;
  settling.settles = owed;
  settling.time = Instant{due.nanoseconds + 1};
  the_case.append(event_type::approved, to_json(settling));
  the_case.append(event_type::approved, to_json(settling));
  custody = custody_of(the_case);
  EXPECT_FALSE(custody.approvals[0].open());
  EXPECT_TRUE(custody.approvals[0].settled_late());
  EXPECT_THAT(custody.problems, ElementsAre(HasSubstr("a second time")));
}

TEST(CustodyState, AFormIsUnsignedUntilItsCopyComes) {
  MemoryCase the_case;
  const auto docx = print_form(the_case, "fixed-list", 1, kRoot);
  print_form(the_case, "fixed-list", 1, kOther);  // the same printing in another format
  print_form(the_case, "case-report", 1, kOther, false);
  Custody custody = custody_of(the_case);
  ASSERT_THAT(custody.printings, SizeIs(2));
  EXPECT_THAT(custody.printings[0].files, SizeIs(2));
  EXPECT_TRUE(custody.printings[0].unsigned_form());
  EXPECT_FALSE(custody.printings[1].unsigned_form()) << "nobody signs a report";

  attach_copy(the_case, docx, kOther);
  custody = custody_of(the_case);
  EXPECT_TRUE(custody.printings[0].unsigned_form()) << "another digest than was printed";
  EXPECT_THAT(custody.problems, SizeIs(1));

  attach_copy(the_case, docx, kRoot);
  custody = custody_of(the_case);
  EXPECT_FALSE(custody.printings[0].unsigned_form());
  EXPECT_THAT(custody.printings[0].copies[0].copy.signed_by, ElementsAre("韩梅梅"));
}

TEST(CustodyState, ALaterPrintingTakesThePlaceOfTheEarlier) {
  MemoryCase the_case;
  print_form(the_case, "fixed-list", 1, kRoot);
  print_form(the_case, "fixed-list", 2, kOther);
  const Custody custody = custody_of(the_case);
  ASSERT_THAT(custody.printings, SizeIs(2));
  EXPECT_TRUE(custody.printings[0].superseded);
  EXPECT_FALSE(custody.printings[1].superseded);
}

TEST(CustodyState, ASignedHandOverFormSpeaksForTheTransfersBeforeIt) {
  MemoryCase the_case;
  const auto release = the_case.append(event_type::transferred, to_json(a_release()));
  const auto early = print_form(the_case, "handover-list", release, kRoot);
  attach_copy(the_case, early, kRoot);
  Custody custody = custody_of(the_case);
  EXPECT_EQ(custody.signed_form_of(*custody.hand_overs[0].release), "") << "printed before the transfer";
  const auto late = print_form(the_case, "handover-list", the_case.size(), kOther);
  const auto scan = attach_copy(the_case, late, kOther);
  custody = custody_of(the_case);
  EXPECT_EQ(custody.signed_form_of(*custody.hand_overs[0].release), "a" + std::to_string(scan));
}

TEST(CustodyState, WhatCannotBeReadIsNamed) {
  MemoryCase the_case;
  the_case.append_raw(std::string{event_type::approved}, "no JSON");
  the_case.append(event_type::witnessed, {{"witness", "a name"}});
  the_case.append(event_type::read, {{"item", "a1"}, {"how", "cat"}});
  const Custody custody = custody_of(the_case);
  EXPECT_THAT(custody.problems, ElementsAre(HasSubstr("event 1 (witnessed)")));
  EXPECT_THAT(custody.accesses, SizeIs(1));
}

TEST(LedgerHead, IsThatOfTheFirstEvents) {
  MemoryCase the_case, other;
  for (int i = 0; i < 5; ++i) {
    the_case.append(event_type::action, {{"what", std::to_string(i)}});
    other.append(event_type::action, {{"what", i == 1 ? "changed" : std::to_string(i)}});
  }
  const auto one = head_at(the_case, 1), three = head_at(the_case, 3);
  ASSERT_TRUE(one && three);
  EXPECT_TRUE(*has_head(other, *one));
  EXPECT_FALSE(*has_head(other, *three));
  EXPECT_FALSE(*has_head(the_case, LedgerHead{99, kRoot, ""}));
  EXPECT_FALSE(head_at(the_case, 6));
  LedgerHead half = *three;
  half.sm3_root = kOther;
  EXPECT_FALSE(*has_head(the_case, half)) << "the SM3 root counts too";
}

}  // namespace
}  // namespace firsthour
