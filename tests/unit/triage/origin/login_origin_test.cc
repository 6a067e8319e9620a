// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/origin/made_story.h"

namespace firsthour::triage {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMiner = "/tmp/.x/kworker";

// A line of auth.log, so many seconds after five o'clock.
std::string line(std::int64_t seconds, int pid, const std::string& message) {
  const std::int64_t of_day = 5 * 3600 + seconds;
  return fmt::format("2024-11-22T{:02}:{:02}:{:02}+00:00 web1 sshd[{}]: {}\n", of_day / 3600,
                     of_day / 60 % 60, of_day % 60, pid, message);
}
std::string failures(const std::string& address, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i)
    lines += line(i, 500 + i, fmt::format("Failed password for root from {} port 40{:03} ssh2", address, i));
  return lines;
}
std::string accepted(std::int64_t seconds, int pid, const std::string& address,
                     const std::string& how = "password", const std::string& key = "") {
  return line(seconds, pid, fmt::format("Accepted {} for root from {} port 41000 ssh2{}", how, address, key));
}

// sshd, its child for the session, a shell, and what was started there.
void add_session(MadeStory& story, std::int64_t login) {
  story.add_process(40, 1, "/usr/sbin/sshd", at(-90'000));
  story.add_process(812, 40, "/usr/sbin/sshd", at(login));
  story.add_process(820, 812, "/bin/bash", at(login + 1));
  story.add_process(900, 820, kMiner, at(login + 30));
}

TEST(LoginOrigin, AProcessLeadsOverItsParentsToTheLoginThatIsLoggedForThem) {
  MadeStory story;
  add_session(story, 60);
  story.on_process(900);
  story.add(
      "file", "/var/log/auth.log",
      failures("203.0.113.66", 30) + accepted(60, 812, "203.0.113.66") + accepted(61, 815, "198.51.100.20"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  // Another login of the same account in the same minute has nothing to do with it.
  EXPECT_FALSE(names(chain, "198.51.100.20"));
  EXPECT_THAT(chain.paragraph.en, HasSubstr("30 failed logins"));
  EXPECT_THAT(chain.paragraph.zh, HasSubstr("登录失败 30 次"));
}

TEST(LoginOrigin, ANumberThatWasGivenAgainIsNoProof) {
  MadeStory story;
  add_session(story, 3000);
  story.on_process(900);
  story.add("file", "/var/log/auth.log", accepted(60, 812, "203.0.113.66"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(chain.strength, OriginStrength::likely);
}

TEST(LoginOrigin, TheAuditSessionOutlivesTheParents) {
  MadeStory story;
  story.add_process(900, 1, kMiner, at(300), {{"process.audit_session", 7}, {"process.login_uid", 0}});
  story.on_process(900);
  story.add("file", "/var/log/audit/audit.log",
            "type=USER_LOGIN msg=audit(1732251660.000:11): pid=812 uid=0 auid=0 ses=7 msg='op=login id=0 "
            "exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.66 terminal=/dev/pts/0 res=success'\n"
            "type=USER_LOGIN msg=audit(1732251661.000:12): pid=815 uid=0 auid=0 ses=8 msg='op=login id=0 "
            "exe=\"/usr/sbin/sshd\" hostname=? addr=198.51.100.20 terminal=/dev/pts/1 res=success'\n");
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_FALSE(names(chain, "198.51.100.20"));
}

TEST(LoginOrigin, TheSessionOfAnEarlierBootIsAnother) {
  MadeStory story;
  story.add_process(1, 0, "/usr/lib/systemd/systemd", at(100'000));
  story.add_process(900, 1, kMiner, at(100'300), {{"process.audit_session", 7}});
  story.on_process(900);
  story.add("file", "/var/log/audit/audit.log",
            "type=USER_LOGIN msg=audit(1732251660.000:11): pid=812 uid=0 auid=0 ses=7 msg='op=login id=0 "
            "exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.66 terminal=/dev/pts/0 res=success'\n");
  EXPECT_EQ(source_of(story.chain()), "");
}

TEST(LoginOrigin, ASessionOfLogindIsFoundInTheControlGroup) {
  MadeStory story;
  story.add_process(900, 1, kMiner, at(300),
                    {{"process.cgroup", "/user.slice/user-0.slice/session-5.scope"}});
  story.on_process(900);
  story.add("records", "host.session",
            R"({"type":"host.session","session.id":"5","user.name":"root","source.address":"203.0.113.66",)"
            R"("session.started":"2024-11-22T05:01:00.000000000Z","process.pid":812})"
            "\n");
  EXPECT_EQ(source_of(story.chain()), "203.0.113.66");
}

TEST(LoginOrigin, ByTimeAloneALoginIsLikelyAtMost) {
  MadeStory story;
  story.add_process(900, 1, kMiner, at(300));
  story.on_process(900);
  story.add("file", "/var/log/auth.log", accepted(60, 812, "203.0.113.66"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::likely);
  EXPECT_THAT(gaps_of(chain), Contains("parent-gone"));
}

TEST(LoginOrigin, OfSeveralLoginsThatFitNoneIsNamed) {
  MadeStory story;
  story.add_process(900, 1, kMiner, at(300));
  story.on_process(900);
  story.add("file", "/var/log/auth.log",
            accepted(60, 812, "203.0.113.66") + accepted(61, 815, "198.51.100.20"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "");
  EXPECT_THAT(gaps_of(chain), Contains("several-fit"));
  EXPECT_THAT(chain.paragraph.en, HasSubstr("198.51.100.20, 203.0.113.66"));
}

TEST(LoginOrigin, WhatStartsTheProgramAndWhoMadeItArePartOfTheChain) {
  MadeStory story;
  story.add_file(kMiner, at(90));
  story.add_file("/etc/cron.d/kw", at(95), std::nullopt, "* * * * * root /tmp/.x/kworker\n");
  story.add_file("/etc/cron.d/near", at(95), std::nullopt, "* * * * * root /tmp/.x/kworker2\n");
  story.add_process(30, 1, "/usr/sbin/cron", at(-90'000));
  story.add_process(899, 30, "/usr/sbin/cron", at(300));
  story.add_process(900, 899, kMiner, at(300));
  story.on_process(900);
  story.add("file", "/var/log/auth.log", accepted(60, 812, "203.0.113.66"));
  const OriginChain chain = story.chain();
  EXPECT_TRUE(names(chain, "/etc/cron.d/kw"));
  EXPECT_FALSE(names(chain, "/etc/cron.d/near"));
  EXPECT_THAT(steps_of(chain), Contains("proved starts"));
  EXPECT_THAT(steps_of(chain), Contains("proved runs"));
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::likely);
}

TEST(LoginOrigin, TheAuditLogsWordOnWhoMadeAFileProvesIt) {
  MadeStory story;
  story.on_file(story.add_file("/opt/app/x", at(120)), "/opt/app/x");
  story.add(
      "file", "/var/log/audit/audit.log",
      "type=USER_LOGIN msg=audit(1732251660.000:11): pid=812 uid=0 auid=0 ses=7 msg='op=login id=0 "
      "exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.66 terminal=/dev/pts/0 res=success'\n"
      "type=SYSCALL msg=audit(1732251720.000:20): arch=c000003e syscall=257 success=yes exit=3 ppid=820 "
      "pid=830 auid=0 uid=0 ses=7 comm=\"cp\" exe=\"/usr/bin/cp\"\n"
      "type=CWD msg=audit(1732251720.000:20): cwd=\"/opt/app\"\n"
      "type=PATH msg=audit(1732251720.000:20): item=1 name=\"x\" inode=9 nametype=CREATE\n");
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_THAT(steps_of(chain), Contains("proved made"));
}

TEST(LoginOrigin, AConnectionLeadsToTheProcessThatHoldsIt) {
  MadeStory story;
  add_session(story, 60);
  const Json socket{{"type", "host.socket"},         {"network.transport", "tcp"},
                    {"source.ip", "10.0.0.1"},       {"source.port", 5000},
                    {"destination.ip", "192.0.2.9"}, {"destination.port", 3333},
                    {"socket.state", "ESTABLISHED"}, {"process.pid", 900}};
  story.add("records", "host.socket", socket.dump() + "\n");
  story.on_record(socket);
  story.add("file", "/var/log/auth.log", accepted(60, 812, "203.0.113.66"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_THAT(steps_of(chain), Contains("proved connected"));
}

TEST(LoginOrigin, AnEntryOfALogLeadsToItsAddressAndTheOtherAccountsFromThere) {
  MadeStory story;
  const std::string first = accepted(60, 812, "203.0.113.66");
  const std::string log =
      first + line(90, 830, "Accepted password for backup from 203.0.113.66 port 42000 ssh2");
  story.on_line(story.add("file", "/var/log/auth.log", log), 0, first.size() - 1);
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_TRUE(names(chain, "backup"));
}

TEST(LoginOrigin, AKeyThatWasPlantedIsFoundAgainInTheLoginsWithIt) {
  MadeStory story;
  constexpr const char* kFile = "/root/.ssh/authorized_keys";
  story.add_file(kFile, at(100));
  story.on_record({{"type", "host.authorized_key"},
                   {"user.name", "root"},
                   {"file.path", kFile},
                   {"key.fingerprint", "SHA256:made"}});
  story.add("file", "/var/log/auth.log",
            accepted(60, 812, "203.0.113.66") +
                accepted(2000, 950, "198.51.100.77", "publickey", ": ED25519 SHA256:made"));
  const OriginChain chain = story.chain();
  EXPECT_EQ(source_of(chain), "203.0.113.66");
  EXPECT_EQ(chain.strength, OriginStrength::likely);
  EXPECT_TRUE(names(chain, "198.51.100.77"));
}

TEST(LoginOrigin, AProcessWithoutARecordIsSaid) {
  MadeStory story;
  story.on_record({{"type", "host.process"}, {"process.pid", 4}});
  EXPECT_THAT(gaps_of(story.chain()), Contains("no-process-record"));
}

TEST(LoginOrigin, FindingsOnTheSameThingAreOneChain) {
  MadeStory story;
  add_session(story, 60);
  story.on_process(900);
  story.on_process(900);
  const OriginChain chain = story.chain();
  EXPECT_EQ(chain.findings.size(), 2U);
}

}  // namespace
}  // namespace firsthour::triage
