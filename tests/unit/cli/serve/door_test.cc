// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/door.h"

#include <gmock/gmock.h>

namespace firsthour::cli {
namespace {

TEST(BoardToken, HasOneHundredAndTwentyEightBitsOfChance) {
  const auto one = new_board_token(), other = new_board_token();
  ASSERT_TRUE(one && other);
  EXPECT_THAT(*one, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(*one, *other);
}

TEST(BoardToken, IsKeptAsItsDigestOnly) {
  EXPECT_EQ(board_token_digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(same_digest("ab", "ab"));
  EXPECT_FALSE(same_digest("ab", "aB"));
  EXPECT_FALSE(same_digest("ab", "abc"));
}

Door door() {
  return Door{{{"commander", {{"commander", ViewerKind::player}, board_token_digest("t1")}},
               {"projector", {{"projector", ViewerKind::projector}, board_token_digest("t2")}}}};
}

TEST(Door, LetsInWhoHasTheTokenOfTheRole) {
  const auto viewer = door().enter("commander", "t1");
  ASSERT_TRUE(viewer);
  EXPECT_EQ(viewer->role, "commander");
  EXPECT_EQ(viewer->kind, ViewerKind::player);
}

TEST(Door, KeepsOutWrongTokensTokensOfOthersAndRolesThatDoNotExist) {
  EXPECT_FALSE(door().enter("commander", "t2"));
  EXPECT_FALSE(door().enter("commander", ""));
  EXPECT_FALSE(door().enter("nobody", "t1"));
}

TEST(HostNames, AreAddressesLocalhostAndWhatWasGiven) {
  const HostNames names{8719, {"board.example"}};
  EXPECT_TRUE(names.allows("127.0.0.1:8719"));
  EXPECT_TRUE(names.allows("localhost:8719"));
  EXPECT_TRUE(names.allows("[::1]:8719"));
  EXPECT_TRUE(names.allows("192.0.2.7:8719"));
  EXPECT_TRUE(names.allows("board.example:8719"));
}

TEST(HostNames, OfAStrangerThatPointHereAreRefused) {
  const HostNames names{8719, {}};
  EXPECT_FALSE(names.allows("evil.example:8719"));
  EXPECT_FALSE(names.allows("127.0.0.1.evil.example:8719"));
  EXPECT_FALSE(names.allows("127.0.0.1:80"));
  EXPECT_FALSE(names.allows("127.0.0.1"));
  EXPECT_FALSE(names.allows(""));
  EXPECT_FALSE(names.allows(":8719"));
}

}  // namespace
}  // namespace firsthour::cli
