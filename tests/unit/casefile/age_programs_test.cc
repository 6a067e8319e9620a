// SPDX-License-Identifier: Apache-2.0
// age files go both ways between us and Debian's age(1). A passphrase has to come from a terminal there:
// python's pty module gives it one.
#include "casefile/age.h"
#include "casefile/encoding.h"
#include "tests/unit/casefile/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

using ::testing::HasSubstr;

// Runs a command on a terminal of its own, where it types the secret.
std::string typing(const std::string& secret, const std::string& command) {
  return "python3 " FIRSTHOUR_SOURCE_DIR "/tests/support/typing.py '" + secret + "' " + command;
}

class AgeWithOtherPrograms : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("age")) GTEST_SKIP() << "no age(1) here: install the package age";
    text_.assign(200'000, 'x');
    for (std::size_t i = 0; i < text_.size(); ++i) text_[i] = static_cast<char>(i * 31 + i / 100);
    folder_.write("plain", text_);
  }
  [[nodiscard]] std::string read(const char* name) const {
    return read_file(folder_.path(name), 1 << 20).value();
  }
  // What our reader gets from the file; fails the test when it is not whole.
  [[nodiscard]] std::string decrypted(const char* name, const AgeKeys& keys) const {
    const auto source = open_source(folder_.path(name));
    auto reader = AgeReader::open(**source, keys);
    if (!reader) return reader.error().what;
    auto all = read_all(**reader, 1 << 20);
    return all ? *all : all.error().what;
  }
  void encrypt(const char* name, Result<std::unique_ptr<AgeWriter>> writer, const std::string& file) const {
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write(as_bytes(text_)));
    ASSERT_TRUE((*writer)->finish());
    folder_.write(name, file);
  }

  Folder folder_;
  std::string text_;
};

TEST_F(AgeWithOtherPrograms, AgeOpensWhatWeSealedForSeveral) {
  const auto made = folder_.run("age-keygen -o one.txt && age-keygen -o two.txt");
  ASSERT_EQ(made.status, 0) << made.output;
  auto recipients = parse_age_recipients(
      folder_.run("{ age-keygen -y one.txt && age-keygen -y two.txt; } 2>/dev/null").output);
  ASSERT_TRUE(recipients);
  recipients->push_back(AgeIdentity::make(AgeKind::sm2)->recipient());  // which it skips
  std::string file;
  StringSink sink{file};
  encrypt("x.age", AgeWriter::to_recipients(sink, *recipients), file);
  for (const char* identity : {"one.txt", "two.txt"}) {
    const auto opened = folder_.run(std::string{"age -d -i "} + identity + " x.age | cmp - plain");
    EXPECT_EQ(opened.status, 0) << opened.output;
  }
}

TEST_F(AgeWithOtherPrograms, WeOpenWhatAgeSealedForSeveral) {
  const auto one = AgeIdentity::make(AgeKind::x25519), two = AgeIdentity::make(AgeKind::x25519);
  const std::string to = "age -r " + one->recipient().text() + " -r " + two->recipient().text();
  const auto sealed = folder_.run(to + " -o x.age plain && " + to + " -a -o armored.age plain");
  ASSERT_EQ(sealed.status, 0) << sealed.output;
  for (const auto& identity : {one, two}) {
    AgeKeys keys;
    keys.identities.push_back(*identity);
    EXPECT_TRUE(decrypted("x.age", keys) == text_);
    EXPECT_TRUE(decrypted("armored.age", keys) == text_);
  }
}

TEST_F(AgeWithOtherPrograms, AgeReadsOurIdentityFiles) {
  const auto identity = AgeIdentity::make(AgeKind::x25519);
  folder_.write("ours", "# created: x\n" + identity->secret_text() + "\n");
  const auto shown = folder_.run("age-keygen -y ours");
  EXPECT_EQ(shown.output, identity->recipient().text() + "\n");
}

TEST_F(AgeWithOtherPrograms, PassphrasesGoBothWays) {
  std::string file;
  StringSink sink{file};
  encrypt("ours.age", AgeWriter::to_passphrase(sink, "correct horse", 12), file);
  const auto opened = folder_.run(typing("correct horse", "age -d -o back ours.age") + " && cmp back plain");
  EXPECT_EQ(opened.status, 0) << opened.output;

  const auto sealed = folder_.run(typing("battery staple", "age -p -o theirs.age plain"));
  ASSERT_EQ(sealed.status, 0) << sealed.output;
  AgeKeys keys;
  keys.passphrase = [] { return Result<std::string>{"battery staple"}; };
  EXPECT_TRUE(decrypted("theirs.age", keys) == text_);
  keys.passphrase = [] { return Result<std::string>{"battery stable"}; };
  EXPECT_THAT(decrypted("theirs.age", keys), HasSubstr("not to this one"));
}

}  // namespace
}  // namespace firsthour::testing
