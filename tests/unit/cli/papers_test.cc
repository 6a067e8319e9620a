// SPDX-License-Identifier: Apache-2.0
#include "cli/papers.h"

#include "cli/case_door.h"
#include "cli/sizes.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

TEST(Papers, LieBesideTheCase) { EXPECT_EQ(papers_folder("/srv/web01.case"), "/srv/web01.reports"); }

TEST(CasePath, TheEndingMayBeLeftOut) {
  EXPECT_EQ(case_path("/nowhere/web01"), "/nowhere/web01.case");
  EXPECT_EQ(case_path("/nowhere/web01.case/"), "/nowhere/web01.case");
}

TEST(Sizes, AreForPeople) {
  EXPECT_EQ(human_size(512), "512 B");
  EXPECT_EQ(human_size(1536), "1.5 KiB");
  EXPECT_EQ(human_size(3ull << 30), "3.0 GiB");
}

}  // namespace
}  // namespace firsthour::cli
