// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/path_targets.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

class PathTargetsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("firsthour-paths-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  PathTargets below(std::vector<std::string> paths) {
    auto targets = PathTargets::below(paths, left_);
    EXPECT_TRUE(targets) << targets.error().what;
    return std::move(*targets);
  }
  fs::path folder_;
  std::vector<NotScanned> left_;
};

TEST_F(PathTargetsTest, NamesAreThoseThatWereGivenWithWhatIsBelow) {
  fs::create_directories(folder_ / "b/c");
  std::ofstream{folder_ / "b/c/deep"} << "1";
  std::ofstream{folder_ / "a"} << "22";
  const PathTargets targets = below({folder_.native() + "//", (folder_ / "a").native()});
  ASSERT_EQ(targets.count(), 3u);
  EXPECT_EQ(targets.at(0).path, (folder_ / "a").native());
  EXPECT_EQ(targets.at(1).path, (folder_ / "b/c/deep").native());
  EXPECT_EQ(targets.at(2).path, (folder_ / "a").native());
  EXPECT_EQ(targets.size(2), 2u);
}

// They were passed over with "file name too long": a place to hide in.
TEST_F(PathTargetsTest, FilesDeeperThanAPathOfTheKernelIsLongAreOpened) {
  std::vector<int> levels{::open(folder_.c_str(), O_PATH)};
  const std::string name(200, 'd');
  for (int depth = 0; depth < 60; ++depth) {
    ASSERT_EQ(::mkdirat(levels.back(), name.c_str(), 0700), 0);
    levels.push_back(::openat(levels.back(), name.c_str(), O_PATH));
  }
  const int file = ::openat(levels.back(), "hidden", O_CREAT | O_WRONLY, 0600);
  ASSERT_EQ(::write(file, "needle", 6), 6);
  ::close(file);
  const PathTargets targets = below({folder_.native()});
  ASSERT_EQ(targets.count(), 1u);
  EXPECT_TRUE(left_.empty());
  EXPECT_EQ(targets.at(0).path.size(), folder_.native().size() + std::size_t{60} * 201 + 7);
  const auto opened = targets.open(0);
  ASSERT_TRUE(opened) << opened.error().what;
  char bytes[8] = {};
  EXPECT_EQ(::read(opened->get(), bytes, sizeof bytes), 6);
  ::unlinkat(levels.back(), "hidden", 0);
  for (; levels.size() > 1; levels.pop_back()) {
    ::close(levels.back());
    ::unlinkat(levels[levels.size() - 2], name.c_str(), AT_REMOVEDIR);
  }
  ::close(levels.front());
}

TEST_F(PathTargetsTest, WhatIsNoFileIsNamedAndNotOpened) {
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  fs::create_symlink("/etc/passwd", folder_ / "link");
  const PathTargets targets = below({folder_.native()});
  EXPECT_EQ(targets.count(), 0u);
  ASSERT_EQ(left_.size(), 2u);
  EXPECT_EQ(left_[0].reason, "not a regular file");
}

}  // namespace
}  // namespace firsthour::triage
