// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/dns.h"

#include "casefile/encoding.h"
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

namespace firsthour::triage::network {
namespace {

std::string head(unsigned flags, unsigned questions, unsigned answers) {
  return big16(7) + big16(flags) + big16(questions) + big16(answers) + big32(0);
}
const std::string kQuestion = std::string("\3www\7example\3com\0", 17) + big16(1) + big16(1);

TEST(Dns, ReadsAnswersWithCompressedNames) {
  const std::string m = head(0x8180, 1, 3) + kQuestion + big16(0xc00c) + big16(5) + big16(1) + big32(60) +
                        big16(6) + "\3cdn" + big16(0xc010) + big16(0xc02d) + big16(1) + big16(1) + big32(60) +
                        big16(4) + "\x0a\1\2\3" + big16(0xc02d) + big16(16) + big16(1) + big32(60) +
                        big16(6) + "\2ab\2cd";
  const auto seen = parse_dns(as_bytes(m));
  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->malformed);
  EXPECT_EQ(seen->question, "www.example.com");
  ASSERT_EQ(seen->answers.size(), 3u);
  EXPECT_EQ(seen->answers[0].text, "cdn.example.com");
  EXPECT_EQ(seen->answers[1].name, "cdn.example.com");
  EXPECT_EQ(seen->answers[1].text, "10.1.2.3");
  EXPECT_EQ(seen->answers[2].text, "ab cd");
}

TEST(Dns, PointersThatGoForwardOrInCirclesAreMalformed) {
  for (const unsigned pointer : {0xc00cu, 0xc020u, 0xffffu}) {
    const auto seen = parse_dns(as_bytes(head(0, 1, 0) + big16(pointer) + big16(1) + big16(1)));
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->malformed) << pointer;
  }
}

TEST(Dns, AnOperationThatNobodyKnowsIsOneWhenAQuestionFollows) {
  const auto seen = parse_dns(as_bytes(head(0x7800, 1, 0) + kQuestion));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->question, "www.example.com");
  EXPECT_TRUE(seen->malformed);
  EXPECT_FALSE(parse_dns(as_bytes(head(0x7800, 1, 0) + "no question at all, but text of another protocol")));
}

TEST(Dns, EscapesWhatIsNoHostName) {
  const auto seen = parse_dns(as_bytes(head(0, 1, 0) + std::string("\4a.\0b\0", 6) + big16(1) + big16(1)));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->question, "a\\.\\000b");
}

TEST(Dns, ReadsSeveralMessagesOfOneStream) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 53};
  tcp.open();
  const std::string query = head(0x0100, 1, 0) + kQuestion;
  const std::string framed = big16(static_cast<std::uint32_t>(query.size())) + query;
  tcp.client((framed + framed).substr(0, 40));
  tcp.client((framed + framed).substr(40));
  Seen seen;
  seen.read(made);
  EXPECT_EQ(seen.dns_messages.size(), 2u);
}

}  // namespace
}  // namespace firsthour::triage::network
