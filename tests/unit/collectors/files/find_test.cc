// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/find.h"

#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Finding : public ::testing::Test {
 protected:
  std::vector<std::string> found(std::string_view pattern, const std::string& base = "/",
                                 std::string_view mounts = "") {
    std::vector<std::string> paths;
    problems_.clear();
    const MountGuard guard{parse_mounts(mounts), "/"};
    const auto host = root_.host();
    Finder finder{*host,
                  guard,
                  {[&](const Found& each) { paths.push_back(each.path); },
                   [&](const std::string& path, Outcome, const std::string& reason) {
                     problems_.push_back(path + ": " + reason);
                   },
                   [] { return false; }}};
    finder.expand(pattern, base);
    return paths;
  }
  tests::MadeRoot root_;
  std::vector<std::string> problems_;
};

TEST_F(Finding, MatchesNamesByGlobAndDotsToo) {
  root_.file("/etc/cron.d/a", "");
  root_.file("/etc/cron.d/.hidden", "");
  root_.file("/etc/cron.daily/b", "");
  EXPECT_THAT(found("/etc/cron.d/*"), UnorderedElementsAre("/etc/cron.d/a", "/etc/cron.d/.hidden"));
  EXPECT_THAT(found("/etc/cron.*/[ab]"), UnorderedElementsAre("/etc/cron.d/a", "/etc/cron.daily/b"));
  EXPECT_THAT(found("/etc/none/*"), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty()) << "what does not exist is no problem";
}

TEST_F(Finding, GoesAsDeepAsThePatternSays) {
  root_.file("/a/1", "");
  root_.file("/a/b/2", "");
  root_.file("/a/b/c/3", "");
  EXPECT_THAT(found("/a/**2"), UnorderedElementsAre("/a/1", "/a/b", "/a/b/2", "/a/b/c"));
  EXPECT_THAT(found("/a/**2/3"), ElementsAre("/a/b/c/3"));
  EXPECT_THAT(found("/a/**1/3"), IsEmpty());
  EXPECT_THAT(found("/a/**/1"), ElementsAre("/a/1")) << "no level in between is allowed, too";
}

TEST_F(Finding, FollowsLinksOnTheWayButNotInAWalk) {
  root_.file("/real/html/page", "");
  root_.link("/var/www", "/real");
  root_.link("/real/loop", ".");
  EXPECT_THAT(found("/var/www/html/*"), ElementsAre("/real/html/page"));
  EXPECT_THAT(found("/real/**9"), UnorderedElementsAre("/real/html", "/real/html/page", "/real/loop"));
}

TEST_F(Finding, LinksThatGoRoundOrNowhereEnd) {
  root_.link("/a", "b");
  root_.link("/b", "a");
  root_.link("/c", "../../../../gone");
  EXPECT_THAT(found("/a/*"), IsEmpty());
  EXPECT_THAT(found("/c/*"), IsEmpty());
}

TEST_F(Finding, ALinkNeverLeadsOutOfTheRoot) {
  root_.link("/up", "../../../../../../../../etc");
  root_.file("/etc/inside", "");
  EXPECT_THAT(found("/up/*"), ElementsAre("/etc/inside"));
}

TEST_F(Finding, NeverTouchesAMountThatCouldHang) {
  root_.file("/srv/share/x", "");
  root_.link("/home/u/share", "/srv/share");
  constexpr std::string_view kMounts = "1 0 0:9 / /srv/share rw - nfs4 gone:/x rw\n";
  EXPECT_THAT(found("/srv/**5", "/", kMounts), IsEmpty());
  EXPECT_THAT(problems_, ElementsAre("/srv/share: file system nfs4 is not local and could hang"));
  EXPECT_THAT(found("/home/u/share/*", "/", kMounts), IsEmpty()) << "not through a link either";
}

TEST_F(Finding, ReadsPseudoFilesByNameAndNeverByWalk) {
  root_.file("/proc/version", "");
  constexpr std::string_view kMounts = "1 0 0:9 / /proc rw - proc proc rw\n";
  EXPECT_THAT(found("/proc/version", "/", kMounts), ElementsAre("/proc/version"));
  EXPECT_THAT(found("/**9", "/", kMounts), IsEmpty());
}

TEST_F(Finding, TheNameOfAHomeIsNoPattern) {
  root_.file("/home/a*/.bashrc", "");
  root_.file("/home/ab/.bashrc", "");
  EXPECT_THAT(found("/.bashrc", "/home/a*"), ElementsAre("/home/a*/.bashrc"));
}

TEST(PathMatches, FollowsTheSameRules) {
  EXPECT_TRUE(path_matches("/etc/**3", "/etc/a/b"));
  EXPECT_FALSE(path_matches("/etc/**1", "/etc/a/b"));
  EXPECT_TRUE(path_matches("/dev/shm/**20", "/dev/shm/x"));
  EXPECT_FALSE(path_matches("/dev/shm/**20", "/dev/shm"));
  EXPECT_TRUE(path_matches("/a/**/b", "/a/b"));
}

}  // namespace
}  // namespace firsthour::collectors
