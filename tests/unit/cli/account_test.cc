// SPDX-License-Identifier: Apache-2.0
#include "cli/account.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

TEST(Account, IsTheFirstLineWithTheUserId) {
  const auto found = account_in(
      "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/other:/bin/sh\nli:x:1000:1000:Li,,,:/home/li:", 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "root");
  EXPECT_EQ(found->home, "/root");
}

TEST(Account, IsNobodyWhenNoLineHasTheUserId) {
  EXPECT_FALSE(account_in("root:x:0:0:root:/root:/bin/sh\n", 7));
  EXPECT_FALSE(account_in("", 0));
  EXPECT_FALSE(account_in("short:x\n::\nroot:x:+0:0::/:\n", 0));
}

}  // namespace
}  // namespace firsthour::cli
