// SPDX-License-Identifier: Apache-2.0
#include "triage/host/record_reader.h"

#include "casefile/json_writer.h"

#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

using sigma::Event;
using sigma::Scalar;

std::string problem(std::string_view line) {
  Event event;
  const auto read = read_record(line, event);
  EXPECT_FALSE(read) << line;
  EXPECT_TRUE(event.fields().empty()) << "nothing of a bad record is used";
  return read ? "" : read.error().what;
}

TEST(RecordReader, ReadsScalarsAndLists) {
  Event event;
  ASSERT_TRUE(read_record(
      R"( {"type":"host.process", "pid":-12,"x":1.5e3,"yes":true,"no":false,"nil":null,"l":["a",1],"e":[]} )",
      event));
  EXPECT_EQ(event.text("type"), "host.process");
  EXPECT_EQ(event.text("pid"), "-12");
  EXPECT_EQ(event.scalars(*event.find("pid"))[0].kind, Scalar::Kind::number);
  EXPECT_TRUE(event.is_true("yes"));
  EXPECT_EQ(event.scalars(*event.find("nil"))[0].kind, Scalar::Kind::null);
  EXPECT_EQ(event.find("l")->count, 2u);
  EXPECT_EQ(event.find("e")->count, 0u);
}

TEST(RecordReader, TakesEscapesApart) {
  Event event;
  ASSERT_TRUE(
      read_record(R"({"a":"q\"\\\/\b\f\n\r\t","b":"\u4e2d\ud83d\ude00\u0041","k\u0065y":"v"})", event));
  EXPECT_EQ(event.text("a"), "q\"\\/\b\f\n\r\t");
  EXPECT_EQ(event.text("b"), "中😀A");
  EXPECT_EQ(event.text("key"), "v");
}

TEST(RecordReader, ReadsWhatOurWriterWrites) {
  RecordWriter record{"host.process"};
  record.put("process.pid", 812);
  record.put_bytes("process.name", "a\n\"\x01\xff");
  std::string line = std::move(record).line();
  line.pop_back();
  Event event;
  const auto read = read_record(line, event);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(event.text("process.name"), "a\n\"\x01\uFFFD");
  EXPECT_NE(event.find("process.name_raw"), nullptr);
}

TEST(RecordReader, NamesTheByteWhereItIsWrong) {
  EXPECT_EQ(problem(""), "expected an object at byte 0");
  EXPECT_EQ(problem(R"({"a":1)"), "expected a comma or the end of the object at byte 6");
  EXPECT_EQ(problem(R"({"a":})"), "expected a value at byte 5");
  EXPECT_EQ(problem(R"({"a":1}x)"), "text after the object at byte 7");
  EXPECT_EQ(problem(R"({"a":"x)"), "the text does not end at byte 7");
  EXPECT_EQ(problem(R"({"a":1,"a":2})"), "a key stands twice at byte 10");
}

TEST(RecordReader, RefusesWhatIsNoFlatRecord) {
  for (const char* line :
       {R"({"a":{"b":1}})", R"({"a":[[1]]})", R"({"a":[1,]})", R"({"a":01})", R"({"a":1.})", R"({"a":-})",
        R"({"a":nul})", R"({"a":"\x"})", R"({"a":"\ud800"})", R"({"a":"\udc00"})", R"({"a":"\u12g4"})",
        R"({a:1})", R"([1])", R"({"a" 1})", "{\"a\":\"\t\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\\"}) {
    problem(line);
  }
}

TEST(RecordReader, BoundsWhatAHostileRecordCanHold) {
  std::string keys = "{";
  for (int i = 0; i < 600; ++i) keys += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_NE(problem(keys + "\"z\":1}").find("too many keys"), std::string::npos);
  std::string list = "{\"l\":[0";
  for (int i = 0; i < 70'000; ++i) list += ",0";
  EXPECT_NE(problem(list + "]}").find("too many elements"), std::string::npos);
}

}  // namespace
}  // namespace firsthour::triage
