// SPDX-License-Identifier: Apache-2.0
// What is written comes back; what is cut or altered shows.
#include "casefile/json.h"
#include "tests/unit/casefile/gathered.h"
#include "tests/unit/casefile/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace firsthour::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string as_line(const Item& item) { return canonical(to_json(item)); }

class Collection : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Forms, Collection, ::testing::Bool(),
                         [](const auto& form) { return form.param ? "zstd" : "plain"; });

TEST_P(Collection, ComesBackAsItWasWritten) {
  const std::string stream = sample_collection(GetParam());
  const Read read = read_back(stream);
  ASSERT_TRUE(read.reading) << read.reading.error().what;
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
  EXPECT_THAT(read.reading->problems, ElementsAre());
  EXPECT_EQ(read.got.outline_text, kOutline);
  EXPECT_EQ(read.reading->stream_bytes, stream.size());
  EXPECT_EQ(read.reading->stream_sha256, sha256(stream));
  Hasher sm3{Algorithm::sm3};
  sm3.update(stream);
  EXPECT_EQ(read.reading->stream_sm3, sm3.finish_hex());

  std::vector<std::string> paths;
  for (const auto& taken : read.got.items) paths.push_back(taken.item.id + " " + taken.item.path);
  EXPECT_THAT(paths,
              ElementsAre("000001.0 /etc/crontab", "000001.1 /tmp/\xff\xfe", "000001.2 /root/.ssh/id_ed25519",
                          "000001.3 volatile-done", "000002 /var/log/syslog", "000003 /var/log/shrunk",
                          "000004 eth0", "000005.0 /etc/hosts"));
  EXPECT_EQ(read.reading->items, paths.size());
  EXPECT_EQ(read.got.items[1].bytes, "odd name");
  EXPECT_EQ(read.got.items[2].item.outcome, Outcome::denied);
  EXPECT_EQ(read.got.items[3].item.kind, "mark");
  EXPECT_EQ(read.got.items[4].bytes, pattern(700));
  EXPECT_EQ(read.got.items[5].bytes, "only this");
  EXPECT_EQ(read.got.items[5].item.outcome, Outcome::changed);
  EXPECT_EQ(read.got.items[5].item.reason, "the source ended after 9 of 1000 bytes");
  EXPECT_EQ(read.got.items[6].bytes, "first packets");
  EXPECT_THAT(read.got.outcome_text, HasSubstr(R"("totals":{"items":8,)"));
}

std::vector<std::string> described(const Read& read) {
  std::vector<std::string> texts;
  for (const auto& taken : read.got.items) texts.push_back(as_line(taken.item) + "\n" + taken.bytes);
  return texts;
}

TEST_P(Collection, CutAnywhereGivesTheItemsBeforeTheCut) {
  const std::string stream = tiny_collection(GetParam());
  const std::vector<std::string> whole = described(read_back(stream));
  std::size_t most = 0;
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const Read cut = read_back(std::string_view{stream}.substr(0, size));
    if (!cut.reading) {
      ASSERT_EQ(cut.reading.error().code, Errc::malformed) << size;
      ASSERT_LT(size, 512u);
      continue;
    }
    ASSERT_EQ(cut.reading->end, CollectionEnd::cut) << size;
    ASSERT_TRUE(cut.reading->problems.empty()) << size;
    ASSERT_GE(cut.got.items.size(), most) << "a longer stream gives no fewer items";
    if (cut.got.items.size() > most || size % 100 == 0) {
      const std::vector<std::string> got = described(cut);
      ASSERT_TRUE(std::equal(got.begin(), got.end(), whole.begin())) << size;
    }
    most = cut.got.items.size();
  }
  EXPECT_EQ(most, whole.size()) << "the last items stand before the manifests";
}

// Whatever is handed over of an altered stream is what was written.
TEST_P(Collection, EachAlteredByteShows) {
  const std::string stream = tiny_collection(GetParam());
  const Read original = read_back(stream);
  const std::vector<std::string> whole = described(original);
  for (std::size_t at = 0; at < stream.size(); ++at) {
    std::string altered = stream;
    altered[at] =
        static_cast<char>(static_cast<unsigned char>(altered[at]) ^ (at % 9 == 8 ? 0xffu : 1u << at % 9));
    const Read read = read_back(altered);
    for (const std::string& item : described(read)) {
      ASSERT_NE(std::find(whole.begin(), whole.end(), item), whole.end()) << "byte " << at << ": " << item;
    }
    if (!read.reading) continue;
    ASSERT_NE(read.reading->end, CollectionEnd::whole) << "byte " << at;
    ASSERT_EQ(read.reading->end == CollectionEnd::cut, read.reading->problems.empty()) << "byte " << at;
    ASSERT_TRUE(read.got.outcome_text.empty() || read.got.outcome_text == original.got.outcome_text) << at;
  }
}

TEST_P(Collection, BytesBehindTheEndShow) {
  const Read read = read_back(sample_collection(GetParam()) + "x");
  ASSERT_TRUE(read.reading);
  EXPECT_EQ(read.reading->end, CollectionEnd::tampered);
  ASSERT_EQ(read.reading->problems.size(), 1u);
  EXPECT_THAT(read.reading->problems[0], HasSubstr("bytes after"));
  EXPECT_EQ(read.got.items.size(), 8u);
}

TEST_P(Collection, EachAlteredPartOfAllKindsShows) {
  const std::string stream = sample_collection(GetParam());
  for (std::size_t at = 0; at < stream.size(); at += 61) {
    std::string altered = stream;
    altered[at] = static_cast<char>(altered[at] ^ 0x20);
    const Read read = read_back(altered);
    ASSERT_TRUE(!read.reading || read.reading->end != CollectionEnd::whole) << "byte " << at;
  }
}

// Items of all sizes in random order come back with their bytes, and a stream in many parts among them.
TEST_P(Collection, RandomItemsComeBack) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    std::mt19937 random{seed};
    const auto upto = [&](std::size_t n) { return random() % n; };
    std::string stream;
    StringSink sink{stream};
    const auto writer = start(sink, GetParam());
    std::map<std::string, std::string> expected;
    const auto capture = writer->open(named("capture", "capture"));
    for (unsigned i = 0; i < 60; ++i) {
      std::string path = "/" + std::to_string(i) + "/" + pattern(upto(20), i);
      const std::string bytes = pattern(upto(4) == 0 ? upto(400'000) : upto(3000), 1000 * seed + i);
      if (upto(3) == 0) {
        MemorySource source{as_bytes(bytes)};
        ASSERT_TRUE(writer->add(named(path), source, bytes.size()));
      } else {
        ASSERT_TRUE(writer->add(named(path), as_bytes(bytes)));
      }
      const std::string packets = pattern(upto(300'000), i);
      ASSERT_TRUE(capture->write(as_bytes(packets)));
      expected["capture"] += packets;
      expected[path] = bytes;
      if (upto(20) == 0) {
        ASSERT_TRUE(writer->mark("m"));
      }
    }
    ASSERT_TRUE(capture->finish(Outcome::partial, "stopped"));
    const auto totals = writer->finish("{}");
    ASSERT_TRUE(totals);
    const Read read = read_back(stream);
    ASSERT_TRUE(read.reading);
    ASSERT_EQ(read.reading->end, CollectionEnd::whole) << read.reading->problems[0];
    EXPECT_EQ(read.reading->items, totals->items);
    EXPECT_EQ(read.reading->payload_bytes, totals->payload_bytes);
    std::size_t compared = 0;
    for (const auto& taken : read.got.items) {
      if (taken.item.kind == "mark") continue;
      ASSERT_TRUE(expected.contains(taken.item.path));
      ASSERT_EQ(taken.bytes, expected[taken.item.path]);
      ASSERT_EQ(taken.item.sha256, sha256(taken.bytes));
      ++compared;
    }
    EXPECT_EQ(compared, expected.size());
  }
}

}  // namespace
}  // namespace firsthour::testing
