// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/numeric_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

class Taken : public testing::TestWithParam<const char*> {};
TEST_P(Taken, HasNumbersOnly) {
  const auto checked = check_numeric_filter(GetParam());
  EXPECT_TRUE(checked) << checked.error().what;
}
INSTANTIATE_TEST_SUITE_P(NumericFilter, Taken,
                         testing::Values("", "tcp", "tcp port 22", "not host 10.0.0.1",
                                         "net 10.0.0.0/8 or net 2001:db8::/32",
                                         "udp portrange 5000-5010 and greater 100",
                                         "ether host 02:fc:00:00:00:05",
                                         "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "ip[2:2] > 0x20 && vlan 7",
                                         "src host 192.0.2.1 and !(dst port 443)"));

class Refused : public testing::TestWithParam<const char*> {};
TEST_P(Refused, HasAName) {
  const auto checked = check_numeric_filter(GetParam());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::usage);
}
INSTANTIATE_TEST_SUITE_P(NumericFilter, Refused,
                         testing::Values("port http", "host example.org", "host cafe", "gateway router",
                                         "ip proto \\tcp", "net loopback", "tcp port 22 or host a.b",
                                         "host face.b00c", "host \xff", "ether host router",
                                         "host \"10.0.0.1\"", "host a_b"));

TEST(NumericFilter, NamesTheWordItRefuses) {
  EXPECT_THAT(check_numeric_filter("tcp and port http").error().what, testing::HasSubstr("\"http\""));
}

TEST(NumericFilter, RefusesAnEndlessOne) { EXPECT_FALSE(check_numeric_filter(std::string(5000, ' '))); }

}  // namespace
}  // namespace firsthour::collectors
