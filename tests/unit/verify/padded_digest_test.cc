// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/collection.h"
#include "casefile/verify/digest.h"

#include <gtest/gtest.h>

namespace firsthour::verify {
namespace {

TEST(VerifyPaddedDigest, TellsTheContentFromTheZerosBehindIt) {
  PaddedDigest digest;
  for (const std::string& block :
       {std::string{"ab\0c", 4}, std::string(5000, '\0'), std::string{"d\0\0", 3}, std::string(10, '\0')})
    digest.update(block);
  const std::string content = std::string{"ab\0c", 4} + std::string(5000, '\0') + "d";
  EXPECT_EQ(digest.size(), content.size() + 12);
  EXPECT_EQ(digest.of_first(content.size()), sha256(content));
  EXPECT_EQ(digest.of_first(content.size() + 7), sha256(content + std::string(7, '\0')))
      << "its own zeros at the end";
  EXPECT_EQ(digest.of_first(digest.size()), sha256(content + std::string(12, '\0')));
  EXPECT_FALSE(digest.of_first(content.size() - 1)) << "a byte that is not zero would stand behind";
  EXPECT_FALSE(digest.of_first(digest.size() + 1));
}

}  // namespace
}  // namespace firsthour::verify
