// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"

#include <gtest/gtest.h>

namespace firsthour::triage::logs {
namespace {

LogKind kind_of(std::string_view content, std::string_view name = "x") {
  return recognise_log(as_bytes(content), name);
}

TEST(RecogniseLog, ByContentWhateverTheName) {
  EXPECT_EQ(kind_of(""), LogKind::empty);
  EXPECT_EQ(kind_of("Nov 22 10:00:00 h sshd[1]: x\n"), LogKind::syslog);
  EXPECT_EQ(kind_of("2026-11-22T10:00:00.1+08:00 h sshd[1]: x\n"), LogKind::syslog);
  EXPECT_EQ(kind_of("type=A msg=audit(1.000:1): x=1\n"), LogKind::audit);
  EXPECT_EQ(kind_of("{\"a\":1}\n"), LogKind::json_lines);
  EXPECT_EQ(kind_of(std::string_view{"ElfFile\0xxxx", 12}), LogKind::windows_events);
  EXPECT_EQ(kind_of("LPKSHHRHxxxx"), LogKind::journal);
  EXPECT_EQ(kind_of("#1700000000\nls\n"), LogKind::shell_history);
}

TEST(RecogniseLog, ProgramsWithStampsOfTheirOwnArePlain) {
  EXPECT_EQ(kind_of("2026-11-23 05:11:28,123 INFO  [main] started\n"), LogKind::plain);
  EXPECT_EQ(kind_of("some text\nand more\n"), LogKind::plain);
  const ReadAll read =
      read_all_of("2026-11-23 05:11:28,123 INFO  x\n\tat java.lang\n", "app.log", at_beijing());
  EXPECT_EQ(read.entries.at(0).time, "2026-11-22T21:11:28.123000000Z");
  EXPECT_EQ(read.entries.at(0).message, "INFO  x");
  EXPECT_EQ(read.entries.at(1).basis, TimeBasis::none);
}

TEST(RecogniseLog, BinaryLoginsNeedBothNameAndSense) {
  EXPECT_EQ(kind_of("just text\n", "wtmp.txt"), LogKind::plain);
}

TEST(IsLog, NamesAndFormsButNotEverything) {
  EXPECT_TRUE(is_log(as_bytes("a\nb\n"), "/opt/app/server.log"));
  EXPECT_TRUE(is_log(as_bytes("Nov 22 10:00:00 h sshd[1]: x\n"), "notes"));
  EXPECT_FALSE(is_log(as_bytes("a\nb\n"), "/etc/passwd"));
  EXPECT_FALSE(is_log(as_bytes(""), "empty.log"));
}

}  // namespace
}  // namespace firsthour::triage::logs
