// SPDX-License-Identifier: Apache-2.0
// The collectors of accounts and of the system on a made root.
#include "collectors/account/account.h"
#include "collectors/account/passwd.h"
#include "collectors/process/process_table.h"
#include "collectors/system/system.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"
#include "tests/unit/collectors/account/made_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <memory>

namespace firsthour::collectors {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using tests::made_login;
using namespace std::string_literals;

class MadeHost : public ::testing::Test {
 protected:
  SourceOutcome take(SourceOutcome (*collect)(Context&)) {
    host = root.host();
    Context context{.host = *host,
                    .out = out,
                    .profile = profile,
                    .plan = nullptr,
                    .processes = &table,
                    .packages = nullptr,
                    .budget = 0,
                    .deadline = {},
                    .stop = nullptr};
    return collect(context);
  }
  std::string everything() const {
    std::string all;
    for (const auto& kept : out.items()) all += kept.bytes;
    return all;
  }
  tests::MadeRoot root;
  std::unique_ptr<Host> host;
  tests::MemoryCollection out;
  ProcessTable table;
  Profile profile = Profile::quick;
};

TEST_F(MadeHost, UsersComeWithTheStateOfTheirPasswordAndWithoutIt) {
  root.file("/etc/passwd", "root:x:0:0:The Root:/root:/bin/sh\nsvc:x:9:9::/:/bin/false\n");
  root.file("/etc/shadow", "root:$6$salt$secrethash:19000:::::\nsvc:*:::::\n");
  root.file("/etc/group", "sudo:x:27:root,svc\n");
  EXPECT_EQ(take(collect_users).outcome, Outcome::complete);
  const auto users = out.records("host.user");
  ASSERT_EQ(users.size(), 2u);
  EXPECT_EQ(users[0]["user.name"], "root");
  EXPECT_EQ(users[0]["user.id"], "0");
  EXPECT_EQ(users[0]["user.full_name"], "The Root");
  EXPECT_EQ(users[0]["user.password_state"], "set");
  EXPECT_EQ(users[0]["user.password_changed"], "2022-01-08T00:00:00.000000000Z");
  EXPECT_EQ(users[1]["user.password_state"], "none");
  EXPECT_EQ(out.records("host.group").at(0)["group.members"], Json::parse(R"(["root","svc"])"));
  EXPECT_THAT(everything(), Not(HasSubstr("secrethash")));
}

// An account may hide behind megabytes of padding: that it was not looked for must show.
TEST_F(MadeHost, APasswdFileOverTheLimitIsParsedInPartAndSaysSo) {
  root.file("/etc/passwd",
            "root:x:0:0::/root:/bin/sh\n" + std::string(kPasswdLimit, '#') + "\ntoor:x:0:0:::\n");
  const SourceOutcome outcome = take(collect_users);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("/etc/passwd: only the first"));
  EXPECT_EQ(out.records("host.user").size(), 1u);
}

TEST_F(MadeHost, LoginsOfAllFilesWithTheirPlace) {
  const auto narrow = LoginLayout::narrow;
  root.file("/run/utmp", made_login(narrow, 7, "ann", "pts/0", "gw", 1'700'000'000, 5, "192.0.2.1"));
  root.file("/var/log/wtmp", made_login(narrow, 2, "reboot", "~", "6.1", 1'699'000'000, 0, "") +
                                 made_login(narrow, 7, "bob", "pts/1", "", 1'699'000'100, 6, ""));
  root.file("/var/log/wtmp.1", made_login(narrow, 8, "", "pts/1", "", 1'600'000'000, 6, ""));
  root.file("/var/log/btmp",
            made_login(narrow, 6, "admin\xff", "ssh:notty", "evil", 1'699'000'200, 7, "2001:db8::1"));
  root.file("/var/log/wtmpdb", "not ours");
  EXPECT_EQ(take(collect_logins).outcome, Outcome::complete);
  const auto logins = out.records("host.login");
  ASSERT_EQ(logins.size(), 5u);
  EXPECT_EQ(logins[0]["login.source"], "utmp");
  EXPECT_EQ(logins[0]["source.ip"], "192.0.2.1");
  EXPECT_EQ(logins[1]["login.record_type"], "BOOT_TIME");
  EXPECT_EQ(logins[2]["login.offset"], 384);
  EXPECT_EQ(logins[2]["login.time"], "2023-11-03T08:28:20.000000000Z");
  EXPECT_EQ(logins[3]["file.path"], "/var/log/wtmp.1");
  EXPECT_EQ(logins[4]["login.source"], "btmp");
  EXPECT_EQ(logins[4]["user.name_raw"], "YWRtaW7/");
}

TEST_F(MadeHost, ARunOfWipedRecordsIsToldOnce) {
  const auto login = made_login(LoginLayout::narrow, 7, "ann", "pts/0", "", 1'700'000'000, 5, "");
  root.file("/var/log/wtmp", login + std::string(3 * 384, '\0') + login);
  EXPECT_EQ(take(collect_logins).records, 3u);
  const Json wiped = out.records("host.login").at(1);
  EXPECT_EQ(wiped["login.record_type"], "EMPTY");
  EXPECT_EQ(wiped["login.offset"], 384);
  EXPECT_EQ(wiped["login.zero_records"], 3);
}

TEST_F(MadeHost, WhatIsNotParsedIsNamed) {
  root.file("/var/log/btmp.2.gz", "\x1f\x8b");
  root.file("/var/log/btmp.3.bz2", "BZh9");
  root.file("/var/log/wtmp", made_login(LoginLayout::narrow, 7, "a", "b", "", 1'700'000'000, 5, "") + "rest");
  root.file("/var/lib/lastlog/lastlog2.db", "SQLite format 3");
  const auto outcome = take(collect_logins);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("btmp.2.gz: gzip: ends too early"));
  EXPECT_THAT(outcome.reason, HasSubstr("btmp.3.bz2: compressed by bzip2"));
  EXPECT_THAT(outcome.reason, HasSubstr("wtmp: 4 bytes after the last whole record"));
  EXPECT_THAT(outcome.reason, HasSubstr("lastlog2.db"));
}

TEST_F(MadeHost, LoginsOfCompressedLogsAreRead) {
  std::string records;
  for (int i = 0; i < 1000; ++i)
    records += made_login(LoginLayout::narrow, 7, "ann", "pts/0", "", 1'700'000'000 + i, 5, "");
  for (const auto& [name, program] : {std::pair{"/var/log/wtmp.1.gz", "gzip"},
                                      {"/var/log/wtmp.2.xz", "xz"},
                                      {"/var/log/wtmp.3.zst", "zstd"}}) {
    root.file("/plain", records), root.folder("/var/log");
    const auto command = std::string{program} + " -q -c " + root.at("/plain") + " > " + root.at(name);
    if (std::system(command.c_str()) != 0) GTEST_SKIP() << "no " << program;
  }
  const auto outcome = take(collect_logins);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto logins = out.records("host.login");
  ASSERT_EQ(logins.size(), 3000u);
  EXPECT_EQ(logins[0]["file.path"], "/var/log/wtmp.1.gz");
  EXPECT_EQ(logins[999]["login.offset"], 999 * 384);
  EXPECT_EQ(logins[2999]["login.time"], "2023-11-14T22:29:59.000000000Z");
}

TEST_F(MadeHost, AQuickLookTakesTheNewestFailedLogins) {
  std::string records;
  for (int i = 0; i < 50'003; ++i)
    records += made_login(LoginLayout::narrow, 6, "r", "ssh", "", 1'700'000'000 + i, 1, "");
  root.file("/var/log/btmp", records);
  const auto outcome = take(collect_logins);
  EXPECT_EQ(outcome.records, 50'000u);
  EXPECT_THAT(outcome.reason, HasSubstr("the oldest 3 records are left out"));
  EXPECT_EQ(out.records("host.login").front()["login.offset"], 3 * 384);
}

TEST_F(MadeHost, ASparseLastlogIsReadByItsData) {
  root.file("/etc/passwd", "ann:x:4000000:100::/home/ann:/bin/sh\n");
  root.file("/var/log/lastlog", "");
  std::string login;
  tests::append_number<std::uint32_t>(login, 1'700'000'000);
  tests::append_field(login, "pts/9", 32);
  tests::append_field(login, "gw.example", 256);
  std::fstream file{root.at("/var/log/lastlog"), std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(std::streamoff{4'000'000} * 292);  // over a gigabyte of hole before it
  file << login;
  file.close();
  const auto outcome = take(collect_logins);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  ASSERT_EQ(outcome.records, 1u);
  const Json record = out.records("host.login").at(0);
  EXPECT_EQ(record["user.name"], "ann");
  EXPECT_EQ(record["user.id"], "4000000");
  EXPECT_EQ(record["login.line"], "pts/9");
  EXPECT_EQ(record["login.offset"], std::uint64_t{4'000'000} * 292);
}

constexpr const char* kKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJRKWJpU+QmTwCWFHMdTaYbMdBFdEZFQQqSS0h4XCTxE";

TEST_F(MadeHost, KeysOfEveryHomeAndOfEveryPattern) {
  root.file("/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nd:x:1:1::/:/x\ne:x:2:2::/:/x\n");
  root.file("/etc/ssh/sshd_config", "Include sshd_config.d/*.conf\n");
  root.file("/etc/ssh/sshd_config.d/10-keys.conf",
            "AuthorizedKeysFile /etc/ssh/keys/%u .ssh/authorized_keys\n");
  root.file("/etc/ssh/keys/ann", kKey + " central\n"s);
  root.file("/root/.ssh/authorized_keys", "from=\"192.0.2.1\" "s + kKey + " root@x\n");
  root.file("/home/ann/.ssh/authorized_keys2", kKey + "\n"s, 0666);
  root.file("/home/ldap-user/.ssh/authorized_keys", kKey + "\n"s);
  root.file("/.ssh/authorized_keys", kKey + "\nnot a key\n"s);
  const auto outcome = take(collect_authorized_keys);
  std::map<std::string, Json> by_path;
  for (auto& record : out.records("host.authorized_key")) by_path[record["file.path"]] = record;
  EXPECT_EQ(by_path.size(), 5u);
  EXPECT_EQ(outcome.records, 5u) << "a file that two homes share is read once";
  EXPECT_EQ(by_path["/etc/ssh/keys/ann"]["user.name"], "ann");
  EXPECT_EQ(by_path["/root/.ssh/authorized_keys"]["key.options"], "from=\"192.0.2.1\"");
  EXPECT_EQ(by_path["/root/.ssh/authorized_keys"]["key.comment"], "root@x");
  EXPECT_EQ(by_path["/root/.ssh/authorized_keys"]["key.strict_modes"], true);
  EXPECT_EQ(by_path["/home/ann/.ssh/authorized_keys2"]["key.strict_modes"], false);
  EXPECT_FALSE(by_path["/home/ldap-user/.ssh/authorized_keys"].contains("user.name"));
  EXPECT_THAT(outcome.reason, HasSubstr("/.ssh/authorized_keys: 1 lines are no keys, the first is line 2"));
}

TEST_F(MadeHost, IdentityOfAnImage) {
  root.file("/etc/hostname", "web01\n");
  root.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  root.file("/etc/os-release", "ID=debian\nID_LIKE=\"x y\"\nPRETTY_NAME=\"Debian 12\"\n");
  root.link("/etc/localtime", "/usr/share/zoneinfo/Asia/Shanghai");
  root.file("/bin/sh",
            "\x7f"
            "ELF\2\1\1" +
                std::string(9, '\0') + "\x02" + std::string(1, '\0') + "\xb7" + std::string(1, '\0'));
  EXPECT_EQ(take(collect_identity).outcome, Outcome::complete);
  const Json record = out.records("host.identity").at(0);
  EXPECT_EQ(record["host.name"], "web01");
  EXPECT_EQ(record["host.id"], "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(record["host.os.full"], "Debian 12");
  EXPECT_EQ(record["host.os.platform"], "debian");
  EXPECT_EQ(record["host.timezone"], "Asia/Shanghai");
  EXPECT_EQ(record["host.architecture"], "aarch64") << "of its programs, not of the examiner's kernel";
  EXPECT_FALSE(record.contains("collector.uid"));
  EXPECT_EQ(take(collect_clocks).outcome, Outcome::skipped);
}

TEST_F(MadeHost, MountsOfEachNamespaceOnce) {
  for (const int pid : {1, 2, 3}) {
    const std::string folder = "/proc/" + std::to_string(pid);
    root.file(folder + "/stat", std::to_string(pid) + " (p) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
    root.link(folder + "/ns/mnt", pid == 3 ? "mnt:[30]" : "mnt:[10]");
    root.file(folder + "/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda" + std::to_string(pid) + " rw\n");
  }
  EXPECT_EQ(take(collect_mounts).records, 2u);
  const auto mounts = out.records("host.mount");
  EXPECT_EQ(mounts[0]["mount.namespace"], 10);
  EXPECT_EQ(mounts[0]["mount.source"], "/dev/sda1");
  EXPECT_EQ(mounts[1]["mount.namespace"], 30);
  EXPECT_NE(out.find("kernel-file", "/proc/1/mountinfo"), nullptr);
  EXPECT_EQ(out.find("kernel-file", "/proc/2/mountinfo"), nullptr);
}

TEST(LiveSystem, SaysWhereWeLookFrom) {
  const auto host = open_host("/").value();
  tests::MemoryCollection out;
  ProcessTable table;
  Context context{.host = *host,
                  .out = out,
                  .profile = Profile::quick,
                  .plan = nullptr,
                  .processes = &table,
                  .packages = nullptr,
                  .budget = 0,
                  .deadline = {},
                  .stop = nullptr};
  EXPECT_EQ(collect_identity(context).outcome, Outcome::complete);
  const Json record = out.records("host.identity").at(0);
  EXPECT_EQ(record["collector.uid"], ::geteuid());
  EXPECT_GT(record["host.memory_bytes"], 0);
  EXPECT_GT(record["host.cpu_count"], 0);
  EXPECT_EQ(collect_clocks(context).outcome, Outcome::complete);
  EXPECT_EQ(out.records("host.clock").at(0)["clock.source"], "host.realtime");
  EXPECT_EQ(out.records("host.clock").at(0)["clock.offset_ns"], 0);
}

void make_database(const std::string& path, const char* statements) {
  sqlite3* database = nullptr;
  const bool made = sqlite3_open(path.c_str(), &database) == SQLITE_OK &&
                    sqlite3_exec(database, statements, nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(database);
  if (!made) throw std::runtime_error{"cannot make " + path};
}

TEST_F(MadeHost, LoginsOfNewerSystemsComeFromTheirDatabases) {
  root.folder("/var/lib/wtmpdb");
  root.folder("/var/lib/lastlog");
  make_database(
      root.at("/var/lib/wtmpdb/wtmp.db"),
      "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER,"
      " Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT;"
      "INSERT INTO wtmp VALUES(1,3,'eve',1700000000000001,1700000060000000,'pts/0','1.2.3.4','sshd');"
      "INSERT INTO wtmp VALUES(2,70000,'odd',-5,NULL,NULL,NULL,NULL);");
  make_database(root.at("/var/lib/lastlog/lastlog2.db"),
                "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT,"
                " Service TEXT) STRICT;"
                "INSERT INTO Lastlog2 VALUES('eve',1700000000,'pts/0','1.2.3.4','sshd');");
  const SourceOutcome outcome = take(collect_logins);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto logins = out.records("host.login");
  ASSERT_EQ(logins.size(), 3u);
  EXPECT_EQ(logins[0]["login.source"], "wtmpdb");
  EXPECT_EQ(logins[0]["login.record_type"], "USER_PROCESS");
  EXPECT_EQ(logins[0]["user.name"], "eve");
  EXPECT_EQ(logins[0]["source.address"], "1.2.3.4");
  EXPECT_EQ(logins[0]["login.service"], "sshd");
  EXPECT_EQ(logins[0]["login.time"], "2023-11-14T22:13:20.000001000Z");
  EXPECT_EQ(logins[0]["login.end"], "2023-11-14T22:14:20.000000000Z");
  EXPECT_EQ(logins[1]["login.record_type"], "type 70000");
  EXPECT_EQ(logins[2]["login.source"], "lastlog2");
  EXPECT_EQ(logins[2]["login.time"], "2023-11-14T22:13:20.000000000Z");
}

TEST_F(MadeHost, OfALongLoginDatabaseTheOldestRowsAreLeftOutAndSaid) {
  root.folder("/var/lib/wtmpdb");
  make_database(root.at("/var/lib/wtmpdb/wtmp.db"),
                "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER,"
                " Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT;"
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50002)"
                " INSERT INTO wtmp SELECT i, 3, 'u' || i, i, NULL, NULL, NULL, NULL FROM n;");
  const SourceOutcome outcome = take(collect_logins);
  EXPECT_THAT(outcome.reason, HasSubstr("the oldest 2 records"));
  const auto logins = out.records("host.login");
  ASSERT_EQ(logins.size(), 50'000u);
  EXPECT_EQ(logins.front()["user.name"], "u3");
  EXPECT_EQ(logins.back()["user.name"], "u50002");
}

TEST_F(MadeHost, ALoginDatabaseThatIsNoneIsSaid) {
  root.file("/var/lib/wtmpdb/wtmp.db", "SQLite format 3");
  const SourceOutcome outcome = take(collect_logins);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("/var/lib/wtmpdb/wtmp.db"));
}

}  // namespace
}  // namespace firsthour::collectors
