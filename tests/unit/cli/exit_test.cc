// SPDX-License-Identifier: Apache-2.0
// The exit codes are a contract with scripts.
#include "cli/exit.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

Exit code(Errc errc) { return Failure{Error{errc, ""}}.exit; }

TEST(Exit, EachKindOfErrorHasItsCode) {
  EXPECT_EQ(static_cast<int>(code(Errc::usage)), 2);
  EXPECT_EQ(static_cast<int>(code(Errc::tampered)), 4);
  EXPECT_EQ(static_cast<int>(code(Errc::busy)), 11);
  EXPECT_EQ(static_cast<int>(code(Errc::interrupted)), 130);
  for (const Errc other : {Errc::not_found, Errc::denied, Errc::malformed, Errc::no_space, Errc::io}) {
    EXPECT_EQ(static_cast<int>(code(other)), 1);
  }
}

TEST(Exit, OpeningACaseHasCodesOfItsOwn) {
  EXPECT_EQ(static_cast<int>(case_failure(Error{Errc::not_found, ""}).exit), 10);
  EXPECT_EQ(static_cast<int>(case_failure(Error{Errc::busy, ""}).exit), 11);
  EXPECT_EQ(static_cast<int>(case_failure(Error{Errc::tampered, ""}).exit), 6);
  EXPECT_EQ(static_cast<int>(case_failure(Error{Errc::denied, ""}).exit), 1);
}

}  // namespace
}  // namespace firsthour::cli
