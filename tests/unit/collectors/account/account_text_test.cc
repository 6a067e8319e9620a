// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "collectors/account/authorized_key.h"
#include "collectors/account/login_record.h"
#include "collectors/account/passwd.h"
#include "collectors/account/sshd_config.h"
#include "collectors/system/os_release.h"
#include "tests/unit/collectors/account/made_login.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::made_login;
using namespace std::string_literals;

TEST(Passwd, ReadsEntriesAndPassesOverTheRest) {
  const auto users = parse_passwd(
      "root:x:0:0:root,,,:/root:/bin/bash\n# comment\n\n+::::::\nbroken:x:zero:0:::\n"
      "guest::1001:1001:::\nold:$1$abcdefgh$0123456789:5:5::/:\n\xff\xfe:x:6:6::/h:/s");
  ASSERT_EQ(users.size(), 4u);
  EXPECT_EQ(users[0].name, "root");
  EXPECT_EQ(users[0].home, "/root");
  EXPECT_EQ(users[0].shell, "/bin/bash");
  EXPECT_FALSE(users[0].password) << "x: it is in shadow";
  EXPECT_EQ(users[1].password, PasswordState::empty);
  EXPECT_EQ(users[2].password, PasswordState::set);
  EXPECT_EQ(users[3].name, "\xff\xfe");
}

// Each of these lines gives a uid of 0 to getpwnam(3): short or odd lines hide from whoever wants seven
// fields.
TEST(Passwd, ReadsWhatTheCLibraryTakesForAnAccount) {
  for (const char* line :
       {"toor::0:0", "toor:x: 0:0", "toor:x:+0:0", "toor:x:-0:0", "  toor:x:0:0:", "toor:x:00:0:g:/h"}) {
    const auto users = parse_passwd(line);
    ASSERT_EQ(users.size(), 1u) << line;
    EXPECT_EQ(users[0].name, "toor") << line;
    EXPECT_EQ(users[0].id, 0u) << line;
  }
  for (const char* line :
       {"toor::0", "toor:x:0x0:0", "toor:x:4294967296:0", "toor:x:0:", "toor:x:-1:0", "  # x"})
    EXPECT_THAT(parse_passwd(line), IsEmpty()) << line;
  EXPECT_EQ(parse_group("wheel:x:0").size(), 1u);
}

TEST(Shadow, TellsTheStateAndNothingElse) {
  const auto entries = parse_shadow(
      "a:$6$salt$hash:19000:0:99999:7:::\nb:!$6$salt$hash:0:\nc:*:19000:\nd:!!::\ne::19000:\nf:x:1:\n");
  ASSERT_EQ(entries.size(), 6u);
  EXPECT_EQ(entries[0].password, PasswordState::set);
  EXPECT_EQ(entries[0].changed_day, 19000);
  EXPECT_EQ(entries[1].password, PasswordState::locked);
  EXPECT_FALSE(entries[1].changed_day);
  EXPECT_EQ(entries[2].password, PasswordState::none);
  EXPECT_EQ(entries[3].password, PasswordState::locked);
  EXPECT_EQ(entries[4].password, PasswordState::empty);
  EXPECT_EQ(entries[5].password, PasswordState::none);
}

TEST(Group, ReadsMembers) {
  const auto groups = parse_group("sudo:x:27:ann,bob,,\nempty:x:28:\n");
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_THAT(groups[0].members, ElementsAre("ann", "bob"));
  EXPECT_THAT(groups[1].members, IsEmpty());
}

class LoginRecords : public ::testing::TestWithParam<LoginLayout> {};

TEST_P(LoginRecords, ReadsBothLayouts) {
  const std::string bytes =
      made_login(GetParam(), 7, "ann", "pts/3", "host.example", 1'700'000'000, 4711, "192.0.2.7");
  ASSERT_EQ(bytes.size(), login_record_size(GetParam()));
  EXPECT_EQ(login_layout_of(as_bytes(bytes + bytes + bytes)), GetParam());
  const auto record = parse_login_record(as_bytes(bytes), GetParam());
  ASSERT_TRUE(record);
  EXPECT_EQ(login_type_name(record->type), "USER_PROCESS");
  EXPECT_EQ(record->user, "ann");
  EXPECT_EQ(record->line, "pts/3");
  EXPECT_EQ(record->host, "host.example");
  EXPECT_EQ(record->pid, 4711);
  EXPECT_EQ(record->ip, "192.0.2.7");
  EXPECT_EQ(record->time, Instant::from_seconds(1'700'000'000));
  EXPECT_FALSE(parse_login_record(as_bytes(bytes).first(bytes.size() - 1), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Both, LoginRecords, ::testing::Values(LoginLayout::narrow, LoginLayout::wide),
                         [](const auto& way) {
                           return way.param == LoginLayout::narrow ? "Narrow" : "Wide";
                         });

TEST(LoginRecord, FieldsWithoutATerminatorEndWithTheField) {
  const std::string bytes = made_login(LoginLayout::narrow, 8, std::string(32, 'u'), std::string(32, 'l'),
                                       std::string(256, 'h'), 1, 1, "");
  const auto record = parse_login_record(as_bytes(bytes), LoginLayout::narrow);
  EXPECT_EQ(record->user, std::string(32, 'u'));
  EXPECT_EQ(record->line, std::string(32, 'l'));
  EXPECT_EQ(record->host, std::string(256, 'h'));
  EXPECT_EQ(record->ip, "");
}

TEST(LoginRecord, ReadsIpv6AndTimesAfter2038) {
  const std::string bytes =
      made_login(LoginLayout::narrow, 7, "u", "l", "h", 2'200'000'000, 1, "2001:db8::5");
  const auto record = parse_login_record(as_bytes(bytes), LoginLayout::narrow);
  EXPECT_EQ(record->ip, "2001:db8::5");
  EXPECT_EQ(record->time, Instant::from_seconds(2'200'000'000));
}

TEST(LoginRecord, KnowsAWipedOne) {
  const std::string zeros(384, '\0');
  EXPECT_TRUE(parse_login_record(as_bytes(zeros), LoginLayout::narrow)->all_zero);
  EXPECT_EQ(login_layout_of(as_bytes(zeros)), LoginLayout::narrow);
  EXPECT_EQ(login_type_name(77), "type 77");
  EXPECT_EQ(login_type_name(-1), "type -1");
}

// An Ed25519 key made for this test; the fingerprint is what ssh-keygen -l prints for it.
constexpr const char* kKey = "AAAAC3NzaC1lZDI1NTE5AAAAIJRKWJpU+QmTwCWFHMdTaYbMdBFdEZFQQqSS0h4XCTxE";
constexpr const char* kFingerprint = "SHA256:ne2W5PIniSdvpfoREo2TmGEKrPdyEQ2b7TX8dhhtdgg";

TEST(AuthorizedKeys, ReadsKeysOptionsAndComments) {
  const auto found = parse_authorized_keys("# comment\n\nssh-ed25519 "s + kKey + " ann@laptop of hers\n" +
                                           "command=\"/bin/sh -c \\\"id; x\\\"\",no-pty\tssh-ed25519 " +
                                           kKey + "\n" + "  ssh-ed25519 " + kKey + "\r\n");
  ASSERT_EQ(found.keys.size(), 3u);
  EXPECT_EQ(found.keys[0].line, 3u);
  EXPECT_EQ(found.keys[0].type, "ssh-ed25519");
  EXPECT_EQ(found.keys[0].fingerprint, kFingerprint);
  EXPECT_EQ(found.keys[0].comment, "ann@laptop of hers");
  EXPECT_EQ(found.keys[1].options, "command=\"/bin/sh -c \\\"id; x\\\"\",no-pty");
  EXPECT_EQ(found.keys[1].fingerprint, kFingerprint);
  EXPECT_EQ(found.keys[2].comment, "");
  EXPECT_THAT(found.not_understood, IsEmpty());
}

TEST(AuthorizedKeys, NamesLinesThatAreNoKeys) {
  const auto found =
      parse_authorized_keys("ssh-rsa "s + kKey + "\nnonsense\nssh-ed25519 !!!\nssh-ed25519\n\"\n");
  EXPECT_THAT(found.keys, IsEmpty());
  EXPECT_THAT(found.not_understood, ElementsAre(1, 2, 3, 4, 5))
      << "a blob of another type is no key of this one";
}

TEST(SshdConfig, FindsWhereKeysLie) {
  const auto config = parse_sshd_config(
      "Port 22\n#AuthorizedKeysFile no\nauthorizedkeysfile=/etc/ssh/keys/%u \".ssh/my keys\"\n"
      "Include /etc/ssh/sshd_config.d/*.conf\nMatch User bob\n\tAuthorizedKeysFile %h/k # "
      "why\nAuthorizedKeysCommand none\n");
  EXPECT_THAT(config.key_files, ElementsAre("/etc/ssh/keys/%u", ".ssh/my keys", "%h/k"));
  EXPECT_THAT(config.includes, ElementsAre("/etc/ssh/sshd_config.d/*.conf"));
  EXPECT_FALSE(config.key_command);
  EXPECT_TRUE(parse_sshd_config("AuthorizedKeysCommand /usr/bin/keys %u").key_command);
}

TEST(SshdConfig, ExpandsPatterns) {
  EXPECT_EQ(expand_key_file("/etc/ssh/keys/%u", "ann", "/home/ann", 1000), "/etc/ssh/keys/ann");
  EXPECT_EQ(expand_key_file(".ssh/authorized_keys", "ann", "/home/ann", 1000),
            "/home/ann/.ssh/authorized_keys");
  EXPECT_EQ(expand_key_file("%h/%U%%", "ann", "/home/ann", 1000), "/home/ann/1000%");
  EXPECT_EQ(expand_key_file("x", "daemon", "/", 1), "/x");
  EXPECT_EQ(expand_key_file("None", "ann", "/home/ann", 1000), "");
  EXPECT_EQ(expand_key_file("/k/%f", "ann", "/home/ann", 1000), "");
  EXPECT_EQ(expand_key_file("/k/%", "ann", "/home/ann", 1000), "");
}

TEST(OsRelease, UndoesTheQuotes) {
  auto values = parse_os_release("# c\nPRETTY_NAME=\"Debian \\\"12\\\"\"\nID=debian\nX='a\\b'\nbroken\n=\n");
  EXPECT_EQ(values["PRETTY_NAME"], "Debian \"12\"");
  EXPECT_EQ(values["ID"], "debian");
  EXPECT_EQ(values["X"], "a\\b");
}

}  // namespace
}  // namespace firsthour::collectors
