// SPDX-License-Identifier: Apache-2.0
// The command line.
#pragma once

#include "casefile/verify/work.h"

#include <string>

namespace firsthour::verify {

struct Options {
  Wishes wishes;
  bool chinese = false, json = false, quiet = false, help = false, version = false;
};

// Reads the words, and the files that --trust and --since name. The sentence says what is wrong with them.
// `chinese` as of the locale is set even when it fails.
Result<> read_options(int count, char** words, Options& options);

[[nodiscard]] std::string help_text(bool chinese);

}  // namespace firsthour::verify
