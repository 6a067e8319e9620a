// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/listening_place.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

TEST(ListeningPlace, IsLoopbackAndTheUsualPortUnlessSaidOtherwise) {
  EXPECT_EQ(listening_place("192.0.2.7")->port, kBoardPort);
  EXPECT_EQ(listening_place(":8443")->host, "127.0.0.1");
  EXPECT_EQ(listening_place(":8443")->port, 8443);
  EXPECT_EQ(listening_place("192.0.2.7:1")->host, "192.0.2.7");
  EXPECT_EQ(listening_place("[2001:db8::7]:8443")->host, "2001:db8::7");
  EXPECT_EQ(listening_place("[::1]")->port, kBoardPort);
}

TEST(ListeningPlace, ThatIsNoneIsRefused) {
  for (const char* text : {"localhost:80", "192.0.2.7:", "192.0.2.7:99999", "192.0.2.7:-1", "2001:db8::7",
                           "[::1", "[192.0.2.7]:80"})
    EXPECT_FALSE(listening_place(text)) << text;
}

TEST(ListeningPlace, KnowsWhatNobodyElseCanReach) {
  EXPECT_TRUE(is_loopback("127.0.0.1"));
  EXPECT_TRUE(is_loopback("127.8.8.8"));
  EXPECT_TRUE(is_loopback("::1"));
  EXPECT_FALSE(is_loopback("0.0.0.0"));
  EXPECT_FALSE(is_loopback("192.0.2.7"));
}

}  // namespace
}  // namespace firsthour::cli
