// SPDX-License-Identifier: Apache-2.0
// Collections that lie. Built file by file with right headers, so that the lie is the only thing wrong.
#include "casefile/pack/bag_writer.h"
#include "casefile/pack/record_line.h"
#include "casefile/pack/tar_header.h"
#include "tests/unit/casefile/gathered.h"
#include "tests/unit/casefile/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

using pack::PayloadKind;
using ::testing::Contains;
using ::testing::HasSubstr;

std::string tar_file(const std::string& name, std::string_view bytes) {
  return pack::tar_header({"x", name, bytes.size(), 0}) + std::string{bytes} +
         std::string(pack::tar_padding(bytes.size()), '\0');
}

std::string front() { return tar_file("bagit.txt", pack::kBagit) + tar_file("outline.json", "{}"); }

Item with_content(std::string_view content, std::string id, std::string stored) {
  Item item = named("/x");
  item.id = std::move(id);
  item.size = content.size();
  item.sha256 = sha256(content);
  item.stored = {std::move(stored)};
  return item;
}

// A collection of the files that `payload` names and contains, with an end that fits them.
std::string whole(const std::vector<std::pair<pack::PayloadName, std::string>>& payload,
                  std::uint64_t items) {
  std::string stream;
  StringSink sink{stream};
  pack::BagWriter bag{sink, false, "x", 0};
  EXPECT_TRUE(bag.tag_file("bagit.txt", pack::kBagit));
  EXPECT_TRUE(bag.tag_file("outline.json", "{}"));
  for (const auto& [name, bytes] : payload) EXPECT_TRUE(bag.payload_file(name, bytes));
  const auto& manifest = bag.manifest();
  EXPECT_TRUE(bag.tag_file("outcome.json", R"({"totals":{"items":)" + std::to_string(items) +
                                               R"(,"payload_bytes":)" + std::to_string(manifest.bytes) +
                                               R"(,"payload_files":)" +
                                               std::to_string(manifest.files.size()) + "}}"));
  EXPECT_TRUE(bag.tag_file("bag-info.txt", "Payload-Oxum: " + manifest.oxum() + "\n"));
  EXPECT_TRUE(bag.finish());
  return stream;
}

void expect_tampered(const std::string& stream, const std::string& problem, std::size_t items = 0) {
  const Read read = read_back(stream);
  ASSERT_TRUE(read.reading) << problem;
  EXPECT_EQ(read.reading->end, CollectionEnd::tampered) << problem;
  EXPECT_THAT(read.reading->problems, Contains(HasSubstr(problem)));
  EXPECT_EQ(read.got.items.size(), items) << problem;
}

constexpr pack::PayloadName kContent{PayloadKind::content, 1, 0}, kRecord{PayloadKind::record, 1, 0},
    kSegment{PayloadKind::segment_content, 1, 0}, kRecords{PayloadKind::segment_records, 1, 0};

TEST(HostileCollection, TheHelperMakesGoodOnes) {
  const std::string record = *pack::record_line(with_content("abc", "000001", kContent.text()));
  const Read read = read_back(whole({{kContent, "abc"}, {kRecord, record}}, 1));
  ASSERT_TRUE(read.reading);
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
}

TEST(HostileCollection, NamesThatAreNotOursEndTheReading) {
  for (const char* name : {"../etc/passwd", "/etc/passwd", "data/../x", "data/000001/content.0000",
                           "data/1/content", "data/000000/content", "data/1000000/content",
                           "data/items-000001", "data/000001/\x1b[2J", "data/000001/content/", "fetch.txt"}) {
    expect_tampered(front() + tar_file(name, "x") + std::string(1024, '\0'), "is no name of a collection");
  }
}

TEST(HostileCollection, LinksAndDevicesAreNoHeadersOfOurs) {
  for (const char type : {'1', '2', '3', '5', '6', 'g', 'L', 'S'}) {
    std::string header = pack::tar_header({"x", "data/000001/content", 0, 0});
    header[156] = type;
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "%06o", sum);
    header.replace(148, 7, digits.data(), 7);
    expect_tampered(front() + header + std::string(1024, '\0'), "not a header as it has to be");
  }
}

TEST(HostileCollection, SizesThatNoWriterMakesAreNotRead) {
  const auto claims = [](const std::string& name, std::uint64_t size) {
    return pack::tar_header({"x", name, size, 0}) + "x";
  };
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;
  expect_tampered(front() + claims("data/items-000001.content", kHuge), "larger than any writer");
  expect_tampered(front() + claims("data/000001/item.json", kHuge), "larger than any writer");
  expect_tampered(front() + claims("data/000001/content.0001", kHuge), "a size that no writer gives");
  expect_tampered(front() + claims("data/000001/content.0001", 0), "a size that no writer gives");
  expect_tampered(front() + claims("outcome.json", kHuge), "larger than any writer");
  expect_tampered(tar_file("bagit.txt", pack::kBagit) + claims("outline.json", kHuge),
                  "larger than any writer");
  const Read endless = read_back(front() + claims("data/000001/content", kHuge));
  EXPECT_EQ(endless.reading->end, CollectionEnd::cut) << "a memory image may be large";
}

TEST(HostileCollection, RecordsThatDoNotFitTheirBytesAreNotHandedOver) {
  const auto judged = [](Item item, const std::string& problem) {
    expect_tampered(whole({{kContent, "abc"}, {kRecord, *pack::record_line(std::move(item))}}, 0), problem);
  };
  const Item good = with_content("abc", "000001", kContent.text());
  Item item = good;
  item.sha256 = sha256("abd");
  judged(item, "data/000001/item.json: SHA-256 of the content differs");
  item.sha256.reset();
  judged(item, "SHA-256 of the content differs");
  item = good;
  item.id = "000002";
  judged(item, "its id is not 000001");
  item = good;
  item.stored = {"data/000002/content"};
  judged(item, "names other bytes");
  item = with_content("abcd", "000001", kContent.text());
  judged(item, "names more bytes than there are");
  item = with_content("ab", "000001", kContent.text());
  judged(item, "names fewer bytes than there are");
  item.outcome = Outcome::changed;
  judged(item, "the content goes on after its size");
}

TEST(HostileCollection, SlicesMustCoverTheSegmentInOrder) {
  const auto line = [](std::string_view content, std::uint64_t offset, const char* id) {
    Item item = with_content(content, id, kSegment.text());
    item.stored_offset = offset;
    return *pack::record_line(std::move(item));
  };
  const auto judged = [](const std::string& records, const std::string& problem, std::size_t items) {
    expect_tampered(whole({{kSegment, "abcdef"}, {kRecords, records}}, items), problem, items);
  };
  judged(line("abc", 0, "000001.0"), "has bytes that no record names", 1);
  judged(line("abc", 0, "000001.0") + line("abc", 0, "000001.1"), "line 2: names a range that does not fit",
         1);
  judged(line("abc", 0, "000001.0") + line("xxx", 3, "000001.1"), "line 2: SHA-256 of the content differs",
         1);
  judged(line("abc", 0, "000001.0") + line("def", 3, "000001.2"), "line 2: its id is not 000001.1", 1);
  judged(line("abcdefg", 0, "000001.0"), "names a range that does not fit", 0);
  judged("{}\n", "too short", 0);
  judged("no end", "its last line has no end", 0);
  judged(line("abc", 0, "000001.0").replace(5, 1, "X") + line("def", 3, "000001.1"),
         "its check does not hold", 1);
}

TEST(HostileCollection, NothingMayStandTwiceOrAlone) {
  const std::string record = *pack::record_line(with_content("abc", "000001", kContent.text()));
  expect_tampered(whole({{kContent, "abc"}, {kRecord, record}, {kContent, "abc"}, {kRecord, record}}, 1),
                  "its number was used before", 1);
  expect_tampered(whole({{kContent, "abc"}}, 0), "outcome.json: stands where data/000001/item.json must be");
  expect_tampered(whole({{kRecord, record}}, 0), "names bytes that did not come");
  expect_tampered(whole({{kRecords, record}}, 0), "has no content before it");
  expect_tampered(whole({{{PayloadKind::part, 1, 2}, "abc"}}, 0), "a part before it is missing");
  expect_tampered(whole({{{PayloadKind::part, 1, 1}, "abc"}}, 0), "data/000001: has no record");
}

TEST(HostileCollection, TotalsAndManifestsMustAgree) {
  const std::string record = *pack::record_line(with_content("abc", "000001", kContent.text()));
  expect_tampered(whole({{kContent, "abc"}, {kRecord, record}}, 2), "outcome.json: its totals", 1);
  const std::string good = whole({{kContent, "abc"}, {kRecord, record}}, 1);
  std::string lies = good;
  lies.replace(lies.find("  data/000001/content\n") - 64, 64, sha256("other").hex());
  expect_tampered(lies, "data/000001/content: SHA-256 differs from manifest-sha256.txt", 1);
  lies = good;
  lies.replace(lies.find("Payload-Oxum"), 12, "payload-oxum");
  expect_tampered(lies, "bag-info.txt: its Payload-Oxum is not", 1);
}

TEST(HostileCollection, ManifestsMustNameEveryFile) {
  const std::string item = *pack::record_line(with_content("abc", "000001", kContent.text()));
  const std::string good = whole({{kContent, "abc"}, {kRecord, item}}, 1);
  const std::string manifest = pack::manifest_line(sha256("abc"), kContent.text());
  const std::string all = manifest + pack::manifest_line(sha256(item), kRecord.text());
  const std::string file = tar_file("manifest-sha256.txt", all);
  const auto with = [&](const std::string& text) {
    std::string stream = good;
    return stream.replace(stream.find(file), file.size(), tar_file("manifest-sha256.txt", text));
  };
  expect_tampered(with(manifest), "manifest-sha256.txt: does not name data/000001/item.json", 1);
  expect_tampered(with(all + manifest), "names more files than there are", 1);
  expect_tampered(with(all + std::string(200, 'x')), "line 3 is too long", 1);
  expect_tampered(with(all.substr(manifest.size())), "line 1 is not that of data/000001/content", 1);
  expect_tampered(with(all.substr(0, all.size() - 1)), "its last line has no end", 1);
}

TEST(HostileCollection, OtherInputIsNoCollection) {
  for (const std::string& input :
       {std::string{}, std::string{"hello"}, std::string(100'000, 'x'), std::string(2048, '\0'),
        tar_file("etc/passwd", "x"), std::string{"\x28\xb5\x2f\xfd garbage"}}) {
    const Read read = read_back(input);
    ASSERT_FALSE(read.reading);
    EXPECT_EQ(read.reading.error().code, Errc::malformed);
  }
}

// A compressed stream could carry things past the manifests in frames that decoders skip.
TEST(HostileCollection, SkippableFramesAreRefused) {
  const std::string frame{"\x50\x2a\x4d\x18\x04\x00\x00\x00sneaky", 12};
  const std::string stream = tiny_collection(true);
  const std::size_t seal = stream.size() - 40;
  expect_tampered(stream.substr(0, seal) + frame + stream.substr(seal), "neither a zstd frame nor the seal",
                  3);
}

TEST(HostileCollection, AFailureOfTheHandlerEndsTheReading) {
  class Full final : public CollectionHandler {
   public:
    Result<> outline(std::string_view) override { return {}; }
    Result<> content_begin(std::string_view, std::uint64_t) override { return {}; }
    Result<> content_bytes(std::span<const std::byte>) override {
      return fail(Errc::no_space, "disk is full");
    }
    Result<> content_end(std::string_view, const Sha256&) override { return {}; }
    Result<> item(const Item&) override { return {}; }
    Result<> outcome(std::string_view) override { return {}; }
  };
  const std::string stream = sample_collection();
  MemorySource source{as_bytes(stream)};
  Full full;
  const auto reading = read_collection(source, full);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().code, Errc::no_space);
}

TEST(HostileCollection, ASourceThatFailsHasCutTheStream) {
  class Failing final : public ByteSource {
   public:
    explicit Failing(std::string_view front) : front_{as_bytes(front)} {}
    Result<std::size_t> read(std::span<std::byte> into) override {
      auto got = front_.read(into);
      if (*got > 0) return got;
      return fail(Errc::io, "cannot read: connection reset");
    }

   private:
    MemorySource front_;
  };
  for (const bool compress : {false, true}) {
    const std::string stream = sample_collection(compress);
    Failing source{std::string_view{stream}.substr(0, stream.size() - 60)};
    Gathered got;
    const auto reading = read_collection(source, got);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->end, CollectionEnd::cut);
    EXPECT_THAT(reading->problems, Contains(HasSubstr("connection reset")));
    EXPECT_EQ(got.items.size(), 8u);
  }
}

}  // namespace
}  // namespace firsthour::testing
