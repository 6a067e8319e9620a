// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

Examination looked_at() {
  Examination examination;
  examination.sha256 = "digest";
  examination.contents = 1;
  return examination;
}

Part part(Way way, std::string rule) {
  Part made{std::move(way), "", 0, {}};
  made.hits.emplace_back().rule = std::move(rule);
  return made;
}

std::vector<std::string> parts_of(const Answers& answers) {
  std::vector<std::string> lines;
  answers.each_part([&](std::uint64_t place, const Part& found) {
    lines.push_back(std::to_string(place) + text_of(found.way) + " " + found.hits.at(0).rule);
  });
  return lines;
}

TEST(Answers, WhatHoldsForAContentHoldsWhereverTheSameContentLies) {
  Answers answers;
  Examination archive = looked_at();
  archive.parts.push_back(part({{1, "in.zip"}, {2, "evil.php"}}, "webshell"));
  archive.parts.push_back(part({{3, "other"}}, "unrelated"));
  archive.losses.push_back({{{1, "in.zip"}, {4, "locked"}}, "encrypted"});
  answers.take(0, archive);
  Examination copy = looked_at();
  copy.same.push_back({{{7, "copy-of-in.zip"}}, 0, 1});  // content 1 of target 0
  answers.take(1, copy);
  Examination twin = looked_at();
  twin.same.push_back({{}, 1, 0});  // the whole of target 1
  answers.take(2, twin);
  EXPECT_THAT(parts_of(answers), testing::ElementsAre("0!/in.zip!/evil.php webshell", "0!/other unrelated",
                                                      "1!/copy-of-in.zip!/evil.php webshell",
                                                      "2!/copy-of-in.zip!/evil.php webshell"));
  std::vector<std::string> losses;
  answers.each_loss([&](std::uint64_t place, const Loss& loss) {
    losses.push_back(std::to_string(place) + text_of(loss.way));
  });
  EXPECT_THAT(losses, testing::ElementsAre("0!/in.zip!/locked", "1!/copy-of-in.zip!/locked",
                                           "2!/copy-of-in.zip!/locked"));
}

TEST(Answers, ATwinOfALostTargetIsLostForTheSameReasonButInnerContentIsLookedAtAgain) {
  Answers answers;
  Examination lost;
  lost.losses.push_back({{}, "the scanner crashed on it"});
  answers.take(0, lost);
  Examination twin = looked_at();
  twin.same.push_back({{}, 0, 0});
  answers.take(1, twin);
  Examination holder = looked_at();
  holder.same.push_back({{{1, "a"}}, 0, 3});
  answers.take(2, holder);
  EXPECT_THAT(answers.orphans(), testing::ElementsAre(2));
  int told = 0;
  answers.each_loss([&](std::uint64_t place, const Loss& loss) {
    EXPECT_LT(place, 2u);
    EXPECT_EQ(loss.reason, "the scanner crashed on it");
    ++told;
  });
  EXPECT_EQ(told, 2);
}

// A capture with a million flows of equal payload was searched through a million times: it looked like a
// hang.
TEST(Answers, AMillionCopiesOfOneContentInATargetAreToldInOnePass) {
  constexpr std::uint64_t kCopies = 1'000'000;
  Answers answers;
  Examination flood = looked_at();
  flood.parts.push_back(part({{1, "flow 1"}}, "beacon"));
  for (std::uint64_t i = 2; i <= kCopies; ++i) flood.same.push_back({{{i, "flow"}}, 0, 1});
  answers.take(0, std::move(flood));
  std::uint64_t told = 0;
  answers.each_part([&](std::uint64_t, const Part&) { ++told; });
  EXPECT_EQ(told, kCopies);
}

TEST(Answers, ContentThatReferencesItselfEnds) {
  Answers answers;
  Examination quine = looked_at();
  quine.same.push_back({{{1, "self.gz"}}, 0, 0});
  quine.parts.push_back(part({}, "hit"));
  answers.take(0, quine);
  EXPECT_LE(parts_of(answers).size(), 32u);
}

}  // namespace
}  // namespace firsthour::triage
