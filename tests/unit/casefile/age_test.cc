// SPDX-License-Identifier: Apache-2.0
// age: what was encrypted comes back, to whom it was sent; what was cut or altered is told apart and nothing
// unauthenticated is released.
#include "casefile/age.h"

#include "casefile/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kChunk = 64 * 1024;

AgeIdentity made(AgeKind kind) {
  auto identity = AgeIdentity::make(kind);
  EXPECT_TRUE(identity);
  return *identity;
}

std::string text_of(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

std::string encrypted(std::string_view text, std::vector<AgeRecipient> recipients) {
  std::string file;
  StringSink sink{file};
  auto writer = AgeWriter::to_recipients(sink, recipients);
  EXPECT_TRUE(writer);
  // In two goes of odd length: chunks do not follow the writes.
  const auto bytes = as_bytes(text);
  EXPECT_TRUE((*writer)->write(bytes.first(bytes.size() / 3)));
  EXPECT_TRUE((*writer)->write(bytes.subspan(bytes.size() / 3)));
  EXPECT_TRUE((*writer)->finish());
  return file;
}

struct Opened {
  std::string text;  // what was released
  std::optional<Error> error;
  std::string by;
};

Opened opened(std::string_view file, const AgeKeys& keys) {
  MemorySource source{as_bytes(file)};
  auto reader = AgeReader::open(source, keys);
  if (!reader) return {{}, reader.error(), {}};
  Opened all{{}, {}, (*reader)->opened_by()};
  std::vector<std::byte> buffer(10'007);
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got) {
      all.error = got.error();
      return all;
    }
    if (*got == 0) return all;
    all.text += as_text(std::span{buffer}.first(*got));
  }
}

Opened opened(std::string_view file, const AgeIdentity& identity) {
  AgeKeys keys;
  keys.identities.push_back(identity);
  return opened(file, keys);
}

AgeKeys passphrase(const std::string& words) {
  AgeKeys keys;
  keys.passphrase = [words] { return Result<std::string>{words}; };
  return keys;
}

TEST(Age, EveryRecipientOpensWhatWasSentToSeveral) {
  const AgeIdentity first = made(AgeKind::x25519), second = made(AgeKind::x25519), third = made(AgeKind::sm2);
  const std::string file = encrypted("hello", {first.recipient(), second.recipient(), third.recipient()});
  for (const AgeIdentity& identity : {first, second, third}) {
    const Opened all = opened(file, identity);
    EXPECT_EQ(all.text, "hello");
    EXPECT_FALSE(all.error);
    EXPECT_EQ(all.by, identity.recipient().text());
  }
}

TEST(Age, AllSizesAroundAChunkComeBack) {
  const AgeIdentity identity = made(AgeKind::x25519);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1, 2 * kChunk,
                                 5 * kChunk + 17, 9 * kChunk}) {
    const std::string text = text_of(size);
    const Opened all = opened(encrypted(text, {identity.recipient()}), identity);
    EXPECT_TRUE(all.text == text) << size;
    EXPECT_FALSE(all.error) << size;
  }
}

TEST(Age, APassphraseOpensWhatItSealed) {
  std::string file;
  StringSink sink{file};
  auto writer = AgeWriter::to_passphrase(sink, "correct horse", 10);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(as_bytes("hello")));
  ASSERT_TRUE((*writer)->finish());
  const Opened all = opened(file, passphrase("correct horse"));
  EXPECT_EQ(all.text, "hello");
  EXPECT_EQ(all.by, "passphrase");
  EXPECT_EQ(opened(file, passphrase("wrong")).error->code, Errc::not_found);
  EXPECT_THAT(opened(file, AgeKeys{}).error->what, HasSubstr("none was given"));
}

TEST(Age, ARefusalSaysWhomItWasSentToAndWhatWasTried) {
  const AgeIdentity to = made(AgeKind::x25519), also = made(AgeKind::sm2), other = made(AgeKind::x25519);
  const std::string file = encrypted("x", {to.recipient(), to.recipient(), also.recipient()});
  const Opened none = opened(file, AgeKeys{});
  EXPECT_EQ(none.error->code, Errc::not_found);
  EXPECT_THAT(none.error->what, StartsWith("encrypted to 2 X25519 keys, the SM2 key with tag "));
  EXPECT_THAT(none.error->what, HasSubstr("no identity was given"));
  EXPECT_THAT(opened(file, other).error->what, HasSubstr(other.recipient().text()));
}

// The three ends: whole, cut, tampered. Only what is authentic is released.
TEST(Age, ACutStreamGivesItsWholeChunksAndSaysSo) {
  const AgeIdentity identity = made(AgeKind::x25519);
  const std::string text = text_of(3 * kChunk + 100);
  const std::string file = encrypted(text, {identity.recipient()});
  const std::size_t payload = file.size() - (text.size() + 4 * 16);
  for (const std::size_t left : {std::size_t{0}, std::size_t{5}, kChunk, kChunk + 15, kChunk + 16,
                                 kChunk + 17, 2 * kChunk + 32, 3 * kChunk + 48, 3 * kChunk + 48 + 115}) {
    const Opened all = opened(std::string_view{file}.substr(0, payload + left), identity);
    ASSERT_TRUE(all.error) << left;
    EXPECT_EQ(all.error->code, Errc::io) << left;
    EXPECT_TRUE(all.text == text.substr(0, left / (kChunk + 16) * kChunk)) << left;
  }
}

TEST(Age, AnAlteredByteReleasesNothingOfItsChunk) {
  const AgeIdentity identity = made(AgeKind::x25519);
  const std::string text = text_of(3 * kChunk);
  const std::string file = encrypted(text, {identity.recipient()});
  const std::size_t payload = file.size() - 3 * (kChunk + 16);
  for (std::size_t chunk = 0; chunk < 3; ++chunk) {
    for (const std::size_t at : {std::size_t{0}, kChunk / 2, kChunk, kChunk + 15}) {
      std::string altered = file;
      altered[payload + chunk * (kChunk + 16) + at] ^= 1;
      const Opened all = opened(altered, identity);
      ASSERT_TRUE(all.error);
      EXPECT_EQ(all.error->code, Errc::tampered) << chunk << " " << at;
      EXPECT_EQ(all.text.size(), chunk * kChunk);
      EXPECT_TRUE(all.text == text.substr(0, chunk * kChunk));
    }
  }
}

TEST(Age, EveryByteOfAnAlteredHeaderIsNoticed) {
  const AgeIdentity identity = made(AgeKind::x25519);
  const std::string file = encrypted("hello", {identity.recipient(), made(AgeKind::sm2).recipient()});
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int bit : {1, 32}) {
      std::string altered = file;
      altered[at] = static_cast<char>(altered[at] ^ bit);
      const Opened all = opened(altered, identity);
      EXPECT_TRUE(all.error) << at;
      EXPECT_EQ(all.text, "") << at;
    }
  }
}

TEST(Age, SomethingBehindTheLastChunkIsTampering) {
  const AgeIdentity identity = made(AgeKind::x25519);
  const std::string file = encrypted(text_of(kChunk), {identity.recipient()}) + "x";
  const Opened all = opened(file, identity);
  EXPECT_EQ(all.error->code, Errc::tampered);
  EXPECT_EQ(all.text.size(), kChunk);  // the chunk itself is authentic
}

TEST(Age, ChunksInAnotherOrderDoNotHold) {
  const AgeIdentity identity = made(AgeKind::x25519);
  std::string file = encrypted(text_of(3 * kChunk), {identity.recipient()});
  const std::size_t payload = file.size() - 3 * (kChunk + 16);
  std::swap_ranges(file.begin() + static_cast<std::ptrdiff_t>(payload),
                   file.begin() + static_cast<std::ptrdiff_t>(payload + kChunk + 16),
                   file.begin() + static_cast<std::ptrdiff_t>(payload + kChunk + 16));
  const Opened all = opened(file, identity);
  EXPECT_EQ(all.error->code, Errc::tampered);
  EXPECT_EQ(all.text, "");
}

// A source that gives some bytes and then fails.
class Failing final : public ByteSource {
 public:
  explicit Failing(std::string_view text) : rest_{as_bytes(text)} {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    const auto got = rest_.read(into);
    if (!got || *got > 0) return got;
    return fail(Errc::denied, "the disc has a scratch");
  }

 private:
  MemorySource rest_;
};

TEST(Age, ASourceThatFailsIsNoTampering) {
  const AgeIdentity identity = made(AgeKind::x25519);
  const std::string file = encrypted(text_of(2 * kChunk), {identity.recipient()});
  Failing source{std::string_view{file}.substr(0, file.size() - 20)};
  AgeKeys keys;
  keys.identities.push_back(identity);
  auto reader = AgeReader::open(source, keys);
  ASSERT_TRUE(reader);
  const auto all = read_all(**reader, 1 << 20);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().what, "the disc has a scratch");
}

TEST(AgeKeys, WhatAgeKeygenWroteIsUnderstood) {
  // From the documentation of the format.
  const auto identity =
      AgeIdentity::parse("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->recipient().text(), "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj");
  EXPECT_EQ(identity->secret_text(),
            "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
}

TEST(AgeKeys, BothKindsComeBackFromTheirTexts) {
  for (const AgeKind kind : {AgeKind::x25519, AgeKind::sm2}) {
    const AgeIdentity identity = made(kind);
    const auto again = AgeIdentity::parse(identity.secret_text());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->recipient().text(), identity.recipient().text());
    const auto recipient = AgeRecipient::parse(identity.recipient().text());
    ASSERT_TRUE(recipient);
    EXPECT_EQ(recipient->kind(), kind);
  }
  EXPECT_THAT(made(AgeKind::sm2).recipient().text(), StartsWith("age1sm21"));
  EXPECT_THAT(made(AgeKind::sm2).secret_text(), StartsWith("AGE-SECRET-KEY-SM2-1"));
}

TEST(AgeKeys, AMistypedLetterIsNoticed) {
  const std::string text = made(AgeKind::x25519).recipient().text();
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string mistyped = text;
    mistyped[at] = mistyped[at] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(AgeRecipient::parse(mistyped)) << at;
  }
}

TEST(AgeKeys, AFileSaysTheLineThatIsWrong) {
  const std::string good = made(AgeKind::x25519).recipient().text();
  EXPECT_EQ(parse_age_recipients("# ours\n\n" + good + "\r\n" + good)->size(), 2u);
  EXPECT_THAT(parse_age_recipients("# ours\nage1x\n").error().what, StartsWith("line 2: "));
  EXPECT_THAT(parse_age_recipients("age1yubikey1qqqqqqqqqq\n").error().what, HasSubstr("age recipient"));
  EXPECT_EQ(parse_age_recipients("# nobody\n").error().code, Errc::malformed);
}

TEST(AgeKeys, ASecretThatIsWrongIsNotShown) {
  const auto wrong = parse_age_identities("AGE-SECRET-KEY-1QQQQ\n");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().what, testing::Not(HasSubstr("QQQQ")));
}

}  // namespace
}  // namespace firsthour
