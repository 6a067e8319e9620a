// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"

#include <gmock/gmock.h>
#include <utmp.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

std::string login(short type, int seconds, const char* user, const char* line, const char* host) {
  static_assert(sizeof(::utmp) == 384 || sizeof(::utmp) == 400);
  ::utmp record{};
  record.ut_type = type;
  record.ut_pid = 812;
  record.ut_tv.tv_sec = seconds;
  record.ut_tv.tv_usec = 500'000;
  std::strncpy(record.ut_user, user, sizeof record.ut_user);
  std::strncpy(record.ut_line, line, sizeof record.ut_line);
  std::strncpy(record.ut_host, host, sizeof record.ut_host);
  record.ut_addr_v6[0] = 0x057100CB;  // 203.0.113.5
  return {reinterpret_cast<const char*>(&record), sizeof record};
}

TEST(LoginRecords, WhoFromWhereWhen) {
  const ReadAll read =
      read_all_of(login(USER_PROCESS, 1700000000, "root", "pts/0", "203.0.113.5"), "/var/log/wtmp.1");
  ASSERT_EQ(read.summary.kind, LogKind::logins);
  const ReadEntry& entry = read.entries.at(0);
  EXPECT_EQ(entry["login.record_type"], "USER_PROCESS");
  EXPECT_EQ(entry["user.name"], "root");
  EXPECT_EQ(entry["source.ip"], "203.0.113.5");
  EXPECT_EQ(entry.time, "2023-11-14T22:13:20.500000000Z");
  EXPECT_EQ(entry.service, "wtmp");
}

TEST(LoginRecords, WipedOnesShow) {
  const std::string one = login(USER_PROCESS, 1700000000, "a", "pts/0", "");
  const ReadAll read =
      read_all_of(one + std::string(2 * one.size(), '\0') +
                      login(USER_PROCESS, 1700000100, "b", "pts/0", "") + std::string(10, 'x'),
                  "wtmp");
  ASSERT_THAT(read.entries, SizeIs(2));
  EXPECT_EQ(read.entries[1]["login.zero_records"], "2");
  EXPECT_EQ(read.summary.losses, 1u);
}

TEST(LoginRecords, LastLoginsCountUserIds) {
  std::string content(3 * 292, '\0');
  const std::uint32_t seconds = 1700000000;
  std::memcpy(content.data() + 2 * 292, &seconds, 4);
  std::memcpy(content.data() + 2 * 292 + 4, "pts/3", 5);
  std::memcpy(content.data() + 2 * 292 + 36, "203.0.113.5", 11);
  const ReadAll read = read_all_of(content, "/var/log/lastlog");
  ASSERT_EQ(read.summary.kind, LogKind::last_login);
  ASSERT_THAT(read.entries, SizeIs(1));
  EXPECT_EQ(read.entries[0]["user.id"], "2");
  EXPECT_EQ(read.entries[0]["source.address"], "203.0.113.5");
}

// last(1) reads the same file: the oracle.
TEST(LoginRecords, AgreeWithLast) {
  if (std::system("command -v last >/dev/null") != 0) GTEST_SKIP() << "this machine has no last";
  const std::string path = testing::TempDir() + "/wtmp";
  std::string content;
  for (int i = 0; i < 20; ++i) {
    content += login(USER_PROCESS, 1700000000 + i * 60, ("user" + std::to_string(i)).c_str(), "pts/0",
                     "203.0.113.5");
  }
  std::ofstream{path, std::ios::binary} << content;
  FILE* last = ::popen(("last -w -f " + path).c_str(), "r");
  std::string said(65536, '\0');
  said.resize(std::fread(said.data(), 1, said.size(), last));
  ::pclose(last);
  const ReadAll read = read_all_of(content, path);
  ASSERT_THAT(read.entries, SizeIs(20));
  for (const ReadEntry& entry : read.entries) {
    EXPECT_NE(said.find(entry["user.name"] + " "), std::string::npos) << entry["user.name"];
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace firsthour::triage::logs
