// SPDX-License-Identifier: Apache-2.0
// Each modifier: what it matches, and what it does not.
#include "triage/sigma/modifiers.h"

#include "triage/host/record_reader.h"

#include <gtest/gtest.h>

namespace firsthour::triage::sigma {
namespace {

RuleValue plain(std::string text) { return {std::move(text), false, false}; }
RuleValue quoted(std::string text) { return {std::move(text), true, false}; }

bool holds(std::string_view key, std::vector<RuleValue> values, std::string_view record) {
  auto test = make_field_test(key, values);
  EXPECT_TRUE(test) << test.error().what;
  Event event;
  EXPECT_TRUE(read_record(record, event)) << record;
  Scratch scratch;
  return test && matches(*test, event, scratch);
}

Errc refusal(std::string_view key, std::vector<RuleValue> values) {
  auto test = make_field_test(key, values);
  EXPECT_FALSE(test) << key;
  return test ? Errc::io : test.error().code;
}

TEST(Modifiers, WithoutAnyOneOfTheValuesIsTheWholeField) {
  EXPECT_TRUE(holds("name", {plain("sh"), plain("bash")}, R"({"name":"BASH"})"));
  EXPECT_FALSE(holds("name", {plain("sh"), plain("bash")}, R"({"name":"bash2"})"));
  EXPECT_FALSE(holds("name", {plain("sh")}, R"({"other":"sh"})"));
}

TEST(Modifiers, NumbersCompareAsNumbersAndBooleansAsWords) {
  EXPECT_TRUE(holds("pid", {plain("812")}, R"({"pid":812})"));
  EXPECT_TRUE(holds("pid", {plain("812")}, R"({"pid":812.0})"));
  EXPECT_TRUE(holds("id", {plain("0")}, R"({"id":"0"})")) << "ECS has user ids as text";
  EXPECT_TRUE(holds("id", {quoted("0")}, R"({"id":"0"})"));
  EXPECT_FALSE(holds("id", {plain("0")}, R"({"id":"00x"})"));
  EXPECT_TRUE(holds("deleted", {plain("true")}, R"({"deleted":true})"));
  EXPECT_FALSE(holds("deleted", {plain("true")}, R"({"deleted":false})"));
}

TEST(Modifiers, ListsMatchWhenAnyElementDoes) {
  EXPECT_TRUE(holds("flags", {plain("PROMISC")}, R"({"flags":["UP","PROMISC"]})"));
  EXPECT_FALSE(holds("flags", {plain("PROMISC")}, R"({"flags":["UP"]})"));
  EXPECT_FALSE(holds("flags", {plain("PROMISC")}, R"({"flags":[]})"));
}

TEST(Modifiers, ContainsStartswithEndswith) {
  EXPECT_TRUE(holds("cmd|contains", {plain("curl")}, R"({"cmd":"sudo CURL -s"})"));
  EXPECT_FALSE(holds("cmd|contains", {plain("curl")}, R"({"cmd":"cu rl"})"));
  EXPECT_TRUE(holds("exe|startswith", {plain("/tmp/"), plain("/dev/shm/")}, R"({"exe":"/dev/shm/x"})"));
  EXPECT_FALSE(holds("exe|startswith", {plain("/tmp/")}, R"({"exe":"/var/tmp/x"})"));
  EXPECT_TRUE(holds("exe|endswith", {plain("/sh")}, R"({"exe":"/bin/sh"})"));
  EXPECT_FALSE(holds("exe|endswith", {plain("/sh")}, R"({"exe":"/bin/sha"})"));
}

TEST(Modifiers, AllWantsEveryValue) {
  EXPECT_TRUE(holds("cmd|contains|all", {plain("mkfifo"), plain("nc ")}, R"({"cmd":"mkfifo f; nc x"})"));
  EXPECT_FALSE(holds("cmd|contains|all", {plain("mkfifo"), plain("nc ")}, R"({"cmd":"mkfifo f"})"));
  EXPECT_TRUE(holds("list|all", {plain("a"), plain("b")}, R"({"list":["b","a","c"]})"));
}

TEST(Modifiers, ExistsAndNullAskForTheFieldItself) {
  EXPECT_TRUE(holds("a|exists", {plain("true")}, R"({"a":0})"));
  EXPECT_FALSE(holds("a|exists", {plain("true")}, R"({"b":0})"));
  EXPECT_TRUE(holds("a|exists", {plain("false")}, R"({"b":0})"));
  EXPECT_FALSE(holds("a|exists", {plain("false")}, R"({"a":[]})"));
  EXPECT_TRUE(holds("a", {RuleValue{"", false, true}}, R"({"b":0})"));
  EXPECT_TRUE(holds("a", {RuleValue{"", false, true}}, R"({"a":null})"));
  EXPECT_FALSE(holds("a", {RuleValue{"", false, true}}, R"({"a":"x"})"));
}

TEST(Modifiers, CasedAndNeq) {
  EXPECT_TRUE(holds("v|cased", {plain("RUN")}, R"({"v":"RUN"})"));
  EXPECT_FALSE(holds("v|cased", {plain("RUN")}, R"({"v":"run"})"));
  EXPECT_TRUE(holds("user|neq", {plain("root")}, R"({"user":"bob"})"));
  EXPECT_FALSE(holds("user|neq", {plain("root")}, R"({"user":"root"})"));
  EXPECT_FALSE(holds("user|neq", {plain("root")}, R"({"x":1})")) << "what is not known is no reason";
}

TEST(Modifiers, CidrOfBothFamilies) {
  EXPECT_TRUE(holds("ip|cidr", {plain("10.0.0.0/8")}, R"({"ip":"10.200.3.4"})"));
  EXPECT_FALSE(holds("ip|cidr", {plain("10.0.0.0/9")}, R"({"ip":"10.200.3.4"})"));
  EXPECT_TRUE(holds("ip|cidr", {plain("2001:db8::/33")}, R"({"ip":"2001:db8:7fff::1"})"));
  EXPECT_FALSE(holds("ip|cidr", {plain("2001:db8::/33")}, R"({"ip":"2001:db8:8000::1"})"));
  EXPECT_FALSE(holds("ip|cidr", {plain("0.0.0.0/0")}, R"({"ip":"::1"})"));
  EXPECT_FALSE(holds("ip|cidr", {plain("0.0.0.0/0")}, R"({"ip":"10.0.0.0/8"})"));
  EXPECT_EQ(refusal("ip|cidr", {plain("10.0.0.0/33")}), Errc::malformed);
  EXPECT_EQ(refusal("ip|cidr", {plain("example.org")}), Errc::malformed);
}

TEST(Modifiers, LessAndGreater) {
  EXPECT_TRUE(holds("n|lt", {plain("8")}, R"({"n":7})"));
  EXPECT_FALSE(holds("n|lt", {plain("8")}, R"({"n":8})"));
  EXPECT_TRUE(holds("n|lte", {plain("8")}, R"({"n":8})"));
  EXPECT_FALSE(holds("n|lte", {plain("8")}, R"({"n":8.5})"));
  EXPECT_TRUE(holds("n|gt", {plain("8")}, R"({"n":"10"})"));
  EXPECT_FALSE(holds("n|gt", {plain("8")}, R"({"n":"ten"})"));
  EXPECT_TRUE(holds("n|gte", {plain("-8")}, R"({"n":-8})"));
  EXPECT_FALSE(holds("n|gte", {plain("-8")}, R"({"n":-9})"));
  EXPECT_EQ(refusal("n|gt", {plain("nan")}), Errc::malformed);
}

TEST(Modifiers, Base64OfTheValueAndAtEachOffset) {
  // "/bin/sh" in base64, alone and inside longer text that shifts it.
  EXPECT_TRUE(holds("v|base64|contains", {plain("/bin/sh")}, R"({"v":"echo L2Jpbi9zaA== | x"})"));
  EXPECT_FALSE(holds("v|base64|contains", {plain("/bin/sh")}, R"({"v":"echo l2jPBI9ZAa=="})"));
  EXPECT_TRUE(holds("v|base64offset|contains", {plain("/bin/bash")}, R"({"v":"L2Jpbi9iYXNo"})"));
  EXPECT_TRUE(holds("v|base64offset|contains", {plain("/bin/bash")}, R"({"v":"eC9iaW4vYmFzaCAx"})"));
  EXPECT_TRUE(holds("v|base64offset|contains", {plain("/bin/bash")}, R"({"v":"eHkvYmluL2Jhc2g="})"));
  EXPECT_FALSE(holds("v|base64offset|contains", {plain("/bin/bash")}, R"({"v":"eHkvYmluL2Rhc2g="})"));
}

TEST(Modifiers, WideIsUtf16) {
  EXPECT_TRUE(holds("v|wide|base64|contains", {plain("ab")}, R"({"v":"YQBiAA=="})"));
  EXPECT_FALSE(holds("v|wide|base64|contains", {plain("ab")}, R"({"v":"YWI="})"));
  EXPECT_TRUE(holds("v|utf16be|base64|contains", {plain("ab")}, R"({"v":"AGEAYg=="})"));
  EXPECT_EQ(refusal("v|wide|base64", {plain("中")}), Errc::unsupported);
}

TEST(Modifiers, WindashTakesEveryDash) {
  EXPECT_TRUE(holds("cmd|windash|contains", {plain(" -exec")}, R"({"cmd":"x /exec y"})"));
  EXPECT_TRUE(holds("cmd|windash|contains", {plain(" -exec")}, "{\"cmd\":\"x \u2013exec y\"}"));
  EXPECT_FALSE(holds("cmd|windash|contains", {plain(" -exec")}, R"({"cmd":"x +exec y"})"));
}

TEST(Modifiers, FieldrefComparesTwoFields) {
  EXPECT_TRUE(holds("a|fieldref", {plain("b")}, R"({"a":"X","b":"x"})"));
  EXPECT_FALSE(holds("a|fieldref", {plain("b")}, R"({"a":"x","b":"y"})"));
  EXPECT_FALSE(holds("a|fieldref", {plain("b")}, R"({"a":"x"})"));
  EXPECT_TRUE(holds("a|fieldref|startswith", {plain("b")}, R"({"a":"/opt/x","b":"/opt"})"));
}

TEST(Modifiers, KeywordsAreLookedForInEveryField) {
  EXPECT_TRUE(holds("", {plain("evil")}, R"({"a":1,"b":["x","an EVIL word"]})"));
  EXPECT_FALSE(holds("", {plain("evil")}, R"({"evil":"no"})"));
  EXPECT_TRUE(holds("|all", {plain("one"), plain("two")}, R"({"a":"one","b":"two"})"));
  EXPECT_FALSE(holds("|all", {plain("one"), plain("two")}, R"({"a":"one"})"));
}

TEST(Modifiers, WhatWeLackIsRefusedByName) {
  for (const char* modifier : {"re", "expand", "minute", "contians"}) {
    auto test = make_field_test(std::string{"a|"} + modifier, std::vector{plain("x")});
    ASSERT_FALSE(test) << modifier;
    EXPECT_EQ(test.error().code, Errc::unsupported);
    EXPECT_NE(test.error().what.find(modifier), std::string::npos);
  }
  EXPECT_EQ(refusal("a|contains|cidr", {plain("10.0.0.0/8")}), Errc::malformed);
  EXPECT_EQ(refusal("a|exists", {plain("maybe")}), Errc::malformed);
  EXPECT_EQ(refusal("a", {}), Errc::malformed);
}

}  // namespace
}  // namespace firsthour::triage::sigma
