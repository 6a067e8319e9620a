// SPDX-License-Identifier: Apache-2.0
// Each modifier: what it matches, and what it does not.
#include "triage/sigma/modifiers.h"

#include "triage/host/record_reader.h"

#include <gtest/gtest.h>

namespace firsthour::triage::sigma {
namespace {

RuleValue plain(std::string text) { return {std::move(text), false, false}; }
RuleValue quoted(std::string text) { return {std::move(text), true, false}; }

bool holds(std::string_view key, std::vector<RuleValue> values, std::string_view record,
           const Placeholders& placeholders = {}) {
  auto test = make_field_test(key, values, placeholders);
  EXPECT_TRUE(test) << test.error().what;
  Event event;
  EXPECT_TRUE(read_record(record, event)) << record;
  return test && matches(*test, event);
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
  EXPECT_TRUE(holds("v|wide|base64", {plain("中")}, R"({"v":"LU4="})"));
  EXPECT_TRUE(holds("v|utf16|base64", {plain("ab")}, R"({"v":"//5hAGIA"})")) << "with its byte order mark";
  EXPECT_FALSE(holds("v|utf16|base64", {plain("ab")}, R"({"v":"YQBiAA=="})"));
  EXPECT_TRUE(holds("v|utf16le", {plain("ab")}, R"({"v":"a\u0000b\u0000"})"));
  EXPECT_FALSE(holds("v|utf16be", {plain("ab")}, R"({"v":"a\u0000b\u0000"})"));
  EXPECT_TRUE(holds("v|wide|base64offset|contains", {plain("IEX")}, R"({"v":"SQBFAFgA"})"));
  EXPECT_EQ(refusal("v|wide|base64", {plain("a*")}), Errc::malformed);
}

TEST(Modifiers, WindashTakesEveryDash) {
  EXPECT_TRUE(holds("cmd|windash|contains", {plain(" -exec")}, R"({"cmd":"x /exec y"})"));
  EXPECT_TRUE(holds("cmd|windash|contains", {plain(" -exec")}, "{\"cmd\":\"x \u2013exec y\"}"));
  EXPECT_FALSE(holds("cmd|windash|contains", {plain(" -exec")}, R"({"cmd":"x +exec y"})"));
  for (const char* dash : {"-", "/", "\u2013", "\u2014", "\u2015"}) {
    for (const char* other : {"-", "/", "\u2013", "\u2014", "\u2015"}) {
      const std::string record = std::string{"{\"cmd\":\"x "} + dash + "a " + other + "b\"}";
      EXPECT_TRUE(holds("cmd|windash|contains", {plain("-a -b")}, record)) << record;
      EXPECT_TRUE(holds("cmd|contains|windash", {plain("/a \u2014b")}, record)) << record;
    }
  }
  EXPECT_FALSE(holds("cmd|windash|contains", {plain("-a -b")}, "{\"cmd\":\"x \u2212a -b\"}")) << "minus sign";
  EXPECT_FALSE(holds("cmd|windash", {plain("well-known")}, R"({"cmd":"well/known"})")) << "no option begins";
}

TEST(Modifiers, AllWantsOneFormOfEveryValue) {
  EXPECT_TRUE(holds("cmd|windash|contains|all", {plain(" -a"), plain(" -b")}, R"({"cmd":"x /b -a"})"));
  EXPECT_FALSE(holds("cmd|windash|contains|all", {plain(" -a"), plain(" -b")}, R"({"cmd":"x /a -a"})"));
  EXPECT_TRUE(holds("v|base64offset|contains|all", {plain("/bin/bash")}, R"({"v":"eC9iaW4vYmFzaCAx"})"));
  EXPECT_FALSE(holds("v|base64offset|contains|all", {plain("/bin/bash"), plain("/etc/passwd")},
                     R"({"v":"eC9iaW4vYmFzaCAx"})"));
}

TEST(Modifiers, RegularExpressionsSearchAndTellCase) {
  EXPECT_TRUE(holds("v|re", {plain("ev.l[0-9]{2,}")}, R"({"v":"an evil42 one"})"));
  EXPECT_FALSE(holds("v|re", {plain("ev.l[0-9]{2,}")}, R"({"v":"an evil4 one"})"));
  EXPECT_FALSE(holds("v|re", {plain("^evil$")}, R"({"v":"an evil one"})"));
  EXPECT_FALSE(holds("v|re", {plain("evil")}, R"({"v":"EVIL"})"));
  EXPECT_TRUE(holds("v|re|i", {plain("evil")}, R"({"v":"EVIL"})"));
  EXPECT_FALSE(holds("v|re|i", {plain("evil")}, R"({"v":"EVI"})"));
  EXPECT_TRUE(holds("v|re|m", {plain("^two$")}, R"({"v":"one\ntwo\nthree"})"));
  EXPECT_FALSE(holds("v|re", {plain("^two$")}, R"({"v":"one\ntwo\nthree"})"));
  EXPECT_TRUE(holds("v|re|s", {plain("one.two")}, R"({"v":"one\ntwo"})"));
  EXPECT_FALSE(holds("v|re", {plain("one.two")}, R"({"v":"one\ntwo"})"));
  EXPECT_TRUE(holds("v|re|i|m|s", {plain("^TWO.three$")}, R"({"v":"one\ntwo\nthree"})"));
  EXPECT_FALSE(holds("v|re|i|m|s", {plain("^TWO.four$")}, R"({"v":"one\ntwo\nthree"})"));
  EXPECT_TRUE(holds("v|re", {plain("^.{2}$")}, R"({"v":"内网"})")) << "characters, not bytes";
  EXPECT_TRUE(holds("v|re|all", {plain("a+"), plain("b+")}, R"({"v":"bbaa"})"));
  EXPECT_FALSE(holds("v|re|all", {plain("a+"), plain("c+")}, R"({"v":"bbaa"})"));
  EXPECT_TRUE(holds("v|re|neq", {plain("^a")}, R"({"v":"b"})"));
}

TEST(Modifiers, RegularExpressionsThatHostileTextCouldSlowDownAreRefused) {
  EXPECT_EQ(refusal("v|re", {plain("a(?=b)")}), Errc::unsupported);
  EXPECT_EQ(refusal("v|re", {plain("(a)\\1")}), Errc::unsupported);
  EXPECT_EQ(refusal("v|re", {plain("(a{900}){900}")}), Errc::malformed);
  EXPECT_EQ(refusal("v|re", {plain("a(b")}), Errc::malformed);
  EXPECT_EQ(refusal("v|re|contains", {plain("a")}), Errc::malformed);
  EXPECT_EQ(refusal("v|i", {plain("a")}), Errc::unsupported);
  const std::string text(20'000, 'a');
  EXPECT_FALSE(holds("v|re", {plain("(a+)+b")}, "{\"v\":\"" + text + "\"}"));
}

TEST(Modifiers, PartsOfADate) {
  const char* record = R"({"t":"2026-11-22T04:05:06.789Z","s":"2021-01-03 23:59:00","d":"2026-11-22"})";
  EXPECT_TRUE(holds("t|minute", {plain("5")}, record));
  EXPECT_FALSE(holds("t|minute", {plain("6")}, record));
  EXPECT_TRUE(holds("t|hour", {plain("4"), plain("5")}, record));
  EXPECT_FALSE(holds("t|hour", {plain("12")}, record)) << "no zone is converted";
  EXPECT_TRUE(holds("s|hour|gte", {plain("22")}, record));
  EXPECT_FALSE(holds("t|hour|gte", {plain("22")}, record));
  EXPECT_TRUE(holds("t|day", {plain("22")}, record));
  EXPECT_FALSE(holds("t|day", {plain("21")}, record));
  EXPECT_TRUE(holds("t|week", {plain("47")}, record));
  EXPECT_TRUE(holds("s|week", {plain("53")}, record)) << "a week belongs to the year of its Thursday";
  EXPECT_FALSE(holds("s|week", {plain("1")}, record));
  EXPECT_TRUE(holds("t|month", {plain("11")}, record));
  EXPECT_FALSE(holds("t|month|lt", {plain("11")}, record));
  EXPECT_TRUE(holds("t|year|gt", {plain("2025")}, record));
  EXPECT_FALSE(holds("t|year", {plain("2025")}, record));
  EXPECT_TRUE(holds("d|year", {plain("2026")}, record));
  EXPECT_FALSE(holds("d|hour|gte", {plain("0")}, record)) << "a date has no hour";
  EXPECT_FALSE(holds("x|year", {plain("2026")}, R"({"x":"2026-13-40"})"));
  EXPECT_EQ(refusal("t|hour", {plain("late")}), Errc::malformed);
}

TEST(Modifiers, ExpandPutsTheValuesOfTheSite) {
  const auto site = Placeholders::parse("placeholders:\n  Servers: ['srv*', db1]\n  Domain: example\n");
  ASSERT_TRUE(site) << site.error().what;
  EXPECT_TRUE(holds("h|expand", {plain("%Servers%")}, R"({"h":"SRV-7"})", *site));
  EXPECT_TRUE(holds("h|expand", {plain("%servers%.%Domain%")}, R"({"h":"db1.example"})", *site));
  EXPECT_FALSE(holds("h|expand", {plain("%Servers%")}, R"({"h":"ws1"})", *site));
  EXPECT_TRUE(holds("h|contains|expand", {plain("%Domain%")}, R"({"h":"my example 1"})", *site));
  EXPECT_TRUE(holds("h|contains|all|expand", {plain("%Servers%"), plain("x")}, R"({"h":"x db1"})", *site));
  EXPECT_TRUE(holds("h", {plain("%Domain%")}, R"({"h":"%domain%"})", *site)) << "only with expand";
  EXPECT_TRUE(holds("h|expand", {plain("\\%plain%Domain%")}, R"({"h":"%plainexample"})", *site));
  auto lacking = make_field_test("h|expand", std::vector{plain("%Nobody%")}, *site);
  ASSERT_FALSE(lacking);
  EXPECT_EQ(lacking.error().code, Errc::unsupported);
  EXPECT_NE(lacking.error().what.find("%Nobody%"), std::string::npos);
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
  for (const char* modifier : {"contians", "second", "gtee"}) {
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
