// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/state_file.h"
#include "collectors/system/system.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using tests::HostRun;
using tests::MadeRoot;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(StateFile, IsReadWithItsQuotesUndone) {
  const auto state =
      parse_state_file("# made by systemd\nUID=0\nUSER='a b'\nDISPLAY=\"x\\\"y\"\nnothing\n=x\nUID=7\n");
  EXPECT_EQ(state.at("UID"), "7");
  EXPECT_EQ(state.at("USER"), "a b");
  EXPECT_EQ(state.at("DISPLAY"), "x\"y");
  EXPECT_THAT(state, SizeIs(3));
}

TEST(Sessions, NameWhoIsLoggedInFromWhere) {
  const MadeRoot root;
  root.file(
      "/run/systemd/sessions/12",
      "UID=1000\nUSER=ana\nACTIVE=1\nSTATE=active\nREMOTE=1\nTYPE=tty\nCLASS=user\nSCOPE=session-12.scope\n"
      "SERVICE=sshd\nREMOTE_HOST=192.0.2.7\nLEADER=812\nREALTIME=1700000000123456\n");
  root.file("/run/systemd/sessions/12.ref", "");
  HostRun run{root.path()};
  EXPECT_EQ(collect_sessions(run.context).outcome, Outcome::complete);
  const auto sessions = run.out.records("host.session");
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0]["session.id"], "12");
  EXPECT_EQ(sessions[0]["user.name"], "ana");
  EXPECT_EQ(sessions[0]["source.address"], "192.0.2.7");
  EXPECT_EQ(sessions[0]["process.pid"], 812);
  EXPECT_TRUE(sessions[0]["session.remote"]);
  EXPECT_EQ(sessions[0]["session.started"], "2023-11-14T22:13:20.123456000Z");
}

TEST(Units, AreToldByTheirStartsGroupsAndStamps) {
  const MadeRoot root;
  root.link("/run/systemd/units/invocation:ssh.service", "0123456789abcdef0123456789abcdef");
  root.file("/run/systemd/transient/run-1.service", "");
  root.file("/var/lib/systemd/timers/stamp-apt-daily.timer", "");
  root.file("/proc/7/stat",
            "7 (sshd) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 100 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n");
  root.file("/proc/7/cgroup", "0::/system.slice/ssh.service\n");
  HostRun run{root.path()};
  EXPECT_EQ(collect_units(run.context).outcome, Outcome::complete);
  const auto ssh = run.out.records_with("host.unit", "unit.name", "ssh.service");
  ASSERT_THAT(ssh, SizeIs(1));
  EXPECT_EQ(ssh[0]["unit.invocation"], "0123456789abcdef0123456789abcdef");
  EXPECT_THAT(ssh[0]["process.pids"], ElementsAre(7));
  EXPECT_FALSE(ssh[0]["unit.transient"]);
  EXPECT_TRUE(run.out.records_with("host.unit", "unit.name", "run-1.service").at(0)["unit.transient"]);
  EXPECT_TRUE(
      run.out.records_with("host.unit", "unit.name", "apt-daily.timer").at(0).contains("unit.last_trigger"));
}

TEST(BlockDevices, AreToldWithWhatLiesOnThem) {
  const MadeRoot root;
  root.file("/sys/devices/pci0/block/sda/dev", "8:0\n");
  root.file("/sys/devices/pci0/block/sda/size", "2048\n");
  root.file("/sys/devices/pci0/block/sda/removable", "1\n");
  root.file("/sys/devices/pci0/block/sda/device/model", "Stick           \n");
  root.file("/sys/devices/pci0/block/sda/sda1/dev", "8:1\n");
  root.file("/sys/devices/pci0/block/sda/sda1/partition", "1\n");
  root.file("/sys/devices/pci0/block/sda/sda1/holders/dm-0", "");
  root.link("/sys/class/block/sda", "../../devices/pci0/block/sda");
  root.link("/sys/class/block/sda1", "../../devices/pci0/block/sda/sda1");
  root.file("/proc/self/mountinfo", "22 1 8:1 / /mnt rw - ext4 /dev/sda1 rw\n");
  root.file("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda1 partition 1 0 -2\n");
  HostRun run{root.path()};
  EXPECT_EQ(collect_block_devices(run.context).outcome, Outcome::complete);
  const auto disk = run.out.records_with("host.block_device", "block_device.name", "sda").at(0);
  EXPECT_EQ(disk["block_device.kind"], "disk");
  EXPECT_EQ(disk["block_device.size"], 1048576);
  EXPECT_TRUE(disk["block_device.removable"]);
  EXPECT_EQ(disk["block_device.model"], "Stick");
  const auto part = run.out.records_with("host.block_device", "block_device.name", "sda1").at(0);
  EXPECT_EQ(part["block_device.kind"], "partition");
  EXPECT_EQ(part["block_device.parent"], "sda");
  EXPECT_THAT(part["block_device.holders"], ElementsAre("dm-0"));
  EXPECT_THAT(part["block_device.mount_points"], ElementsAre("/mnt"));
  EXPECT_TRUE(part["block_device.swap"]);
}

TEST(Devices, AreListedByBus) {
  const MadeRoot root;
  root.file("/sys/bus/usb/devices/1-1/idVendor", "05ac\n");
  root.file("/sys/bus/usb/devices/1-1/idProduct", "024f\n");
  root.file("/sys/bus/usb/devices/1-1/product", "Keyboard\n");
  root.link("/sys/bus/usb/devices/1-1/driver", "../../../../bus/usb/drivers/usb");
  HostRun run{root.path()};
  EXPECT_EQ(collect_devices(run.context).outcome, Outcome::complete);
  const auto devices = run.out.records("host.device");
  ASSERT_THAT(devices, SizeIs(1));
  EXPECT_EQ(devices[0]["device.bus"], "usb");
  EXPECT_EQ(devices[0]["device.vendor_id"], "05ac");
  EXPECT_EQ(devices[0]["device.product"], "Keyboard");
  EXPECT_EQ(devices[0]["device.driver"], "usb");
}

TEST(FileSystems, OfThisMachineAreAskedOnce) {
  HostRun run;
  const auto outcome = collect_file_systems(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto root = run.out.records_with("host.file_system", "file_system.point", "/");
  if (root.empty()) GTEST_SKIP() << "the root here is no local file system of its own";
  EXPECT_GT(root[0]["file_system.size"].get<std::uint64_t>(),
            root[0]["file_system.free"].get<std::uint64_t>());
}

TEST(SystemState, OfAnEmptyImageIsNoFailure) {
  const MadeRoot root;
  HostRun run{root.path()};
  EXPECT_EQ(collect_block_devices(run.context).outcome, Outcome::skipped);
  EXPECT_EQ(collect_devices(run.context).outcome, Outcome::skipped);
  EXPECT_EQ(collect_file_systems(run.context).outcome, Outcome::skipped);
  EXPECT_EQ(collect_sessions(run.context).outcome, Outcome::complete);
  EXPECT_THAT(collect_units(run.context).reason, HasSubstr("no state of systemd"));
}

}  // namespace
}  // namespace firsthour::collectors
