// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IngestTest : public CaseFixture {
 protected:
  static Result<IngestResult> ingest(CaseWriter& writer, const std::string& collection,
                                     IngestOptions options = {}) {
    MemorySource source{as_bytes(collection)};
    return writer.ingest(source, options);
  }
  static Json last_event(const CaseReader& reader, std::string_view type) {
    Json found;
    EXPECT_TRUE(reader.each_event(0, reader.size(), [&](const Event& event) -> Result<> {
      if (event.type == type) found = parse_json(event.bytes).value();
      return {};
    }));
    return found;
  }
};

TEST_F(IngestTest, EveryKindOfItemComesOutAsItWentIn) {
  const std::string large(300'000, 'L');
  std::string parts(9 << 20, 'p');
  parts[5 << 20] = 'q';
  const std::string collection = make_collection([&](CollectionWriter& writer) {
    ASSERT_TRUE(writer.add(collected_file("/small"), as_bytes("small one")));
    ASSERT_TRUE(writer.add(collected_file("/empty"), {}));
    ASSERT_TRUE(writer.add(collected_file("/large"), as_bytes(large)));
    Item denied = collected_file("/etc/shadow");
    denied.outcome = Outcome::denied;
    denied.reason = "permission denied";
    ASSERT_TRUE(writer.note(denied));
    const auto stream = writer.open(collected_file("/dev/stream"));
    ASSERT_TRUE(stream->write(as_bytes(parts)));
    ASSERT_TRUE(stream->finish(Outcome::complete, ""));
    MemorySource shrunk{as_bytes("only this came")};
    ASSERT_TRUE(writer.add(collected_file("/shrunk"), shrunk, 100'000));
  });
  {
    const auto writer = create();
    const auto result = ingest(*writer, collection);
    ASSERT_TRUE(result) << result.error().what;
    EXPECT_EQ(result->collection, "c1");
    EXPECT_TRUE(result->whole);
    EXPECT_FALSE(result->tampered);
    EXPECT_THAT(result->problems, ElementsAre());
    EXPECT_EQ(result->items, 6U);
    EXPECT_EQ(result->sha256, sha256(std::string_view{collection}).hex());
    EXPECT_EQ(result->sm3.size(), 64U);
    EXPECT_EQ(result->outline, R"({"host":"web01"})");
    EXPECT_FALSE(result->as_expected);
    ASSERT_TRUE(writer->close());
  }
  const auto reader = read();
  std::map<std::string, std::string> contents;
  ASSERT_TRUE(reader->each_item([&](const CaseItem& item) -> Result<> {
    EXPECT_TRUE(item.id.starts_with("c1/")) << item.id;
    EXPECT_EQ(item.item.host, "web01");
    contents[item.item.path] = bytes_of(*reader, item);
    return {};
  }));
  EXPECT_EQ(contents.size(), 6U);
  EXPECT_EQ(contents["/small"], "small one");
  EXPECT_EQ(contents["/empty"], "");
  EXPECT_TRUE(contents["/large"] == large);
  EXPECT_TRUE(contents["/dev/stream"] == parts);
  EXPECT_EQ(contents["/shrunk"], "only this came");
  EXPECT_EQ(contents["/etc/shadow"], "");
  EXPECT_EQ(told(verify()), "");
}

TEST_F(IngestTest, PartsOfOneItemBecomeOneObjectNamedByItsDigest) {
  const std::string content(9 << 20, 'p');
  const auto writer = create();
  ASSERT_TRUE(ingest(*writer, make_collection([&](CollectionWriter& out) {
    const auto stream = out.open(collected_file("/capture"));
    ASSERT_TRUE(stream->write(as_bytes(content)));
    ASSERT_TRUE(stream->finish(Outcome::complete, ""));
  })));
  ASSERT_TRUE(writer->each_item([&](const CaseItem& item) -> Result<> {
    EXPECT_EQ(item.content.size(), 1U);
    EXPECT_EQ(item.content[0].object, *item.item.sha256);
    return {};
  }));
}

TEST_F(IngestTest, ManyItemsMayBeUnderWayAtOnce) {
  const auto writer = create();
  const auto result = ingest(*writer, make_collection([&](CollectionWriter& out) {
    std::vector<std::unique_ptr<ItemStream>> streams;
    for (int i = 0; i < 40; ++i) {
      streams.push_back(out.open(collected_file("/s" + std::to_string(i))));
      ASSERT_TRUE(streams.back()->write(as_bytes(std::string(4 << 20, 's'))));
    }
    for (const auto& stream : streams) {
      ASSERT_TRUE(stream->write(as_bytes("end")));
      ASSERT_TRUE(stream->finish(Outcome::complete, ""));
    }
  }));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->items, 40U);
  EXPECT_EQ(writer->overview()->objects, 3U) << "they are all equal";
}

TEST_F(IngestTest, AnItemIsToldWhenItIsDurable) {
  const auto writer = create();
  std::uint64_t told_items = 0;
  std::vector<std::string> marks;
  std::uint64_t at_mark = 0;
  IngestOptions options;
  options.on_item = [&](const CaseItem& item) -> Result<> {
    // Another reader of the same folder has it already.
    EXPECT_EQ(read()->item(item.id)->item.path, item.item.path);
    ++told_items;
    return {};
  };
  options.on_mark = [&](std::string_view mark) -> Result<> {
    marks.emplace_back(mark);
    at_mark = told_items;
    return {};
  };
  ASSERT_TRUE(ingest(*writer, collection_of(20, 100), options));
  EXPECT_EQ(told_items, 21U) << "twenty files and the mark";
  EXPECT_THAT(marks, ElementsAre("volatile-done"));
  EXPECT_EQ(at_mark, 12U) << "everything before the mark, and the mark";
}

TEST_F(IngestTest, ContentThatCameTwiceIsStoredOnce) {
  const auto writer = create();
  const std::string content(200'000, 's');
  const std::string collection = make_collection([&](CollectionWriter& out) {
    ASSERT_TRUE(out.add(collected_file("/a"), as_bytes(content)));
    ASSERT_TRUE(out.add(collected_file("/b"), as_bytes(content)));
  });
  ASSERT_TRUE(ingest(*writer, collection));
  const auto objects = writer->overview()->objects;
  EXPECT_EQ(objects, 3U) << "content, outline and outcome";
  const auto second = ingest(*writer, collection);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->collection, "c2");
  EXPECT_EQ(writer->overview()->objects, objects);
  EXPECT_EQ(writer->overview()->items, 4U);
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(IngestTest, TheDigestFromPaperIsComparedAndTheCaseSaysSo) {
  const auto writer = create();
  const std::string collection = collection_of(3, 10);
  std::string spoken = sha256(std::string_view{collection}).hex();
  for (char& c : spoken) c = static_cast<char>(std::toupper(c));
  for (std::size_t i = 4; i < spoken.size(); i += 5) spoken.insert(i, " ");
  IngestOptions options;
  options.expect = spoken;
  EXPECT_EQ(ingest(*writer, collection, options)->as_expected, true);
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["expected"]["matches"], true);
  options.expect = std::string(64, '0');
  EXPECT_EQ(ingest(*writer, collection, options)->as_expected, false);
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["expected"]["matches"], false);
  ASSERT_TRUE(ingest(*writer, collection));
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["compared"], false);
}

TEST_F(IngestTest, ACutCollectionKeepsWhatCameWholeAndEndsWholeWithTheRest) {
  const std::string collection = collection_of(12, 100'000);
  const auto writer = create();
  std::uint64_t before = 0;
  for (std::size_t length = collection.size() / 10; length < collection.size();
       length += collection.size() / 7) {
    const auto result = ingest(*writer, collection.substr(0, length));
    ASSERT_TRUE(result) << length << ": " << result.error().what;
    EXPECT_EQ(result->collection, "c1");
    EXPECT_EQ(result->goes_on, length > collection.size() / 10);
    EXPECT_FALSE(result->whole) << length;
    EXPECT_FALSE(result->tampered) << length;
    EXPECT_EQ(result->known, before) << "all that came before is there";
    EXPECT_GE(result->items, before) << "more of the stream, not fewer items";
    before = result->items;
    EXPECT_EQ(writer->overview()->items, before) << "none twice";
    EXPECT_EQ(last_event(*writer, "ingested")["body"]["end"], "cut");
  }
  EXPECT_GT(before, 5U);
  const auto result = ingest(*writer, collection);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->whole);
  EXPECT_EQ(result->known, before);
  EXPECT_EQ(result->items, 13U);
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["end"], "whole");
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["known"], before);
  EXPECT_EQ(ingest(*writer, collection)->collection, "c2") << "a whole one is not gone on with";
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(IngestTest, ItBeginsWithTheNameOfTheSourceAndTheOutline) {
  const auto writer = create();
  IngestOptions options;
  options.source = "/media/stick/web01.tar";
  options.on_item = [&](const CaseItem&) -> Result<> {
    EXPECT_EQ(last_event(*writer, "ingesting")["body"]["source"], "/media/stick/web01.tar");
    return {};
  };
  ASSERT_TRUE(ingest(*writer, collection_of(3, 10), options));
  const Json begun = last_event(*writer, "ingesting");
  EXPECT_EQ(begun["body"]["collection"], "c1");
  EXPECT_EQ(begun["body"]["outline"]["object"], sha256(std::string_view{R"({"host":"web01"})"}).hex());
  EXPECT_FALSE(last_event(*writer, "ingested")["body"].contains("outline"));
}

TEST_F(IngestTest, AnotherCollectionUnderTheSameOutlineIsATampering) {
  const auto files = [](const std::string& second) {
    return make_collection([&](CollectionWriter& out) {
      ASSERT_TRUE(out.add(collected_file("/a"), as_bytes(std::string(100'000, 'a'))));
      ASSERT_TRUE(out.add(collected_file("/b"), as_bytes(second)));
      ASSERT_TRUE(out.add(collected_file("/c"), as_bytes(std::string(100'000, 'c'))));
    });
  };
  const std::string first = files(std::string(100'000, 'b'));
  const auto writer = create();
  ASSERT_TRUE(ingest(*writer, first.substr(0, first.size() - 60'000)));
  const auto result = ingest(*writer, files(std::string(100'000, 'B')));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->tampered);
  EXPECT_THAT(result->problems, Contains(HasSubstr("it is not the item of this name that came before")));
  EXPECT_EQ(result->known, 1U);
  EXPECT_EQ(writer->overview()->items, 3U);
  EXPECT_TRUE(bytes_of(*writer, writer->item("c1/000002").value()) == std::string(100'000, 'b'));
}

TEST_F(IngestTest, FurtherDigestsOfEveryItemAreMadeWhileItComes) {
  const std::string large(3 << 20, 'L'), parts(9 << 20, 'p'), shrunk = "only this came";
  const std::string collection = make_collection([&](CollectionWriter& writer) {
    ASSERT_TRUE(writer.add(collected_file("/small"), as_bytes("small one")));
    ASSERT_TRUE(writer.add(collected_file("/empty"), {}));
    ASSERT_TRUE(writer.add(collected_file("/large"), as_bytes(large)));
    const auto stream = writer.open(collected_file("/stream"));
    ASSERT_TRUE(stream->write(as_bytes(parts)));
    ASSERT_TRUE(stream->finish(Outcome::complete, ""));
    MemorySource source{as_bytes(shrunk)};
    ASSERT_TRUE(writer.add(collected_file("/shrunk"), source, 100'000));
  });
  const auto writer = create();
  IngestOptions options;
  options.digests = {Algorithm::sm3, Algorithm::md5};
  ASSERT_TRUE(ingest(*writer, collection, options));
  const std::map<std::string, std::string> contents{
      {"/small", "small one"}, {"/empty", ""}, {"/large", large}, {"/stream", parts}, {"/shrunk", shrunk}};
  std::size_t seen = 0;
  ASSERT_TRUE(writer->each_item([&](const CaseItem& item) -> Result<> {
    ++seen;
    for (const Algorithm algorithm : options.digests) {
      Hasher hasher{algorithm};
      hasher.update(contents.at(item.item.path));
      EXPECT_EQ(item.digests.at(std::string{name_of(algorithm)}), hasher.finish_hex()) << item.item.path;
    }
    EXPECT_TRUE(item.item.digests.empty()) << "the record stays as it came";
    return {};
  }));
  EXPECT_EQ(seen, contents.size());
}

TEST_F(IngestTest, ATamperedCollectionKeepsTheGoodItemsAndNamesTheBad) {
  std::string collection = collection_of(12, 100'000);
  collection[collection.find(std::string(1000, 'f')) + 500] = 'X';  // in the sixth file
  const auto writer = create();
  const auto result = ingest(*writer, collection);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->tampered);
  EXPECT_FALSE(result->whole);
  EXPECT_FALSE(result->problems.empty());
  EXPECT_GE(result->items, 5U);
  ASSERT_TRUE(writer->each_item([&](const CaseItem& item) -> Result<> {
    EXPECT_NE(item.item.path, "/srv/5");
    return {};
  }));
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["end"], "tampered");
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "") << "the case itself is sound";
}

TEST_F(IngestTest, ACallerThatFailsStopsItAndWhatWasToldStays) {
  const auto writer = create();
  IngestOptions options;
  options.on_mark = [](std::string_view) -> Result<> { return fail(Errc::interrupted, "enough"); };
  const auto result = ingest(*writer, collection_of(20, 100), options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::interrupted);
  EXPECT_EQ(writer->overview()->items, 12U);
  EXPECT_EQ(last_event(*writer, "ingested")["body"]["end"], "stopped");
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(IngestTest, WhatIsNoCollectionIsRefused) {
  const auto writer = create();
  const auto result = ingest(*writer, "this is a text");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::malformed);
  EXPECT_EQ(writer->overview()->items, 0U);
}

}  // namespace
}  // namespace firsthour
