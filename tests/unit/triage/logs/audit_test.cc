// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"

#include <gmock/gmock.h>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

constexpr const char* kExecve =
    "type=SYSCALL msg=audit(1700000000.123:456): arch=c000003e syscall=59 success=yes exit=0 a0=55d1 a1=55d2 "
    "ppid=1 "
    "pid=812 auid=1000 uid=0 comm=\"sh\" exe=\"/usr/bin/dash\" key=\"exec\"\x1D"
    "ARCH=x86_64 SYSCALL=execve AUID=\"bob\" "
    "UID=\"root\"\n"
    "type=EXECVE msg=audit(1700000000.123:456): argc=3 a0=\"sh\" a1=\"-c\" a2=6375726C20687474703A2F2F78\n"
    "type=CWD msg=audit(1700000000.123:456): cwd=\"/tmp\"\n"
    "type=PATH msg=audit(1700000000.123:456): item=0 name=2F746D702F6120622E7368 inode=1 nametype=NORMAL\n"
    "type=PROCTITLE msg=audit(1700000000.123:456): proctitle=7368002D63\n";

TEST(AuditLog, EachRecordCarriesWhatItsEventSays) {
  const ReadAll read = read_all_of(kExecve, "audit.log");
  ASSERT_EQ(read.summary.kind, LogKind::audit);
  ASSERT_THAT(read.entries, SizeIs(5));
  const ReadEntry& execve = read.entries[1];
  EXPECT_EQ(execve["type"], "EXECVE");
  EXPECT_EQ(execve["a0"], "sh");  // its own, not the system call's address
  EXPECT_EQ(execve["a2"], "curl http://x");
  EXPECT_EQ(execve["exe"], "/usr/bin/dash");
  EXPECT_EQ(execve["key"], "exec");
  EXPECT_EQ(execve["cwd"], "/tmp");
  EXPECT_EQ(execve.time, "2023-11-14T22:13:20.123000000Z");
  EXPECT_EQ(read.entries[0]["a0"], "55d1");
  EXPECT_EQ(read.entries[0]["SYSCALL"], "execve");
  EXPECT_EQ(read.entries[3]["name"], "/tmp/a b.sh");
  EXPECT_EQ(read.entries[4]["proctitle"], "sh -c");
}

TEST(AuditLog, ProgramsThatWereStartedAreProcessCreations) {
  const ReadAll read = read_all_of(kExecve, "audit.log");
  const ReadEntry& process = read.derived.at(0);
  EXPECT_EQ(process.category, "process_creation");
  EXPECT_EQ(process["Image"], "/usr/bin/dash");
  EXPECT_EQ(process["CommandLine"], "sh -c curl http://x");
  EXPECT_EQ(process["CurrentDirectory"], "/tmp");
  EXPECT_EQ(process["ProcessId"], "812");
  EXPECT_EQ(process["User"], "root");
  EXPECT_EQ(process.offset, 0u);
}

TEST(AuditLog, RecordsOfDifferentEventsMayStandAmongEachOther) {
  const ReadAll read = read_all_of(
      "type=SYSCALL msg=audit(1.000:1): exe=\"/a\" pid=1\ntype=SYSCALL msg=audit(1.000:2): exe=\"/b\" pid=2\n"
      "type=CWD msg=audit(1.000:1): cwd=\"/1\"\ntype=CWD msg=audit(1.000:2): cwd=\"/2\"\n",
      "audit.log");
  ASSERT_THAT(read.entries, SizeIs(4));
  for (const ReadEntry& entry : read.entries) EXPECT_EQ(entry["exe"] == "/a", entry["cwd"] == "/1");
}

TEST(AuditLog, MessagesOfUserSpaceAreReadInside) {
  const ReadAll read = read_all_of(
      "node=web1 type=USER_LOGIN msg=audit(1700000000.001:9): pid=1 uid=0 auid=4294967295 msg='op=login "
      "acct=\"root\" "
      "exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.5 terminal=ssh res=failed'\x1DUID=\"root\"\n",
      "audit.log");
  const ReadEntry& entry = read.entries.at(0);
  EXPECT_EQ(entry.host, "web1");
  EXPECT_EQ(entry["acct"], "root");
  EXPECT_EQ(entry["addr"], "203.0.113.5");
  EXPECT_EQ(entry["res"], "failed");
  EXPECT_EQ(entry["UID"], "root");
}

TEST(AuditLog, LongArgumentsAreJoined) {
  const ReadAll read = read_all_of(
      "type=EXECVE msg=audit(1.000:1): argc=2 a0=\"x\" a1_len=6 a1[0]=\"abc\"\n"
      "type=EXECVE msg=audit(1.000:1): a1[1]=\"def\"\n",
      "audit.log");
  EXPECT_EQ(read.derived.at(0)["CommandLine"], "x abcdef");
}

TEST(AuditLog, NearMissesAreNamed) {
  const ReadAll read = read_all_of(
      "type=A msg=audit(1.000:1): x=1\ntype=A msg=audit(1.000:2): x=1\ntype=A msg=audit(x.000:3): x=1\n"
      "type=A msg=audit(1.000:4\n",
      "audit.log");
  EXPECT_THAT(read.entries, SizeIs(4));
  EXPECT_EQ(read.summary.losses, 2u);
}

}  // namespace
}  // namespace firsthour::triage::logs
