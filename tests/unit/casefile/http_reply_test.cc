// SPDX-License-Identifier: Apache-2.0
#include "casefile/http_reply.h"

#include <gtest/gtest.h>

namespace firsthour {
namespace {

constexpr std::string_view kType = "application/timestamp-reply";

std::string reply(const std::string& fields, const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\n" + fields + "\r\n" + body;
}
const std::string kTyped = "Content-Type: application/timestamp-reply\r\n";

TEST(HttpUrl, IsHostPortAndPath) {
  const auto url = parse_http_url("http://tsa.example.org:8080/tsr?x=1").value();
  EXPECT_EQ(url.host, "tsa.example.org");
  EXPECT_EQ(url.port, "8080");
  EXPECT_EQ(url.path, "/tsr?x=1");
  EXPECT_EQ(parse_http_url("http://tsa")->path, "/");
  EXPECT_EQ(parse_http_url("http://tsa")->port, "80");
  EXPECT_EQ(parse_http_url("http://[::1]:99/a")->host, "::1");
  EXPECT_EQ(parse_http_url("http://[::1]:99/a")->port, "99");
}

TEST(HttpUrl, OfAnotherFormIsRefused) {
  EXPECT_EQ(parse_http_url("https://tsa/").error().code, Errc::unsupported);
  for (const char* wrong :
       {"", "tsa", "http://", "http:///x", "http://a:0/", "http://a:65536/", "http://a:b/", "http://a:/",
        "http://a b/", "http://a\r\nX: y/", "http://user@a/", "ftp://a/", "http://[::1/"})
    EXPECT_EQ(parse_http_url(wrong).error().code, Errc::usage) << wrong;
}

TEST(HttpReply, HasABodyOfTheLengthItNames) {
  EXPECT_EQ(body_of_reply(reply(kTyped + "Content-Length: 3\r\n", "abcd"), kType).value(), "abc");
  EXPECT_EQ(body_of_reply(reply(kTyped, "abcd"), kType).value(), "abcd");
  EXPECT_EQ(body_of_reply(reply("content-TYPE:  Application/Timestamp-Reply ; x=y\r\n", "a"), kType).value(),
            "a");
  EXPECT_FALSE(body_of_reply(reply(kTyped + "Content-Length: 5\r\n", "abcd"), kType));
  EXPECT_FALSE(body_of_reply(reply(kTyped + "Content-Length: -1\r\n", "abcd"), kType));
}

TEST(HttpReply, ComesInChunks) {
  const std::string chunked = kTyped + "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(body_of_reply(reply(chunked, "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"), kType).value(),
            "abc0123456789");
  for (const char* cut : {"", "3", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "x\r\n",
                          "-1\r\n", "ffffffffffffffff\r\nabc\r\n0\r\n\r\n"})
    EXPECT_FALSE(body_of_reply(reply(chunked, cut), kType)) << cut;
}

TEST(HttpReply, OfAnotherStatusOrTypeIsNamed) {
  const auto moved = body_of_reply(reply("Location: http://b/\r\n", "", "302 Found"), kType);
  EXPECT_NE(moved.error().what.find("302 Found"), std::string::npos);
  EXPECT_NE(moved.error().what.find("http://b/"), std::string::npos);
  EXPECT_FALSE(body_of_reply(reply("Content-Type: text/html\r\n", "x"), kType));
  EXPECT_FALSE(body_of_reply(reply("", "x"), kType));
  EXPECT_FALSE(body_of_reply("SSH-2.0-x\r\n\r\n", kType));
  EXPECT_FALSE(body_of_reply("", kType));
}

TEST(HttpReply, IsWholeWhenItsLengthHasCome) {
  const std::string whole = reply(kTyped + "Content-Length: 3\r\n", "abc");
  EXPECT_TRUE(reply_is_whole(whole));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(reply_is_whole(std::string_view{whole}.substr(0, length))) << length;
  EXPECT_FALSE(reply_is_whole(reply(kTyped, "abc")));
}

}  // namespace
}  // namespace firsthour
