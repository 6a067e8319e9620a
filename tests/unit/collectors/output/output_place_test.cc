// SPDX-License-Identifier: Apache-2.0
#include "collectors/output_place.h"

#include "tests/support/made_root.h"

#include <gtest/gtest.h>
#include <sys/sysmacros.h>

namespace firsthour::collectors {
namespace {

// A made /sys with a fixed disk, a stick with a partition, an SD card and LUKS on either.
class Sysfs : public ::testing::Test {
 protected:
  Sysfs() {
    disk("8:0", "/devices/pci/ata1/block/sda", "0");
    partition("8:1", "/devices/pci/ata1/block/sda/sda1");
    disk("8:16", "/devices/pci/usb2/block/sdb", "0");
    partition("8:17", "/devices/pci/usb2/block/sdb/sdb1");
    disk("179:0", "/devices/mmc0/block/mmcblk0", "0");
    root_.file("/devices/mmc0/block/mmcblk0/device/type", "SD\n");
    disk("253:0", "/devices/virtual/block/dm-0", "0");
    root_.link("/devices/virtual/block/dm-0/slaves/sdb1", root_.at("/devices/pci/usb2/block/sdb/sdb1"));
    disk("253:1", "/devices/virtual/block/dm-1", "0");
    root_.link("/devices/virtual/block/dm-1/slaves/sdb1", root_.at("/devices/pci/usb2/block/sdb/sdb1"));
    root_.link("/devices/virtual/block/dm-1/slaves/sda1", root_.at("/devices/pci/ata1/block/sda/sda1"));
  }
  void disk(const std::string& number, const std::string& folder, const std::string& removable) {
    root_.file(folder + "/removable", removable + "\n");
    root_.link("/dev/block/" + number, root_.at(folder));
  }
  void partition(const std::string& number, const std::string& folder) {
    root_.file(folder + "/partition", "1\n");
    root_.link("/dev/block/" + number, root_.at(folder));
  }
  bool removable(unsigned major, unsigned minor) { return is_removable(makedev(major, minor), root_.path()); }
  tests::MadeRoot root_;
};

TEST_F(Sysfs, AStickIsRemovableAndSoIsItsPartition) {
  EXPECT_TRUE(removable(8, 16));
  EXPECT_TRUE(removable(8, 17));
  EXPECT_TRUE(removable(179, 0));
}

TEST_F(Sysfs, ADiskOfTheHostIsNot) {
  EXPECT_FALSE(removable(8, 0));
  EXPECT_FALSE(removable(8, 1));
}

TEST_F(Sysfs, WhatIsMadeOfDevicesIsRemovableWhenAllAre) {
  EXPECT_TRUE(removable(253, 0));
  EXPECT_FALSE(removable(253, 1));
}

TEST_F(Sysfs, WhatCannotBeToldIsADisk) { EXPECT_FALSE(removable(99, 99)); }

TEST(OutputPlace, MemoryOfTheHostIsNamedAsSuch) {
  const auto place = place_of("/dev/shm");
  if (!place) GTEST_SKIP() << "no /dev/shm here";
  if (place->type != "tmpfs") GTEST_SKIP() << "/dev/shm is not in memory here";
  EXPECT_EQ(place->kind, PlaceKind::memory);
}

TEST(OutputPlace, AMissingFolderIsAnError) { EXPECT_FALSE(place_of("/no/such/folder")); }

TEST(OutputPlace, WhatIsYetToBeMadeLiesWhereTheFolderAboveItDoes) {
  const auto above = place_of("/proc/self"), made = place_for("/proc/self/no/such.case");
  ASSERT_TRUE(above && made);
  EXPECT_EQ(made->type, above->type);
  EXPECT_EQ(place_for("no-such.case")->mount_point, place_of(".")->mount_point);
}

}  // namespace
}  // namespace firsthour::collectors
