// SPDX-License-Identifier: Apache-2.0
// What the writer promises beyond the bytes: limits, marks, failures, threads.
#include "casefile/collection_writer.h"

#include "tests/unit/casefile/gathered.h"
#include "tests/unit/casefile/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace firsthour::testing {
namespace {

using ::testing::ElementsAre;

TEST(CollectionWriter, AMarkBringsEverythingBeforeItToTheSink) {
  for (const bool compress : {false, true}) {
    std::string stream;
    StringSink sink{stream};
    const auto writer = start(sink, compress);
    ASSERT_TRUE(writer->add(named("/etc/hosts"), as_bytes("x")));
    ASSERT_TRUE(writer->mark("volatile-done"));
    const Read read = read_back(stream);
    ASSERT_TRUE(read.reading);
    EXPECT_EQ(read.reading->end, CollectionEnd::cut);
    ASSERT_EQ(read.got.items.size(), 2u);
    EXPECT_EQ(read.got.items[1].item.path, "volatile-done");
  }
}

TEST(CollectionWriter, LargeItemsAndPartsReachTheSinkAtOnce) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink, true);
  ASSERT_TRUE(writer->add(named("/large"), as_bytes(pattern(65'537))));
  EXPECT_EQ(read_back(stream).got.items.size(), 1u);
  const auto capture = writer->open(named("eth0", "capture"));
  const std::size_t before = stream.size();
  ASSERT_TRUE(capture->write(as_bytes(pattern(4 * 1024 * 1024))));
  EXPECT_GT(stream.size(), before + 4'000'000);
  ASSERT_TRUE(capture->finish(Outcome::complete, ""));
  EXPECT_EQ(read_back(stream).got.items.size(), 2u);
}

TEST(CollectionWriter, SegmentsCloseAt2000ItemsOrOneMebibyte) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  for (int i = 0; i < 4001; ++i) ASSERT_TRUE(writer->note(named("/x")));
  const std::string bytes = pattern(65'536);
  for (int i = 0; i < 17; ++i) ASSERT_TRUE(writer->add(named("/y"), as_bytes(bytes)));
  EXPECT_EQ(writer->totals().payload_files, 8u);
  const auto totals = writer->finish("{}");
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->payload_files, 8u) << "2000 + 2000 + 16 with a mebibyte + 2";
  const Read read = read_back(stream);
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
  EXPECT_EQ(read.got.items.size(), 4018u);
}

TEST(CollectionWriter, TotalsAreThoseOfTheEnd) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  ASSERT_TRUE(writer->add(named("/etc/hosts"), as_bytes("x")));
  const CollectionTotals before = writer->totals();
  const auto after = writer->finish("{}");
  ASSERT_TRUE(after);
  EXPECT_EQ(before.items, after->items);
  EXPECT_EQ(before.payload_bytes, after->payload_bytes);
  EXPECT_EQ(before.payload_files, after->payload_files);
}

TEST(CollectionWriter, AnAbandonedStreamIsRecordedAsPartial) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  {
    const auto capture = writer->open(named("eth0", "capture"));
    ASSERT_TRUE(capture->write(as_bytes("some")));
    EXPECT_EQ(writer->finish("{}").error().code, Errc::usage) << "not while an item is open";
  }
  { const auto nothing = writer->open(named("eth1", "capture")); }
  ASSERT_TRUE(writer->finish("{}"));
  const Read read = read_back(stream);
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
  ASSERT_EQ(read.got.items.size(), 2u);
  EXPECT_EQ(read.got.items[0].item.outcome, Outcome::partial);
  EXPECT_EQ(read.got.items[0].item.reason, "abandoned");
  EXPECT_EQ(read.got.items[0].bytes, "some");
  EXPECT_EQ(read.got.items[1].item.sha256, std::nullopt);
}

TEST(CollectionWriter, ASourceThatFailsLeavesAPartialItem) {
  class Failing final : public ByteSource {
   public:
    Result<std::size_t> read(std::span<std::byte> into) override {
      if (given_) return fail(Errc::io, "cannot read: I/O error");
      given_ = true;
      into[0] = std::byte{'a'};
      return 1;
    }

   private:
    bool given_ = false;
  };
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  Failing source;
  ASSERT_TRUE(writer->add(named("/dev/sdb"), source, 3'000'000));
  ASSERT_TRUE(writer->finish("{}"));
  const Read read = read_back(stream);
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
  EXPECT_EQ(read.got.items[0].item.outcome, Outcome::partial);
  EXPECT_EQ(read.got.items[0].item.reason, "cannot read: I/O error after 1 of 3000000 bytes");
  EXPECT_EQ(read.got.items[0].bytes, "a");
}

TEST(CollectionWriter, MakesFurtherDigestsWhenAsked) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  Item item = named("/abc");
  item.digests = {{"sm3", ""}, {"md5", ""}};
  ASSERT_TRUE(writer->add(item, as_bytes("abc")));
  ASSERT_TRUE(writer->finish("{}"));
  const auto digests = read_back(stream).got.items[0].item.digests;
  EXPECT_EQ(digests.at("sm3"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(digests.at("md5"), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(CollectionWriter, AFailedSinkIsToldByEveryCall) {
  class Full final : public ByteSink {
   public:
    int left = 3;
    Result<> write(std::span<const std::byte>) override {
      return left-- > 0 ? Result<>{} : fail(Errc::no_space, "disk is full");
    }
  };
  Full full;
  const auto writer = start(full);
  Result<> state;
  for (int i = 0; i < 5 && state; ++i) state = writer->add(named("/x"), as_bytes(pattern(70'000)));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().what, "cannot write collection: disk is full");
  EXPECT_EQ(writer->note(named("/y")).error().code, Errc::no_space);
  EXPECT_EQ(writer->open(named("/z"))->write(as_bytes("z")).error().code, Errc::no_space);
  EXPECT_EQ(writer->finish("{}").error().code, Errc::no_space);
}

TEST(CollectionWriter, RefusesNamesAndTextsThatNoReaderTakes) {
  std::string stream;
  StringSink sink{stream};
  for (const char* name : {"", "a/b", "..", ".x", "-x", "a b", "网"}) {
    EXPECT_EQ(CollectionWriter::start(sink, {name, false}, "{}").error().code, Errc::usage) << name;
  }
  EXPECT_FALSE(CollectionWriter::start(sink, {"x", false}, "[]"));
  EXPECT_FALSE(CollectionWriter::start(sink, {"x", false}, "{"));
  const auto writer = start(sink);
  EXPECT_FALSE(writer->finish("nothing"));
  ASSERT_TRUE(writer->finish("{}"));
  EXPECT_EQ(writer->note(named("/late")).error().code, Errc::usage);
  EXPECT_EQ(writer->finish("{}").error().code, Errc::usage);
}

TEST(CollectionWriter, AWriterThatIsDroppedKeepsWhatWasAdded) {
  std::string stream;
  StringSink sink{stream};
  {
    const auto writer = start(sink, true);
    ASSERT_TRUE(writer->add(named("/etc/hosts"), as_bytes("x")));
  }
  const Read read = read_back(stream);
  EXPECT_EQ(read.reading->end, CollectionEnd::cut);
  EXPECT_EQ(read.got.items.size(), 1u);
}

TEST(CollectionWriter, ThreadsMayWriteAtTheSameTime) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink);
  std::string captured;
  std::thread capture{[&] {
    const auto out = writer->open(named("eth0", "capture"));
    for (unsigned i = 0; i < 60; ++i) {
      const std::string packets = pattern(200'000, i);
      captured += packets;
      EXPECT_TRUE(out->write(as_bytes(packets)));
    }
    EXPECT_TRUE(out->finish(Outcome::complete, ""));
  }};
  std::thread files{[&] {
    for (unsigned i = 0; i < 40; ++i) {
      const std::string bytes = pattern(i * 5000, i);
      MemorySource source{as_bytes(bytes)};
      EXPECT_TRUE(i % 2 ? writer->add(named("/f"), source, bytes.size())
                        : writer->add(named("/f"), as_bytes(bytes)));
      static_cast<void>(writer->totals());
    }
  }};
  capture.join();
  files.join();
  ASSERT_TRUE(writer->finish("{}"));
  const Read read = read_back(stream);
  EXPECT_EQ(read.reading->end, CollectionEnd::whole);
  ASSERT_EQ(read.got.items.size(), 41u);
  for (const auto& taken : read.got.items) {
    const bool good = taken.item.kind != "capture" || taken.bytes == captured;
    EXPECT_TRUE(good);
  }
}

}  // namespace
}  // namespace firsthour::testing
