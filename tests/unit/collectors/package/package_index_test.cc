// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/package_index.h"

#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

class Packages : public ::testing::Test {
 protected:
  void dpkg(const std::string& list, const std::string& paths) {
    root_.file("/var/lib/dpkg/status", "");
    root_.file("/var/lib/dpkg/info/" + list, paths);
  }
  PackageAnswer owner(std::string_view path) {
    if (!host_) host_ = root_.host();
    return PackageIndex{*host_}.owner_of(path);
  }
  tests::MadeRoot root_;
  std::unique_ptr<Host> host_;
};

TEST_F(Packages, NamesTheOwner) {
  dpkg("libc6:amd64.list", "/.\n/lib\n/lib/x/libc.so.6\n");
  dpkg("coreutils.list", "/.\n/bin/ls");
  EXPECT_EQ(owner("/lib/x/libc.so.6").package, "libc6");
  EXPECT_EQ(owner("/bin/ls").package, "coreutils");
  EXPECT_EQ(owner("/bin/ls").state, PackageState::owned);
  EXPECT_EQ(owner("/bin/lsx").state, PackageState::unowned);
  EXPECT_EQ(owner("").state, PackageState::unowned);
}

TEST_F(Packages, KnowsMergedUsr) {
  dpkg("coreutils.list", "/bin/ls\n");
  root_.file("/usr/bin/ls", "");
  root_.link("/bin", "usr/bin");
  EXPECT_EQ(owner("/usr/bin/ls").package, "coreutils");
  EXPECT_EQ(owner("/bin/ls").package, "coreutils");
}

TEST_F(Packages, WithoutMergedUsrTheTwoAreDifferentFiles) {
  dpkg("coreutils.list", "/bin/ls\n");
  root_.folder("/bin");
  EXPECT_EQ(owner("/usr/bin/ls").state, PackageState::unowned);
}

TEST_F(Packages, FollowsDiversions) {
  dpkg("dash.list", "/bin/sh\n");
  dpkg("other.list", "/bin/sh\n");
  root_.file("/var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\nother\n");
  EXPECT_EQ(owner("/bin/sh.distrib").package, "dash");
  EXPECT_EQ(owner("/bin/sh").package, "other");
}

TEST_F(Packages, ADatabaseThatCannotBeReadMakesUnknownNeverUnowned) {
  EXPECT_EQ(owner("/bin/ls").state, PackageState::unknown);
  root_.file("/var/lib/rpm/rpmdb.sqlite", "SQLite");
  EXPECT_EQ(owner("/bin/ls").state, PackageState::unknown);
}

TEST_F(Packages, AHostWithBothDatabasesIsUnknownWhereTheReadableOneSaysNothing) {
  dpkg("coreutils.list", "/bin/ls\n");
  root_.file("/var/lib/rpm/rpmdb.sqlite", "SQLite");
  EXPECT_EQ(owner("/bin/ls").state, PackageState::owned);
  EXPECT_EQ(owner("/opt/x").state, PackageState::unknown);
}

TEST_F(Packages, AHostOfApkAnswersToo) {
  root_.file("/lib/apk/db/installed", "P:busybox\nV:1\nF:bin\nR:busybox\n\n");
  EXPECT_EQ(owner("/bin/busybox").package, "busybox");
  EXPECT_EQ(owner("/bin/other").state, PackageState::unowned);
}

}  // namespace
}  // namespace firsthour::collectors
