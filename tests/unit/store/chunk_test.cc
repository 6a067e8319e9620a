// SPDX-License-Identifier: Apache-2.0
// Objects over 64 MiB have a tree over their chunks, so that a bad block is named by where it stands.
#include "casefile/merkle.h"
#include "casefile/store/digest_lanes.h"
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kMiB = 1 << 20;

// No two chunks are alike.
std::string large_content(std::size_t size) {
  std::string content(size, 'c');
  for (std::size_t at = 0; at < size; at += 4096)
    content.replace(at, std::min<std::size_t>(8, size - at),
                    std::to_string(10'000'000 + at / 4096).substr(0, size - at));
  return content;
}

std::string object_file(const std::string& hex) {
  return "objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

class Chunks : public CaseFixture {
 protected:
  static Json last_event(const CaseReader& reader) {
    Json found;
    EXPECT_TRUE(reader.each_event(0, reader.size(), [&](const Event& event) -> Result<> {
      found = parse_json(event.bytes).value();
      return {};
    }));
    return found;
  }
  void flip(const std::string& file, std::size_t offset) const {
    const auto path = std::filesystem::path{case_path()} / file;
    std::filesystem::permissions(path, std::filesystem::perms{0644});
    std::fstream stream{path, std::ios::binary | std::ios::in | std::ios::out};
    stream.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(byte);
  }
};

TEST_F(Chunks, ALargeObjectsEventNamesTheTreeOverItsChunks) {
  const std::string content = large_content(70 * kMiB + 5);
  const auto writer = create();
  const CaseItem item = attach(*writer, "/image", content);
  EXPECT_EQ(*item.item.sha256, sha256(content));
  const Json event = last_event(*writer);
  const Json& tree = event["chunks"][item.item.sha256->hex()];
  EXPECT_EQ(tree["length"], kMiB);
  MerkleTree expected{Algorithm::sha256};
  for (std::size_t at = 0; at < content.size(); at += kMiB)
    expected.append(std::string_view{content}.substr(at, kMiB));
  EXPECT_EQ(tree["root"], expected.root().hex());
  EXPECT_EQ(event["stores"][tree["leaves"].get<std::string>()], 71 * 32);
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(Chunks, UpTo64MiBThereIsNoTree) {
  const auto writer = create();
  attach(*writer, "/image", large_content(64 * kMiB));
  EXPECT_FALSE(last_event(*writer).contains("chunks"));
  attach(*writer, "/image", large_content(64 * kMiB + 1));
  EXPECT_TRUE(last_event(*writer).contains("chunks"));
}

TEST_F(Chunks, VerifyNamesTheBytesThatWereAltered) {
  std::string hex, leaves;
  {
    const auto writer = create();
    hex = attach(*writer, "/image", large_content(70 * kMiB + 5)).item.sha256->hex();
    leaves = last_event(*writer)["chunks"][hex]["leaves"];
    ASSERT_TRUE(writer->close());
  }
  flip(object_file(hex), 5 * kMiB + 77);
  flip(object_file(hex), 6 * kMiB);
  flip(object_file(hex), 70 * kMiB + 4);
  const auto report = verify();
  ASSERT_EQ(report.problems.size(), 1U) << told(report);
  EXPECT_EQ(report.problems[0].kind, VerifyKind::evidence_altered);
  EXPECT_EQ(report.problems[0].where, object_file(hex));
  EXPECT_THAT(report.problems[0].what, HasSubstr("altered: bytes 5242880-7340031, 73400320-73400324"));

  flip(object_file(leaves), 3);
  EXPECT_THAT(told(verify()), HasSubstr("where cannot be told"));
}

TEST_F(Chunks, AnAlteredLeafIsNamedByItsOwnObject) {
  std::string leaves;
  {
    const auto writer = create();
    const std::string hex = attach(*writer, "/image", large_content(65 * kMiB)).item.sha256->hex();
    leaves = last_event(*writer)["chunks"][hex]["leaves"];
    ASSERT_TRUE(writer->close());
  }
  flip(object_file(leaves), 40);
  const auto report = verify();
  ASSERT_EQ(report.problems.size(), 1U) << told(report);
  EXPECT_EQ(report.problems[0].where, object_file(leaves));
}

TEST_F(Chunks, TheSameContentAgainNeedsNoSecondTree) {
  const std::string content = large_content(65 * kMiB);
  const auto writer = create();
  attach(*writer, "/image", content);
  attach(*writer, "/copy", content);
  EXPECT_FALSE(last_event(*writer).contains("chunks"));
  EXPECT_EQ(writer->overview()->objects, 2U);
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST(DigestLanes, GiveWhatHashingOneAfterTheOtherGives) {
  const std::string content = large_content(5 * kMiB + 123);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMiB, kMiB + 1, content.size()})
    for (const bool threads : {true, false})
      for (const std::size_t piece : {std::size_t{77'777}, 2 * kMiB}) {
        DigestLanes lanes{{{Algorithm::sha256, Algorithm::md5, Algorithm::sm3}, true}, threads};
        const std::string_view bytes = std::string_view{content}.substr(0, size);
        for (std::size_t at = 0; at < size; at += piece) lanes.update(as_bytes(bytes.substr(at, piece)));
        lanes.finish();
        for (const Algorithm algorithm : {Algorithm::sha256, Algorithm::md5, Algorithm::sm3}) {
          Hasher hasher{algorithm};
          hasher.update(bytes);
          EXPECT_EQ(lanes.hex(algorithm), hasher.finish_hex()) << size << " in pieces of " << piece;
        }
        EXPECT_EQ(lanes.leaves().size(), chunks_of(size) * 32);
      }
}

TEST(DigestLanes, MayBeGivenUpInTheMiddle) {
  DigestLanes lanes{{{Algorithm::sha256, Algorithm::sm3}, true}};
  for (int i = 0; i < 40; ++i) {
    const auto block = lanes.take();
    block->size = block->room().size();
    std::fill(block->room().begin(), block->room().end(), std::byte{7});
    lanes.give(block);
  }
}

}  // namespace
}  // namespace firsthour
