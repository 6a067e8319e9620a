// SPDX-License-Identifier: Apache-2.0
// Encrypted collections, whole, cut at every length and with every byte flipped: only whole and right items
// are told, and the end is never called whole.
#include "tests/unit/casefile/gathered.h"
#include "tests/unit/casefile/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::size_t kSealedChunk = 64 * 1024 + 16;

class EncryptedCollection : public ::testing::Test {
 protected:
  AgeKeys keys_{{*AgeIdentity::make(AgeKind::x25519)}, {}};

  [[nodiscard]] std::string encrypted(std::string_view text) const {
    std::string file;
    StringSink sink{file};
    const std::vector<AgeRecipient> recipients{keys_.identities[0].recipient()};
    const auto writer = AgeWriter::to_recipients(sink, recipients);
    EXPECT_TRUE((*writer)->write(as_bytes(text)));
    EXPECT_TRUE((*writer)->finish());
    return file;
  }
  [[nodiscard]] Read read(std::string_view file) const {
    Read read;
    MemorySource source{as_bytes(file)};
    read.reading = read_collection(source, read.got, keys_);
    return read;
  }
};

// What was told is the beginning of what there is.
void expect_only_right_items(const Gathered& got, const Gathered& all, const std::string& where) {
  ASSERT_LE(got.items.size(), all.items.size()) << where;
  for (std::size_t i = 0; i < got.items.size(); ++i) {
    EXPECT_EQ(got.items[i].item.path, all.items[i].item.path) << where;
    EXPECT_TRUE(got.items[i].bytes == all.items[i].bytes) << where;
  }
}

TEST_F(EncryptedCollection, IsReadAndItsDigestIsThatOfTheBytesCarried) {
  for (const bool compress : {false, true}) {
    const std::string file = encrypted(sample_collection(compress));
    const Read whole = read(file);
    ASSERT_TRUE(whole.reading);
    EXPECT_EQ(whole.reading->end, CollectionEnd::whole);
    EXPECT_EQ(whole.reading->stream_sha256, sha256(file));
    EXPECT_EQ(whole.reading->stream_bytes, file.size());
    EXPECT_EQ(whole.reading->encrypted_to, keys_.identities[0].recipient().text());
    EXPECT_EQ(whole.got.items.size(), read_back(sample_collection()).got.items.size());
  }
}

TEST_F(EncryptedCollection, IsRefusedWithoutTheIdentity) {
  const Read refused = read_back(encrypted(sample_collection()));
  ASSERT_FALSE(refused.reading);
  EXPECT_EQ(refused.reading.error().code, Errc::not_found);
  EXPECT_EQ(refused.got.outline_text, "");
}

TEST_F(EncryptedCollection, EveryByteFlippedIsNoticed) {
  const std::string plain = tiny_collection(true);
  const Read all = read_back(plain);
  const std::string file = encrypted(plain);
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string flipped = file;
    flipped[at] ^= 1;
    const Read altered = read(flipped);
    // One chunk holds all of it: nothing of it is authentic, so nothing is told.
    EXPECT_FALSE(altered.reading) << at;
    EXPECT_EQ(altered.got.outline_text, "") << at;
    EXPECT_TRUE(altered.got.items.empty()) << at;
  }
}

TEST_F(EncryptedCollection, AFlipInALaterChunkKeepsWhatCameBefore) {
  for (const bool compress : {false, true}) {
    const std::string plain = sample_collection(compress, 200'000);
    const Read all = read_back(plain);
    const std::string file = encrypted(plain);
    const std::size_t last = file.size() - (plain.size() % (64 * 1024) + 16);
    for (std::size_t at = file.size() % kSealedChunk; at < file.size(); at += 499) {
      std::string flipped = file;
      flipped[at] ^= 1;
      const Read altered = read(flipped);
      const std::string where = "byte " + std::to_string(at);
      if (altered.reading) {
        // A last chunk that was altered cannot be told from one that was cut.
        EXPECT_EQ(altered.reading->end, at < last ? CollectionEnd::tampered : CollectionEnd::cut) << where;
        EXPECT_FALSE(altered.reading->problems.empty()) << where;
        EXPECT_EQ(altered.reading->stream_sha256, sha256(flipped)) << where;
      }
      expect_only_right_items(altered.got, all.got, where);
      EXPECT_LT(altered.got.items.size(), all.got.items.size()) << where;
    }
  }
}

TEST_F(EncryptedCollection, CutAtAnyLengthItGivesWholeItems) {
  for (const bool compress : {false, true}) {
    const std::string plain = sample_collection(compress, 150'000);
    const Read all = read_back(plain);
    const std::string file = encrypted(plain);
    std::size_t most = 0;
    // Every length around the borders, some between.
    for (std::size_t length = 0; length<file.size(); length += file.size() - length> 600 ? 199 : 1) {
      const Read cut = read(std::string_view{file}.substr(0, length));
      const std::string where = "length " + std::to_string(length);
      EXPECT_TRUE(!cut.reading || cut.reading->end == CollectionEnd::cut) << where;
      expect_only_right_items(cut.got, all.got, where);
      EXPECT_GE(cut.got.items.size(), most) << where;
      most = cut.got.items.size();
      EXPECT_EQ(cut.got.outcome_text, "") << where;
    }
    EXPECT_GT(most, 0u);
  }
}

TEST_F(EncryptedCollection, BytesBehindItAreTampering) {
  for (const bool compress : {false, true}) {
    const Read longer = read(encrypted(sample_collection(compress, 300'000)) + std::string(70'000, 'x'));
    ASSERT_TRUE(longer.reading);
    EXPECT_EQ(longer.reading->end, CollectionEnd::tampered);
    EXPECT_THAT(longer.reading->problems, Contains(HasSubstr("chunk")));
  }
}

// All of the collection came, but the writer of the encryption never said that this was all.
TEST_F(EncryptedCollection, WithoutItsLastChunkItIsCutThoughAllOfItCame) {
  std::string plain = sample_collection();
  for (std::size_t large = 1000; plain.size() % (64 * 1024) != 0; large += 512)
    plain = sample_collection(false, large);
  const std::string file = encrypted(plain + "m");  // whose chunk is then taken off
  const Read cut = read(std::string_view{file}.substr(0, file.size() - 17));
  ASSERT_TRUE(cut.reading);
  EXPECT_EQ(cut.reading->end, CollectionEnd::cut);
  EXPECT_THAT(cut.reading->problems, Contains(HasSubstr("before its last one")));
}

}  // namespace
}  // namespace firsthour::testing
