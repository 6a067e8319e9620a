// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"

#include "casefile/bytes.h"
#include "casefile/json_writer.h"
#include "tests/support/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

namespace firsthour::testing {
namespace {

using ::testing::HasSubstr;

TEST(Json, RefusesWhatTwoReadersCouldReadInTwoWays) {
  for (const std::string_view text :
       {std::string_view{R"({"a":1,"a":1})"},
        std::string_view{R"([{"b":{"a":1,"c":2,"a":3}}])"},  // a key twice
        std::string_view{"\"\xff\""}, std::string_view{"\"\xed\xa0\x80\""}, std::string_view{R"("\ud800")"},
        std::string_view{"\"\xc0\xaf\""},                                                 // not UTF-8
        std::string_view{"{}\0", 3}, std::string_view{"{} x"}, std::string_view{"{}{}"},  // something behind
        std::string_view{"{\"a\":1,}"}, std::string_view{"[1"}, std::string_view{""}, std::string_view{"NaN"},
        std::string_view{"{'a':1}"}, std::string_view{"01"}, std::string_view{"// c\n1"},
        std::string_view{"1e999"}}) {
    const auto json = parse_json(text);
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().code, Errc::malformed) << text;
  }
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":{"a":[]}}])")) << "the same key in two objects";
}

TEST(Json, NamesTheOffset) {
  EXPECT_THAT(parse_json(R"({"a":1,"a":2})").error().what, HasSubstr("key \"a\" stands twice at offset 9"));
  EXPECT_THAT(parse_json("[1,2,x]").error().what, HasSubstr("offset 5"));
  EXPECT_THAT(parse_json(std::string_view{"[\0]", 3}).error().what, HasSubstr("zero byte at offset 1"));
}

TEST(Json, TakesDepth200AndNotMore) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(200)));
  EXPECT_FALSE(parse_json(nested(201)));
  EXPECT_FALSE(parse_json(std::string(5'000'000, '[')));
}

TEST(Json, CanonicalFormDoesNotDependOnHowItWasWritten) {
  const auto json = parse_json(" { \"b\" : [ 1 , true , null ] , \"a\" : \"\\u00e9\\u000a\\/\\\"\" } ");
  ASSERT_TRUE(json);
  EXPECT_EQ(canonical(*json), "{\"a\":\"é\\n/\\\"\",\"b\":[1,true,null]}");
  EXPECT_EQ(canonical(Json("\xff")), "\"\xef\xbf\xbd\"") << "never throws";
}

// RFC 8785 §3.2.3: by UTF-16 units U+1F600 (d83d de00) stands before U+FB33.
TEST(Json, SortsKeysByUtf16Units) {
  EXPECT_EQ(canonical(*parse_json(R"({"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"\u00f6":4})")),
            "{\"ö\":4,\"€\":3,\"😀\":2,\"\xef\xac\xb3\":1}");
}

// Appendix B of RFC 8785 has these numbers.
TEST(Json, WritesNumbersAsEcmaScriptDoes) {
  EXPECT_EQ(
      canonical(*parse_json("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0.0]")),
      "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]");
  EXPECT_EQ(canonical(Json(5e-324)), "5e-324");
  EXPECT_EQ(canonical(Json(1.7976931348623157e308)), "1.7976931348623157e+308");
  EXPECT_EQ(canonical(Json(295147905179352830000.0)), "295147905179352830000");
  EXPECT_EQ(canonical(Json(1e21)), "1e+21");
  EXPECT_EQ(canonical(Json(0.000001)), "0.000001");
  EXPECT_EQ(canonical(Json(1e-7)), "1e-7");
  EXPECT_EQ(canonical(Json(std::nan(""))), "null");
}

TEST(Json, AgreesWithThePublishedVectors) {
  NEED_CONFORMANCE_SUITE(folder, "jcs");  // RFC 8785
  for (const auto& entry : std::filesystem::directory_iterator{*folder / "input"}) {
    const auto json = parse_json(*read_file(entry.path(), 1 << 20));
    ASSERT_TRUE(json) << entry.path();
    EXPECT_EQ(canonical(*json), *read_file(*folder / "output" / entry.path().filename(), 1 << 20))
        << entry.path();
  }
}

TEST(Json, IntegersBeyondDoublesTravelAsText) {
  constexpr std::uint64_t kLast = (std::uint64_t{1} << 53) - 1;
  EXPECT_EQ(canonical(exact_integer(kLast)), "9007199254740991");
  EXPECT_EQ(canonical(exact_integer(kLast + 1)), "\"9007199254740992\"");
  for (const std::uint64_t value : {std::uint64_t{0}, kLast, kLast + 1, UINT64_MAX}) {
    EXPECT_EQ(exact_integer_from(exact_integer(value)), value);
  }
  for (const char* text :
       {"-1", "1.5", "\"\"", "\"12x\"", "\"-1\"", "\"18446744073709551616\"", "null", "[1]"}) {
    EXPECT_EQ(exact_integer_from(*parse_json(text)), std::nullopt) << text;
  }
}

TEST(RecordWriter, KeepsNamesThatAreNoTextExactly) {
  RecordWriter record{"host.process"};
  record.put("process.pid", 812);
  record.put("process.deleted", true);
  record.put("process.start", Instant::from_seconds(0));
  record.put("process.parent", std::optional<int>{});
  record.put_bytes("process.executable", "/tmp/\xff");
  const std::vector<std::string> arguments{"a\nb", "\xfe"};
  record.put_list("process.args", arguments);
  EXPECT_EQ(
      std::move(record).line(),
      "{\"type\":\"host.process\",\"process.pid\":812,\"process.deleted\":true,"
      "\"process.start\":\"1970-01-01T00:00:00.000000000Z\",\"process.executable\":\"/tmp/\xef\xbf\xbd\","
      "\"process.executable_raw\":\"L3RtcC//\",\"process.args\":[\"a\\nb\",\"\xef\xbf\xbd\"],"
      "\"process.args_raw\":[\"YQpi\",\"/g==\"]}\n");
}

TEST(RecordWriter, LinesAreJson) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  RecordWriter record{"x"};
  record.put_bytes("k", all_bytes);
  record.put("n", std::int64_t{INT64_MIN});
  record.put("u", std::uint64_t{UINT64_MAX});
  const auto json = parse_json(std::move(record).line());
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["n"], INT64_MIN);
  EXPECT_EQ((*json)["u"], UINT64_MAX);
}

}  // namespace
}  // namespace firsthour::testing
