// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/anonymous_inode.h"

#include "collectors/kernel/kernel.h"
#include "collectors/kernel/key_list.h"
#include "collectors/process/process.h"
#include "collectors/system/ipc_table.h"
#include "collectors/system/system.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <string>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;

TEST(AnonymousInode, SaysWhatIsWatched) {
  const auto inode = parse_anonymous_inode("anon_inode:inotify",
                                           "pos:\t0\nflags:\t00\nmnt_id:\t17\nino:\t17\n"
                                           "inotify wd:1 ino:13 sdev:fe00001 mask:3c0 ignored_mask:0 "
                                           "fhandle-bytes:8 fhandle-type:1 f_handle:1300000000000000\n");
  EXPECT_EQ(inode.type, "inotify");
  ASSERT_EQ(inode.watched.size(), 1u);
  EXPECT_EQ(inode.watched[0].inode, 0x13u);
  EXPECT_EQ(inode.watched[0].device, ::gnu_dev_makedev(0xfe, 1));
  EXPECT_EQ(describe(inode.watched[0]),
            "inode=19 device=" + std::to_string(::gnu_dev_makedev(0xfe, 1)) + " mask=0x3c0");
}

TEST(AnonymousInode, AMarkOfAMountHasNoInode) {
  const auto inode = parse_anonymous_inode("anon_inode:[fanotify]",
                                           "fanotify flags:0 event-flags:8000\n"
                                           "fanotify mnt_id:1b mflags:0 mask:20 ignored_mask:0\n");
  EXPECT_EQ(inode.type, "fanotify");
  EXPECT_EQ(inode.watched_count, 1u) << "its own flags are no mark";
  EXPECT_EQ(describe(inode.watched[0]), "mount=27 mask=0x20");
}

TEST(AnonymousInode, RingsNameTheirFiles) {
  const auto ring =
      parse_anonymous_inode("anon_inode:[io_uring]",
                            "SqThread:\t-1\nUserFiles:\t2\n    0: /etc/passwd\n    1: socket:[9]\n"
                            "UserBufs:\t1\n    0: 0x7f00/4096\nPollList:\n");
  EXPECT_EQ(ring.ring_files, 2u);
  EXPECT_EQ(ring.ring_buffers, 1u);
  EXPECT_THAT(ring.ring_paths, ElementsAre("/etc/passwd", "socket:[9]"));
  EXPECT_FALSE(ring.ring_thread) << "-1 says: none";
}

TEST(AnonymousInode, OthersSayWhomTheyMean) {
  EXPECT_THAT(
      parse_anonymous_inode("anon_inode:[eventpoll]", "tfd:        4 events:       19 data: 4\n").polled,
      ElementsAre(4));
  EXPECT_EQ(parse_anonymous_inode("anon_inode:[pidfd]", "Pid:\t812\nNSpid:\t812\n").process, 812u);
  EXPECT_FALSE(parse_anonymous_inode("anon_inode:[pidfd]", "Pid:\t-1\n").process) << "it has gone";
  EXPECT_EQ(parse_anonymous_inode("anon_inode:[signalfd]", "sigmask:\t0000000000000200\n").signals,
            "0000000000000200");
  EXPECT_EQ(parse_anonymous_inode("anon_inode:seccomp notify", "").type, "seccomp notify");
}

TEST(AnonymousInode, OurOwnAreInTheRecords) {
  const int watch = ::inotify_init1(IN_CLOEXEC), poll = ::epoll_create1(EPOLL_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(watch, "/etc", IN_MODIFY), 0);
  epoll_event event{};
  ASSERT_EQ(::epoll_ctl(poll, EPOLL_CTL_ADD, watch, &event), 0);
  struct stat etc {};
  ASSERT_EQ(::stat("/etc", &etc), 0);

  tests::HostRun run;
  run.context.packages = nullptr;
  ASSERT_NE(collect_open_files(run.context).outcome, Outcome::failed);
  bool watched = false, polled = false;
  for (const auto& record : run.out.records("host.open_file")) {
    if (record["process.pid"] != ::getpid()) continue;
    if (record["file.descriptor"] == watch) {
      watched = record["watch.count"] == 1;
      EXPECT_EQ(record["anon_inode.type"], "inotify");
    }
    if (record["file.descriptor"] == poll) polled = record["eventpoll.descriptors"] == Json::array({watch});
  }
  EXPECT_TRUE(watched);
  EXPECT_TRUE(polled);
  ::close(watch);
  ::close(poll);
}

TEST(Keys, ALineIsAKey) {
  const auto keys = parse_keys(
      "066a5fdd I--Q---     1 perm 0c030000     0 65534 keyring   .user_reg: 2\n"
      "3e521b56 I------     1   3d 1f0b0000  1000    -1 user      my secret: 12\nbroken\n");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].serial, 0x66a5fddu);
  EXPECT_EQ(keys[1].type, "user");
  EXPECT_EQ(keys[1].description, "my secret: 12");
  EXPECT_EQ(keys[1].group, -1);
  EXPECT_EQ(keys[1].timeout, "3d");
}

TEST(IpcTable, ColumnsGoByTheirNames) {
  const auto objects = parse_ipc_table(
      "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      "
      "atime      "
      "dtime      ctime                   rss                  swap\n"
      "1094795585         12   600               4096   812   813      1  1000     0     0     0          0  "
      "       "
      " 0 1700000000                  0                     0\n");
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_EQ(objects[0].key, 1094795585);
  EXPECT_EQ(objects[0].creator, 812u);
  EXPECT_EQ(objects[0].mode, 0600u);
  EXPECT_EQ(objects[0].user, 1000u);
  EXPECT_EQ(objects[0].changed, 1700000000u);
}

TEST(SharedMemory, ARecordSaysWhoMadeIt) {
  const tests::MadeRoot root;
  root.file("/proc/sysvipc/shm", "key shmid perms size cpid lpid nattch uid\n0 12 1600 4096 812 0 1 33\n");
  root.file("/proc/keys", "066a5fdd I--Q---     1 perm 0c030000     0 65534 logon   vault: 32\n");
  tests::HostRun run{root.path()};
  EXPECT_EQ(collect_shared_memory(run.context).records, 1u);
  const Json record = run.out.records("host.shared_memory").at(0);
  EXPECT_EQ(record["ipc.kind"], "shm");
  EXPECT_EQ(record["ipc.creator_pid"], 812);
  EXPECT_FALSE(record.contains("ipc.last_pid")) << "0 says: nobody yet";
  EXPECT_EQ(record["user.id"], "33");
  EXPECT_EQ(collect_keys(run.context).records, 1u);
  EXPECT_EQ(run.out.records("host.key").at(0)["kernel_key.type"], "logon");
}

}  // namespace
}  // namespace firsthour::collectors
