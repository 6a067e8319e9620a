// SPDX-License-Identifier: Apache-2.0
// Where a case may lie, told from the kernel's own texts.
#include "cli/medium.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
using Kind = Medium::Kind;

constexpr const char* kMounts =
    "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
    "30 22 8:17 / /media/stick rw,nosuid shared:5 - vfat /dev/sdb1 rw\n"
    "31 22 0:25 / /dev/shm rw - tmpfs tmpfs rw\n"
    "32 22 0:40 / /srv rw - nfs4 server:/x rw\n"
    "33 22 0:41 /sub /data rw - btrfs /dev/sda2 rw\n"
    "34 22 0:50 / /merged rw - overlay overlay rw,lowerdir=/a\n"
    "35 22 253:0 / /crypt rw - ext4 /dev/mapper/crypt rw\n"
    "36 22 8:33 / /usb rw - ext4 /dev/sdc1 rw\n";

class MediumTest : public testing::Test {
 protected:
  void SetUp() override {
    disk("pci0000/ata1/block/sda", "sda1", "8:1", "0");
    disk("pci0000/ata1/block/sda", "sda2", "8:2", "0");
    disk("pci0000/ata2/block/sdb", "sdb1", "8:17", "1");
    disk("pci0000/usb1/block/sdc", "sdc1", "8:33", "0");
    fs::create_directories(sys_ / "devices/virtual/block/dm-0/slaves");
    fs::create_directory_symlink(sys_ / "devices/pci0000/ata2/block/sdb/sdb1",
                                 sys_ / "devices/virtual/block/dm-0/slaves/sdb1");
    fs::create_directory_symlink(sys_ / "devices/virtual/block/dm-0", sys_ / "dev/block/253:0");
  }
  void TearDown() override { fs::remove_all(sys_); }

  void disk(const std::string& device, const std::string& partition, const std::string& number,
            const std::string& removable) {
    const fs::path path = sys_ / "devices" / device;
    fs::create_directories(path / partition);
    std::ofstream{path / "removable"} << removable << "\n";
    fs::create_directories(sys_ / "dev/block");
    fs::create_directories(sys_ / "class/block");
    fs::create_directory_symlink(path / partition, sys_ / "dev/block" / number);
    fs::create_directory_symlink(path / partition, sys_ / "class/block" / partition);
  }
  Medium at(unsigned major, unsigned minor) { return medium_from(kMounts, major, minor, sys_.string()); }

  fs::path sys_ = fs::temp_directory_path() / ("firsthour-medium-" + std::to_string(getpid()));
};

TEST_F(MediumTest, ADiskOfTheHostIsOne) {
  EXPECT_EQ(at(8, 1).kind, Kind::local_disk);
  EXPECT_EQ(at(8, 1).device, "sda1");
  EXPECT_EQ(at(8, 1).file_system, "ext4");
}

TEST_F(MediumTest, AStickIsRemovableByItsDisk) { EXPECT_EQ(at(8, 17).kind, Kind::removable); }

TEST_F(MediumTest, AUsbDiskIsRemovableThoughItSaysNot) { EXPECT_EQ(at(8, 33).kind, Kind::removable); }

TEST_F(MediumTest, AnEncryptedStickIsAsRemovableAsWhatItLiesOn) {
  EXPECT_EQ(at(253, 0).kind, Kind::removable);
}

TEST_F(MediumTest, MemoryAndNetworkAreNoDisks) {
  EXPECT_EQ(at(0, 25).kind, Kind::memory);
  EXPECT_EQ(at(0, 40).kind, Kind::network);
}

TEST_F(MediumTest, AVolumeWithoutANumberOfItsOwnIsFoundByItsSource) {
  EXPECT_EQ(at(0, 41).kind, Kind::local_disk);
  EXPECT_EQ(at(0, 41).device, "sda2");
}

TEST_F(MediumTest, WhatCannotBeToldCountsAsADiskOfTheHost) {
  EXPECT_EQ(at(0, 50).kind, Kind::local_disk);
  EXPECT_EQ(at(9, 9).kind, Kind::local_disk);
}

}  // namespace
}  // namespace firsthour::cli
