// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/taken_files.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

FileFacts file(std::uint64_t inode, std::uint64_t links = 1, std::uint64_t device = 8) {
  FileFacts facts;
  facts.device = device;
  facts.inode = inode;
  facts.links = links;
  return facts;
}

TEST(InodeSet, KnowsEachInodeOfEachDevice) {
  InodeSet seen;
  for (std::uint64_t inode = 0; inode < 1000; inode += 7) EXPECT_TRUE(seen.insert(file(inode)));
  for (std::uint64_t inode = 0; inode < 1000; ++inode) EXPECT_EQ(seen.insert(file(inode)), inode % 7 != 0);
  EXPECT_TRUE(seen.insert(file(7, 1, 9)));
  EXPECT_TRUE(seen.insert(file(~0ull)));
  EXPECT_FALSE(seen.insert(file(~0ull)));
}

TEST(InodeSet, TellsTwiceWhatItHasNoRoomFor) {
  InodeSet seen{1};
  EXPECT_TRUE(seen.insert(file(1)));
  EXPECT_FALSE(seen.insert(file(1)));
  EXPECT_TRUE(seen.insert(file(1000)));
  EXPECT_TRUE(seen.insert(file(1000))) << "left out for want of room";
}

TEST(TakenFiles, NamesTheFirstPathOfAFile) {
  TakenFiles taken;
  EXPECT_EQ(taken.path_of_earlier(file(1), "/a"), std::nullopt);
  EXPECT_EQ(taken.path_of_earlier(file(1), "/b"), "/a");
}

TEST(TakenFiles, OfLaterFilesKeepsTheInodeAlone) {
  TakenFiles taken{{}, 1};
  EXPECT_EQ(taken.path_of_earlier(file(1), "/first"), std::nullopt);
  EXPECT_EQ(taken.path_of_earlier(file(2), "/later"), std::nullopt);
  EXPECT_EQ(taken.path_of_earlier(file(2), "/later"), "/later") << "asked for by another definition";
  EXPECT_EQ(taken.path_of_earlier(file(3, 2), "/linked"), std::nullopt);
  EXPECT_EQ(taken.path_of_earlier(file(3, 2), "/link"), "") << "known, and not by which name";
  EXPECT_EQ(taken.path_of_earlier(file(1), "/first"), "/first");
}

}  // namespace
}  // namespace firsthour::collectors
