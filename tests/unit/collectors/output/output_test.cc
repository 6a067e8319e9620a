// SPDX-License-Identifier: Apache-2.0
#include "casefile/output.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "tests/support/made_root.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace firsthour::collectors {
namespace {

std::string digest_of(Algorithm algorithm, std::string_view text) {
  Hasher hasher{algorithm};
  hasher.update(text);
  return hasher.finish_hex();
}

TEST(Output, IsANewFileForItsOwnerAlone) {
  const tests::MadeRoot folder;
  auto output = Output::open({folder.at("/c.tar"), 0});
  ASSERT_TRUE(output) << output.error().what;
  ASSERT_TRUE((*output)->write(as_bytes("hello")));
  const auto closed = (*output)->finish();
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->whole.size, 5u);
  EXPECT_EQ(closed->whole.sha256, digest_of(Algorithm::sha256, "hello"));
  EXPECT_EQ(closed->whole.sm3, digest_of(Algorithm::sm3, "hello"));
  struct stat status {};
  ASSERT_EQ(::stat(folder.at("/c.tar").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777u, 0600u);
  EXPECT_TRUE((*output)->wrote(status.st_dev, status.st_ino));
}

TEST(Output, NeverOverwritesOrFollowsALink) {
  const tests::MadeRoot folder;
  folder.file("/there", "evidence");
  folder.link("/link", "elsewhere");
  EXPECT_FALSE(Output::open({folder.at("/there"), 0}));
  EXPECT_FALSE(Output::open({folder.at("/link"), 0}));
  EXPECT_EQ(*read_file(folder.at("/there"), 100), "evidence");
}

TEST(Output, PartsJoinToTheWhole) {
  const tests::MadeRoot folder;
  auto output = Output::open({folder.at("/c.tar"), 10});
  ASSERT_TRUE(output);
  const std::string text = "0123456789abcdefghijABCDE";
  ASSERT_TRUE((*output)->write(as_bytes(text.substr(0, 3))));
  ASSERT_TRUE((*output)->write(as_bytes(text.substr(3))));
  const auto closed = (*output)->finish();
  ASSERT_TRUE(closed);
  ASSERT_EQ(closed->parts.size(), 3u);
  std::string joined;
  for (const char* part : {"/c.tar.001", "/c.tar.002", "/c.tar.003"})
    joined += *read_file(folder.at(part), 100);
  EXPECT_EQ(joined, text);
  EXPECT_EQ(closed->parts[2].size, 5u);
  EXPECT_EQ(closed->parts[1].sha256, digest_of(Algorithm::sha256, "abcdefghij"));
  EXPECT_EQ(closed->parts[2].sm3, digest_of(Algorithm::sm3, "ABCDE"));
  EXPECT_EQ(closed->whole.sha256, digest_of(Algorithm::sha256, text));
}

TEST(Output, AFullMediumIsAnErrorThatStays) {
  auto output = Output::open({"/dev/full", 0});
  EXPECT_FALSE(output) << "an existing file is never opened";
}

TEST(Output, HashesManyBlocksInOrder) {
  const tests::MadeRoot folder;
  auto output = Output::open({folder.at("/c"), 0});
  ASSERT_TRUE(output);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::string(1500, static_cast<char>('a' + i % 26));
  for (std::size_t at = 0; at < text.size(); at += 70'001) {
    ASSERT_TRUE((*output)->write(as_bytes(std::string_view{text}.substr(at, 70'001))));
  }
  const auto closed = (*output)->finish();
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->whole.sha256, digest_of(Algorithm::sha256, text));
  EXPECT_EQ(closed->whole.sm3, digest_of(Algorithm::sm3, text));
}

}  // namespace
}  // namespace firsthour::collectors
