// SPDX-License-Identifier: Apache-2.0
// A file whose bytes a capture carried: where they came from, and what is near it.
#include "tests/unit/triage/origin/made_story.h"

namespace firsthour::triage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPath = "/srv/app/upload/tool.bin";
constexpr std::string_view kBytes = "bytes that are long enough to be no chance";

MadeStory story_of_file(std::string_view content = kBytes) {
  MadeStory story;
  story.on_file(story.add_file(kPath, at(0), std::nullopt, content), kPath);
  return story;
}

TEST(CarriedOrigin, AnUploadOfTheSameBytesJustBeforeProvesTheAddress) {
  MadeStory story = story_of_file();
  story.add_carried(kBytes, -5, "203.0.113.5", "10.0.0.9", true);
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.5");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_THAT(steps_of(chain), ElementsAre("proved carried"));
  EXPECT_THAT(chain.paragraph.en, HasSubstr("from 203.0.113.5 to 10.0.0.9 by http"));
  EXPECT_THAT(chain.paragraph.zh, HasSubstr("SHA-256 一致"));
}

TEST(CarriedOrigin, ADownloadNamesTheServerItCameFrom) {
  MadeStory story = story_of_file();
  story.add_carried(kBytes, -5, "10.0.0.9", "198.51.100.7", false);
  EXPECT_EQ(source_of(story.chain()), "198.51.100.7");
}

TEST(CarriedOrigin, HoursBeforeItIsOnlyLikely) {
  MadeStory story = story_of_file();
  story.add_carried(kBytes, -7200, "203.0.113.5", "10.0.0.9", true);
  EXPECT_EQ(story.chain().strength, OriginStrength::likely);
}

TEST(CarriedOrigin, OfSeveralTheLastBeforeTheFileLeadsBack) {
  MadeStory story = story_of_file();
  story.add_carried(kBytes, -4000, "203.0.113.1", "10.0.0.9", true);
  story.add_carried(kBytes, -5, "203.0.113.2", "10.0.0.9", true);
  EXPECT_EQ(source_of(story.chain()), "203.0.113.2");
}

TEST(CarriedOrigin, WhatWasSentLaterOrHasOtherBytesNamesNobody) {
  MadeStory later = story_of_file();
  later.add_carried(kBytes, 600, "10.0.0.9", "198.51.100.7", true);
  EXPECT_EQ(source_of(later.chain()), "");
  MadeStory other = story_of_file();
  other.add_carried("other bytes that were carried just before", -5, "203.0.113.5", "10.0.0.9", true);
  EXPECT_EQ(source_of(other.chain()), "");
  EXPECT_THAT(steps_of(other.chain()), IsEmpty());
}

TEST(CarriedOrigin, FilesOfAFewBytesMayBeEqualByChance) {
  MadeStory story = story_of_file("x");
  story.add_carried("x", -5, "203.0.113.5", "10.0.0.9", true);
  EXPECT_EQ(source_of(story.chain()), "");
}

}  // namespace
}  // namespace firsthour::triage
