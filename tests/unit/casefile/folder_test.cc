// SPDX-License-Identifier: Apache-2.0
#include "casefile/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = fs::temp_directory_path() / "firsthour-folder-XXXXXX";
    top_ = ::mkdtemp(made.data());
    fs::permissions(top_, fs::perms::all);
    for (const char* name : {"b/two", "b/one", "a/deep/three"}) {
      fs::create_directories((top_ / name).parent_path());
      std::ofstream{top_ / name} << name;
    }
    fs::create_directory_symlink("b", top_ / "c");
    fs::create_symlink("b/one", top_ / "d");
    ::mkfifo((top_ / "e").c_str(), 0600);
  }
  void TearDown() override { fs::remove_all(top_); }
  [[nodiscard]] std::string text_of(const Listing& listing) const {
    std::string text;
    for (const fs::path& path : listing.paths) text += path.lexically_relative(top_).string() + " ";
    return text;
  }
  fs::path top_;
};

TEST_F(Folder, EntriesAndFilesComeInTheOrderOfTheirNames) {
  EXPECT_EQ(text_of(entries_of(top_)), "a b c d e ");
  EXPECT_EQ(text_of(files_below(top_)), "a/deep/three b/one b/two d ");
}

TEST_F(Folder, WhatIsNotThereIsSaid) {
  const Listing missing = entries_of(top_ / "nothing");
  ASSERT_EQ(missing.failed.size(), 1U);
  EXPECT_EQ(missing.failed.front().error, std::errc::no_such_file_or_directory);
  EXPECT_EQ(files_below(top_ / "b/one").failed.front().error, std::errc::not_a_directory);
}

// `kit build --rules` ended with an exception that nobody caught.
TEST_F(Folder, AFolderThatMayNotBeListedCostsItselfOnly) {
  fs::permissions(top_ / "a/deep", fs::perms::none);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
    const Listing below = files_below(top_);
    const bool told = below.failed.size() == 1 && below.failed.front().folder == top_ / "a/deep" &&
                      below.failed.front().error == std::errc::permission_denied;
    ::_exit(told && text_of(below) == "b/one b/two d " ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  fs::permissions(top_ / "a/deep", fs::perms::all);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace firsthour
