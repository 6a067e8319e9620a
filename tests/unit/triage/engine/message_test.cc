// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/message.h"

#include "triage/engine/examination.h"

#include <gtest/gtest.h>

#include <limits>

namespace firsthour::triage {
namespace {

TEST(Message, GivesBackNumbersAndTextsOfAnyBytes) {
  MessageWriter out;
  out.number(0);
  out.number(std::numeric_limits<std::uint64_t>::max());
  out.text(std::string{"a\0b\xff", 4});
  MessageReader in{out.bytes()};
  EXPECT_EQ(in.number(), 0u);
  EXPECT_EQ(in.number(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(in.text(), (std::string_view{"a\0b\xff", 4}));
  EXPECT_TRUE(in.done());
}

TEST(Message, ACountLargerThanWhatIsLeftIsAFailureNotAnAllocation) {
  MessageWriter out;
  out.number(1ull << 60U);
  MessageReader in{out.bytes()};
  EXPECT_EQ(in.count(), 0u);
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.number(), 0u);
}

TEST(Message, NumbersThatDoNotFitAreFailures) {
  MessageReader in{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"};
  EXPECT_EQ(in.number(), 0u);
  EXPECT_TRUE(in.failed());
}

Examination sample() {
  Examination examination;
  examination.sha256 = "aa";
  examination.contents = 3;
  Hit hit{"yara",
          "r",
          "f.yar",
          "t",
          "题",
          "w",
          "因",
          Severity::high,
          80,
          {"T1505"},
          {{"$a", 7, 3}, {"$b", 9, 1}}};
  examination.parts.push_back({{{1, "a.zip"}, {4, "b\xff"}}, "bb", 12, {hit}});
  examination.losses.push_back({{{1, "a.zip"}}, "encrypted"});
  examination.same.push_back({{}, 5, 2});
  examination.logs.push_back({"cc", std::string{"\0told", 5}});
  return examination;
}

TEST(ExaminationMessage, GivesBackWhatWasPut) {
  const auto back = examination_from(to_message(sample()));
  ASSERT_TRUE(back);
  EXPECT_EQ(to_message(*back), to_message(sample()));
  EXPECT_EQ(text_of(back->parts.at(0).way), "!/a.zip!/b\xff");
  EXPECT_EQ(back->parts[0].hits.at(0).matches.at(1).offset, 9u);
  EXPECT_EQ(back->same.at(0).target, 5u);
}

TEST(ExaminationMessage, CutAnywhereIsAnErrorNeverACrash) {
  const std::string whole = to_message(sample());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(examination_from(std::string_view{whole}.substr(0, size))) << size;
  EXPECT_FALSE(examination_from(whole + "x"));
}

}  // namespace
}  // namespace firsthour::triage
