// SPDX-License-Identifier: Apache-2.0
#include "playbooks/condition.h"

#include "playbooks/commands/filled.h"
#include "playbooks/variable_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace firsthour::playbooks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Variables sample() {
  return {{"__n__", {"integer", {}, "9", false, false}},
          {"__f__", {"float", {}, "2.5", false, false}},
          {"__s__", {"string", {}, "web 01", false, false}},
          {"__flag__", {"bool", {}, "true", false, false}},
          {"__ip__", {"ipv4-addr", {}, "10.1.2.3", false, false}},
          {"__mac__", {"mac-addr", {}, "AA:BB:CC:00:11:22", false, false}},
          {"__unknown__", {"string", {}, std::nullopt, false, false}},
          {"__empty__", {"string", {}, "", false, false}}};
}

struct Case {
  const char* condition;
  bool value;
};

TEST(Condition, ComparesAsTheTypeAsks) {
  for (const auto& [condition, value] : {
           Case{"__n__:value = 9", true},
           Case{"__n__:value == 9", true},
           Case{"__n__:value = '9'", true},
           Case{"__n__:value < 10", true},  // as numbers: as texts it would not be
           Case{"__n__:value >= 10", false},
           Case{"__f__:value > 2", true},
           Case{"__s__:value = 'web 01'", true},
           Case{"__s__:value != 'web 01'", false},
           Case{"__s__:value <> 'x'", true},
           Case{"__s__:value LIKE 'web%'", true},
           Case{"__s__:value LIKE 'web_1'", false},
           Case{"__s__:value MATCHES '^web [0-9]+$'", true},
           Case{"__s__:value IN ('a', 'web 01')", true},
           Case{"__s__:value NOT IN ('a', 'b')", true},
           Case{"NOT __s__:value = 'a'", true},
           Case{"__flag__:value", true},
           Case{"__flag__:value = TRUE", true},
           Case{"__ip__:value ISSUBSET '10.0.0.0/8'", true},
           Case{"__ip__:value ISSUPERSET '10.1.2.3/32'", true},
           Case{"__mac__:value = 'aa:bb:cc:00:11:22'", true},
           Case{"__empty__:value = ''", true},
           Case{"[__n__:value = 9]", true},
           Case{"[__n__:value = 1 OR __n__:value = 9]", true},
           Case{"__n__:value = 1 AND __n__:value = 9 OR __n__:value = 9", true},
           Case{"__n__:value = 9 OR __n__:value = 9 AND __n__:value = 1", true},
           Case{"(__n__:value = 9 OR __n__:value = 9) AND __n__:value = 1", false},
           Case{"'__s__:value' = 'web 01'", true},
       }) {
    const auto got = evaluate(condition, sample());
    ASSERT_TRUE(got) << condition << ": " << got.error().what;
    EXPECT_EQ(*got, value) << condition;
  }
}

TEST(Condition, WhatIsNotKnownIsAnErrorAndNotFalse) {
  for (const char* condition :
       {"__x__:value = 1", "__unknown__:value = ''", "__n__:value = 9 OR __x__:value = 1"}) {
    const auto got = evaluate(condition, sample());
    ASSERT_FALSE(got) << condition;
    EXPECT_EQ(got.error().code, Errc::not_found);
  }
}

TEST(Condition, FaultsNameTheirOffset) {
  for (const char* condition :
       {"", "__n__:value", "= 9", "__n__:value = ", "__n__:value = 9 AND", "(__n__:value = 9",
        "__n__:value = 'open", "__n__:value = 9 )", "__n__:value ! 9", "__n__:value IN 9", "[__n__:value = 9",
        "__n__:value = 9; rm", "__s__:value MATCHES '('"}) {
    const auto got = evaluate(condition, sample());
    ASSERT_FALSE(got) << condition;
    EXPECT_EQ(got.error().code, Errc::malformed) << condition;
  }
  EXPECT_THAT(check_condition("__n__:value = 'open").error().what, HasSubstr("at 14"));
  EXPECT_FALSE(evaluate(std::string(5000, '('), sample()));
}

TEST(Condition, PatternsFindWhatTheySay) {
  for (const auto& [text, pattern, found] :
       std::vector<std::tuple<std::string, std::string, bool>>{{"web 01", "web", true},
                                                               {"web 01", "^eb", false},
                                                               {"web 01", "^web [0-9]{2}$", true},
                                                               {"web 01", "^web \\d{3,}$", false},
                                                               {"web 01", "^(db|web)\\s\\d+?$", true},
                                                               {"a.php", "\\.ph(p|tml)$", true},
                                                               {"axphp", "\\.php", false},
                                                               {"勒索病毒", "^勒.病[毒害]$", true},
                                                               {"勒索病毒", "^....$", true},
                                                               {"x-y]z", "^[^]a-w]-[]y]+[]z]+$", true},
                                                               {"A_9", "^\\w{3}$", true},
                                                               {"a-9", "^[\\W\\d]+$", false},
                                                               {"cat", "\\bcat\\b", true},
                                                               {"concat", "\\bcat", false},
                                                               {"abab", "^(?:ab){2}$", true},
                                                               {"aba", "^(ab)*$", false},
                                                               {"", "^$", true},
                                                               {"", "a*", true},
                                                               {"a{x}", "^a{x}$", true}}) {
    const Variables variables{{"__t__", {"string", {}, text, false, false}},
                              {"__p__", {"string", {}, pattern, false, false}}};
    const auto got = evaluate("__t__:value MATCHES __p__:value", variables);
    ASSERT_TRUE(got) << pattern << ": " << got.error().what;
    EXPECT_EQ(*got, found) << text << " " << pattern;
  }
}

TEST(Condition, PatternsThatCannotBeTakenAreNamed) {
  for (const char* pattern : {"(a", "a)", "[a", "*a", "(?=a)", "(a)\\1", "[[:alpha:]]", "[z-a]", "a{5,2}",
                              "a{9999}", "((a{900}){900}){900}", "\\"}) {
    const auto got = evaluate(
        "__t__:value MATCHES __p__:value",
        {{"__t__", {"string", {}, "a", false, false}}, {"__p__", {"string", {}, pattern, false, false}}});
    ASSERT_FALSE(got) << pattern;
    EXPECT_EQ(got.error().code, Errc::malformed);
  }
  EXPECT_FALSE(evaluate("__t__:value MATCHES __p__:value",
                        {{"__t__", {"string", {}, "a", false, false}},
                         {"__p__", {"string", {}, std::string(1000, '('), false, false}}}));
}

// With a matcher that tries one way after the other these take longer than the world has stood.
TEST(Condition, NoPatternKeepsTheRunner) {
  const std::string text(4000, 'a');
  for (const char* pattern : {"^(a+)+$", "^(a|a)*b", "^(a*)*b$", "^((a?){50}){20}b"}) {
    const auto got =
        evaluate("__t__:value MATCHES __p__:value", {{"__t__", {"string", {}, text + "!", false, false}},
                                                     {"__p__", {"string", {}, pattern, false, false}}});
    ASSERT_TRUE(got) << got.error().what;
    EXPECT_FALSE(*got) << pattern;
  }
}

TEST(Condition, NamesItsVariables) {
  EXPECT_THAT(variables_of("__a__:value = 1 AND (__b__:value = '__a__:value' OR __c__:value IN ('x'))"),
              ElementsAre("__a__", "__b__", "__c__"));
}

TEST(VariableText, ValuesStandWhereTheyAreNamed) {
  EXPECT_EQ(*with_values("ping -c __n__:value __ip__:value; ____ __n__", sample()),
            "ping -c 9 10.1.2.3; ____ __n__");
  EXPECT_FALSE(with_values("__unknown__:value", sample()));
}

// What a hostile host answered must stay one word of the next command.
TEST(CommandText, AValueIsNeverMoreThanAPartOfOneWordToAShell) {
  Variables variables{{"__v__", {"string", {}, "x'; rm -rf / #$(id)`id`\"", false, false}}};
  StepCommand bash;
  bash.type = "bash";
  for (const char* text : {"printf %s __v__:value", "printf %s '__v__:value'", "printf %s \"__v__:value\""}) {
    bash.command = text;
    const auto command = filled(bash, variables);
    ASSERT_TRUE(command);
    std::FILE* shell = popen(command->c_str(), "r");
    ASSERT_NE(shell, nullptr);
    std::array<char, 200> out{};
    const std::size_t got = fread(out.data(), 1, out.size(), shell);
    EXPECT_EQ(pclose(shell), 0);
    EXPECT_EQ(std::string(out.data(), got), *variables["__v__"].value) << text;
  }
}

TEST(CommandText, ValuesAreEscapedInUrlsAndJson) {
  Variables variables{{"__v__", {"string", {}, "a/b?c=\"d\"\r\n", false, false}}};
  StepCommand http;
  http.type = "http-api";
  http.command = "POST /x/__v__:value HTTP/1.1";
  http.headers["Content-Type"] = {"application/json"};
  http.content = R"({"name":"__v__:value"})";
  EXPECT_EQ(*filled(http, variables), "POST /x/a%2Fb%3Fc%3D%22d%22%0D%0A HTTP/1.1");
  EXPECT_EQ(*filled_content(http, variables), R"({"name":"a/b?c=\"d\"\r\n"})");
  http.headers["X-Name"] = {"__v__:value"};
  EXPECT_FALSE(filled_headers(http, variables));
}

TEST(CheckValue, HoldsTextsAgainstTheirTypes) {
  EXPECT_TRUE(check_value("integer", "-5"));
  EXPECT_FALSE(check_value("integer", "5.0"));
  EXPECT_TRUE(check_value("ipv4-addr", "10.0.0.0/8"));
  EXPECT_FALSE(check_value("ipv4-addr", "10.0.0.256"));
  EXPECT_FALSE(check_value("sha256-hash", "abcd"));
  EXPECT_TRUE(check_value("dictionary", "{\"a\":1}"));
  EXPECT_FALSE(check_value("dictionary", "[1]"));
  EXPECT_TRUE(check_value("my-own-type", "anything"));
}

}  // namespace
}  // namespace firsthour::playbooks
