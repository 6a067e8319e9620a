// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/claims.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace firsthour::triage {
namespace {

Sha256 key(std::uint32_t number) { return sha256("content " + std::to_string(number)); }

TEST(ContentClaims, TheFirstHasIt) {
  Claims claims{100};
  const Claims::Claim first{4, 0}, second{9, 3};
  EXPECT_EQ(claims.claim(key(1), first), first);
  EXPECT_EQ(claims.claim(key(1), second), first);
  EXPECT_EQ(claims.claim(key(1), first), first);
  EXPECT_EQ(claims.claim(key(2), second), second);
}

TEST(ContentClaims, AreSharedWithForkedWorkers) {
  Claims claims{100};
  if (::fork() == 0) {
    static_cast<void>(claims.claim(key(1), {7, 7}));
    ::_exit(0);
  }
  ::wait(nullptr);
  EXPECT_EQ(claims.claim(key(1), {8, 8}), (Claims::Claim{7, 7}));
}

TEST(ContentClaims, AFullTableSharesNothingAndLosesNothing) {
  Claims claims{1};
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const Claims::Claim mine{i, 0};
    EXPECT_EQ(claims.claim(key(i), mine), mine);
  }
}

}  // namespace
}  // namespace firsthour::triage
