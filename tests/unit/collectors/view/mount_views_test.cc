// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/process_table.h"
#include "collectors/view/mount_cover.h"
#include "collectors/view/view.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace firsthour::collectors {
namespace {

using ::testing::IsEmpty;

const std::string kOrdinary =
    "22 1 253:0 / / rw - ext4 /dev/vda rw\n"
    "24 22 0:22 / /proc rw - proc proc rw\n"
    "25 22 0:23 / /sys rw - sysfs sysfs rw\n"
    "26 24 0:30 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw\n"
    "27 26 0:31 / /proc/sys/fs/binfmt_misc rw - binfmt_misc binfmt_misc rw\n"
    "28 25 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
    "29 25 0:33 / /sys/kernel/debug rw - debugfs debugfs rw\n"
    "30 24 0:34 / /proc/fs/nfsd rw - nfsd nfsd rw\n"
    // As a container engine and lxcfs mask.
    "31 24 0:5 /null /proc/kcore rw - devtmpfs udev rw\n"
    "32 24 0:35 / /proc/acpi ro - tmpfs tmpfs ro\n"
    "33 24 0:22 /sys /proc/sys ro - proc proc rw\n"
    "34 24 0:36 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw\n"
    // unshare --mount-proc puts the new procfs on top of the old.
    "35 24 0:37 / /proc rw - proc proc rw\n";

std::vector<std::string> points(const std::string& mountinfo, bool whole) {
  const auto mounts = parse_mounts(mountinfo);
  std::vector<std::string> found;
  for (const auto& cover : mount_covers(mounts, whole)) found.push_back(cover.mount->point);
  return found;
}

TEST(MountCover, OrdinaryHostsAndContainersHaveNone) {
  EXPECT_THAT(points(kOrdinary, true), IsEmpty());
  EXPECT_THAT(points(kOrdinary, false), IsEmpty());
}

TEST(MountCover, AFolderOverAProcessIsOneInEveryNamespace) {
  const auto mounts = parse_mounts(kOrdinary + "40 24 253:0 /tmp/x /proc/812 rw - ext4 /dev/vda rw\n");
  const auto covers = mount_covers(mounts, false);
  ASSERT_EQ(covers.size(), 1u);
  EXPECT_EQ(covers[0].pid, 812u);
  EXPECT_EQ(covers[0].path, "/812");
  EXPECT_EQ(covers[0].below->id, 24u);
}

TEST(MountCover, AnotherProcessBoundOverOneIsOneToo) {
  EXPECT_EQ(points(kOrdinary + "40 24 0:22 /1 /proc/812/ rw - proc proc rw\n", false).size(), 1u);
}

TEST(MountCover, ProcessesOfAProcfsMountedElsewhereCount) {
  EXPECT_EQ(points(kOrdinary + "40 22 0:22 / /srv/root/proc rw - proc proc rw\n"
                               "41 40 253:0 /tmp/x /srv/root/proc/7/maps rw - ext4 /dev/vda rw\n",
                   false)
                .size(),
            1u);
}

TEST(MountCover, WhatTellsOfTheKernelCountsInTheFirstNamespaceOnly) {
  const std::string modules = kOrdinary + "40 24 253:0 /tmp/x /proc/modules rw - ext4 /dev/vda rw\n";
  EXPECT_EQ(points(modules, true).size(), 1u);
  EXPECT_THAT(points(modules, false), IsEmpty());
  EXPECT_EQ(points(kOrdinary + "40 24 0:40 / /proc rw - fuse.copy copy rw\n", true).size(), 1u);
}

TEST(MountViews, ACoverIsARecordWithBothViews) {
  const tests::MadeRoot root;
  root.file("/proc/1/stat", "1 (init) S 0 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0 0\n");
  root.file("/proc/1/mountinfo", kOrdinary + "40 24 253:0 /tmp/x /proc/812 rw - ext4 /dev/vda rw\n");
  const auto host = root.host();
  tests::MemoryCollection out;
  ProcessTable table;
  Wishes wishes;
  wishes.recheck = std::chrono::milliseconds{0};
  Context context{.host = *host, .out = out, .processes = &table, .deadline = {}, .wishes = &wishes};
  EXPECT_EQ(collect_mount_views(context).outcome, Outcome::complete);
  const auto views = out.records("host.cross_view");
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0]["cross_view.subject"], "mount");
  EXPECT_EQ(views[0]["cross_view.name"], "/proc/812");
  EXPECT_EQ(views[0]["process.pid"], 812);
  const auto checks = out.records("host.cross_check");
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0]["cross_check.compared"], 14);
  EXPECT_EQ(checks[0]["cross_check.differences"], 1);
}

}  // namespace
}  // namespace firsthour::collectors
