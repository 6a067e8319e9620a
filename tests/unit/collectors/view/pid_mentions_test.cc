// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/pid_mentions.h"

#include "collectors/view/pid_calls.h"
#include "collectors/view/pid_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PidMentions, MembersAndChildrenAreNumbers) {
  EXPECT_THAT(parse_pid_list("1\n812\n0\n900\n"), ElementsAre(1, 812, 900));
  EXPECT_THAT(parse_pid_list("31 32 33 "), ElementsAre(31, 32, 33));
  EXPECT_THAT(parse_pid_list("x -1 99999999999"), IsEmpty());
}

TEST(PidMentions, LocksNameTheirHolders) {
  EXPECT_THAT(parse_lock_holders("1: POSIX  ADVISORY  WRITE 812 08:01:1234 0 EOF\n"
                                 "1: -> POSIX  ADVISORY  WRITE 813 08:01:1234 0 EOF\n"
                                 "2: OFDLCK ADVISORY  READ  -1 00:1a:9 0 EOF\n"
                                 "3: LEASE  ACTIVE    READ  77 08:01:55 0 EOF\n"
                                 "broken\n"),
              ElementsAre(812, 813, 77));
}

TEST(PidMentions, IpcColumnsAreFoundByTheirNames) {
  EXPECT_THAT(parse_ipc_users("       key      shmid perms       size  cpid  lpid nattch   uid\n"
                              "         0         12   600       4096   812   813      1     0\n"),
              ElementsAre(812, 813));
  EXPECT_THAT(parse_ipc_users("key msqid perms cbytes qnum lspid lrpid uid\n0 1 600 0 0 5 6 0\n"),
              ElementsAre(5, 6));
  EXPECT_THAT(parse_ipc_users(""), IsEmpty());
}

TEST(PidSet, HoldsWhatAKernelCanGiveOut) {
  PidSet pids;
  for (const Pid pid : {Pid{0}, Pid{1}, Pid{64}, kMostPids, kMostPids + 1}) pids.add(pid);
  EXPECT_EQ(pids.size(), 3u);
  EXPECT_TRUE(pids.has(64) && pids.has(kMostPids));
  EXPECT_FALSE(pids.has(0) || pids.has(65) || pids.has(kMostPids + 1));
  std::vector<Pid> all;
  pids.for_each([&](Pid pid) { all.push_back(pid); });
  EXPECT_THAT(all, ElementsAre(1, 64, kMostPids));
  EXPECT_EQ(pids.highest(), kMostPids);
}

TEST(PidCalls, AllAnswerForAProcessAndNoneForOneThatIsGone) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  const HeldProcess held{static_cast<Pid>(child)};
  for (const PidCall call : kPidCalls)
    EXPECT_TRUE(!works(call) || answers(call, static_cast<Pid>(child))) << name_of(call);
  EXPECT_TRUE(!works(PidCall::pidfd_open) || held.exists());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (const PidCall call : kPidCalls)
    EXPECT_FALSE(works(call) && answers(call, static_cast<Pid>(child))) << name_of(call);
  EXPECT_FALSE(held.exists());
}

TEST(PidCalls, AScanFindsUsAndStopsWhenTold) {
  const auto self = static_cast<Pid>(::getpid());
  PidSet found, none;
  EXPECT_TRUE(scan(PidCall::getpgid, self, self, found, [] { return false; }));
  EXPECT_TRUE(found.has(self));
  EXPECT_FALSE(scan(PidCall::getpgid, 1, kMostPids, none, [] { return true; }));
}

}  // namespace
}  // namespace firsthour::collectors
