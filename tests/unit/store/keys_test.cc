// SPDX-License-Identifier: Apache-2.0
#include "casefile/keys.h"

#include "casefile/bytes.h"
#include "casefile/checkpoint.h"
#include "tests/unit/store/fixture.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace firsthour {
namespace {

// The example of the C2SP signed-note specification.
constexpr std::string_view kSpecKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string kSpecNote =
    "This is an example message.\n"
    "\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

TEST(SignedNote, TheExampleOfTheSpecificationHolds) { EXPECT_TRUE(check_note(kSpecNote, kSpecKey)); }

TEST(SignedNote, AnyOtherByteOfTextOrSignatureIsRefused) {
  for (std::size_t i = 0; i < kSpecNote.size(); ++i) {
    std::string note = kSpecNote;
    note[i] = static_cast<char>(note[i] ^ 1);
    EXPECT_FALSE(check_note(note, kSpecKey)) << "offset " << i;
  }
}

TEST(SignedNote, ALineByAnUnknownKeyIsIgnored) {
  const std::string note = kSpecNote + "\u2014 someone.else AAAAAGFiYw==\n";
  EXPECT_TRUE(check_note(note, kSpecKey));
}

TEST(SignedNote, AWrongLineByAKnownKeyIsNot) {
  const std::string note = kSpecNote + "\u2014 example.com/foo Uw2QOmFiYw==\n";
  const auto checked = check_note(note, kSpecKey);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::tampered);
}

TEST(SignedNote, SaysThatNobodyKnownSigned) {
  const auto checked = check_note("text\n\n\u2014 someone.else AAAAAGFiYw==\n", kSpecKey);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::not_found);
}

TEST(SignedNote, RefusesWhatIsNoNote) {
  for (const std::string text :
       {"", "\n", "text\n", "text\n\n", "text\r\n\n\u2014 a AAAAAGFiYw==\n",
        "text\n\n\u2014 a AAAAAGFiYw==", "text\n\n- a AAAAAGFiYw==\n", "text\n\n\u2014 a AAAAAGFiYw\n",
        "text\n\n\u2014 a\n", "\xff\n\n\u2014 a AAAAAGFiYw==\n"}) {
    const auto parsed = parse_note(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Errc::malformed);
  }
}

TEST(Checkpoint, HasOneFormOnly) {
  const Checkpoint checkpoint{"firsthour.case/x", 12, sha256(std::string_view{"root"})};
  const std::string text = checkpoint_text(checkpoint);
  const auto parsed = parse_checkpoint(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->size, 12U);
  EXPECT_EQ(parsed->root, checkpoint.root);
  EXPECT_FALSE(parse_checkpoint(text + "extension\n"));
  std::string zeros = text;
  zeros.replace(zeros.find("\n12\n"), 4, "\n012\n");
  EXPECT_FALSE(parse_checkpoint(zeros));
}

using Keys = TemporaryFolder;

TEST_F(Keys, AKeyIsMadePrivateAndLoadsAgain) {
  const auto made = make_key(at("keys"), "li.lei");
  ASSERT_TRUE(made) << made.error().what;
  struct stat facts {};
  ASSERT_EQ(::stat(at("keys/li.lei.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  const auto loaded = load_key(at("keys/li.lei.key"));
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ((*loaded)->verifier_key(), (*made)->verifier_key());
  EXPECT_EQ(read_file(at("keys/li.lei.vkey"), 1000).value(), (*made)->verifier_key() + "\n");
  EXPECT_EQ(list_keys(at("keys")).value(), std::vector{at("keys/li.lei.key")});

  const std::string text = "what is signed\n";
  const std::string note = text + "\n" + note_line(**loaded, text).value();
  EXPECT_TRUE(check_note(note, (*made)->verifier_key()));
  EXPECT_EQ((*made)->fingerprint().size(), 64U + 15);
}

TEST_F(Keys, AnExistingKeyIsNeverOverwritten) {
  ASSERT_TRUE(make_key(at("keys"), "a"));
  const std::string before = read_file(at("keys/a.key"), 1000).value();
  EXPECT_FALSE(make_key(at("keys"), "a"));
  EXPECT_EQ(read_file(at("keys/a.key"), 1000).value(), before);
}

TEST_F(Keys, AKeyThatOthersCanReadIsRefused) {
  ASSERT_TRUE(make_key(at("keys"), "a"));
  std::filesystem::permissions(at("keys/a.key"), std::filesystem::perms{0644});
  const auto loaded = load_key(at("keys/a.key"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Errc::denied);
}

TEST_F(Keys, NamesThatLeaveTheFolderOrBreakANoteAreRefused) {
  for (const std::string name : {"", "a/b", "..", "a b", "a+b", "a\nb"})
    EXPECT_EQ(make_key(at("keys"), name).error().code, Errc::usage) << name;
}

}  // namespace
}  // namespace firsthour
