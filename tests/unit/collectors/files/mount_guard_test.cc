// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/mount_guard.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kMounts =
    "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
    "2 1 0:5 / /proc rw - proc proc rw\n"
    "3 1 0:40 / /srv/share rw - nfs4 server:/x rw\n"
    "4 1 0:41 / /home/x/My\\040Files rw - fuse.sshfs x rw\n"
    "5 1 0:42 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw\n"
    "6 1 8:2 / /data rw - xfs /dev/sda2 rw\n"
    "7 1 0:43 / /mnt rw - nfs4 server:/y rw\n"
    "8 7 8:3 / /mnt rw - ext4 /dev/sda3 rw\n";

TEST(MountGuard, KnowsWhatCouldHang) {
  const MountGuard guard{parse_mounts(kMounts), "/"};
  ASSERT_NE(guard.at("/srv/share"), nullptr);
  EXPECT_EQ(guard.at("/srv/share")->kind, MountGuard::Kind::remote);
  ASSERT_NE(guard.at("/home/x/My Files"), nullptr);
  EXPECT_EQ(guard.at("/home/x/My Files")->kind, MountGuard::Kind::remote);
}

TEST(MountGuard, TellsPseudoAndMergedViewsFromDisks) {
  const MountGuard guard{parse_mounts(kMounts), "/"};
  ASSERT_NE(guard.at("/proc"), nullptr);
  EXPECT_EQ(guard.at("/proc")->kind, MountGuard::Kind::pseudo);
  ASSERT_NE(guard.at("/var/lib/docker/overlay2/abc/merged"), nullptr);
  EXPECT_EQ(guard.at("/var/lib/docker/overlay2/abc/merged")->kind, MountGuard::Kind::copy);
  EXPECT_EQ(guard.at("/data"), nullptr);
  EXPECT_EQ(guard.at("/"), nullptr);
}

TEST(MountGuard, TheTopmostMountOfAPointCounts) {
  EXPECT_EQ(MountGuard(parse_mounts(kMounts), "/").at("/mnt"), nullptr);
}

TEST(MountGuard, SeesPathsAsTheExaminedRootHasThem) {
  const MountGuard guard{parse_mounts("1 0 8:1 / /image rw - ext4 a rw\n2 1 0:5 / /image/srv rw - cifs b rw\n"
                                      "3 1 0:6 / /imageother rw - nfs c rw\n"),
                         "/image/"};
  EXPECT_NE(guard.at("/srv"), nullptr);
  EXPECT_EQ(guard.at("/"), nullptr);
  EXPECT_EQ(guard.at("other"), nullptr);
}

}  // namespace
}  // namespace firsthour::collectors
