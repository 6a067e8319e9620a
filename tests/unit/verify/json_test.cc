// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/json.h"

#include <gtest/gtest.h>

#include <string>

namespace firsthour::verify {
namespace {

bool is_json(std::string_view text) { return read_json(text, JsonForm::any).has_value(); }
bool is_canonical(std::string_view text) { return read_json(text, JsonForm::canonical).has_value(); }

TEST(VerifyJson, TakesWhatTheRfcAllows) {
  for (const char* text : {"{}", "[]", " [1, 2 ,3]\n", "\"\\u00e9\\ud83d\\ude00\"", "-0.5e-7", "null", "true",
                           "{\"a\":{\"b\":[[]]}}"})
    EXPECT_TRUE(is_json(text)) << text;
}

TEST(VerifyJson, RefusesWhatItDoesNot) {
  for (const char* text : {"",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "01",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "nul",
                           "\"\t\"",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "[] []",
                           "{\"a\":1,\"a\":2}",
                           "'a'",
                           "NaN"})
    EXPECT_FALSE(is_json(text)) << text;
  EXPECT_TRUE(is_json(std::string(200, '[') + std::string(200, ']')));
  EXPECT_FALSE(is_json(std::string(201, '[') + std::string(201, ']')));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

TEST(VerifyJson, CanonicalHasOneFormOnly) {
  for (const char* text : {"{\"a\":1,\"b\":[true,null,\"\\n\\u001f\xC3\xA9\"]}", "1e+21", "1e-7", "0.000001",
                           "-1.5", "9007199254740991", "0", "{\"\xF0\x9F\x98\x80\":1,\"\xEE\x80\x80\":2}"})
    EXPECT_TRUE(is_canonical(text)) << text;
  for (const char* text : {"{\"b\":1,\"a\":2}", "{ }", "[1, 2]", "\"\\u00e9\"", "\"\\/\"", "\"\\u001F\"",
                           "\"\\u000a\"", "1.0", "1E5", "-0", "1e21", "0.0000001", "1e400",
                           "9007199254740993", "{\"\xEE\x80\x80\":1,\"\xF0\x9F\x98\x80\":2}", "{} "})
    EXPECT_FALSE(is_canonical(text)) << text;
}

TEST(VerifyJson, KeepsOnlyTheLevelsAskedFor) {
  const auto json = read_json(R"({"a":{"b":{"c":1}},"time":"x"})", JsonForm::any, 2);
  ASSERT_TRUE(json);
  EXPECT_EQ(string_or_empty(json->find("time")), "x");
  ASSERT_TRUE(json->find("a"));
  EXPECT_FALSE(json->at({"a", "b"}));
  EXPECT_FALSE(read_json(R"({"a":{"b":{"c":}}})", JsonForm::any, 2))
      << "what is not kept is checked all the same";
}

TEST(VerifyJson, LargeNumbersAreStringsOfDigits) {
  const auto number = [](const char* text) {
    const Json json = read_json(text, JsonForm::any).value();
    return number_in(&json);
  };
  EXPECT_EQ(number("9007199254740991"), 9007199254740991u);
  EXPECT_EQ(number("\"9007199254740992\""), 9007199254740992u);
  EXPECT_EQ(number("\"18446744073709551615\""), 18446744073709551615u);
  for (const char* text :
       {"9007199254740992", "\"5\"", "\"18446744073709551616\"", "-1", "1.5", "\"\"", "\"+1\"", "true"})
    EXPECT_FALSE(number(text)) << text;
}

}  // namespace
}  // namespace firsthour::verify
