// SPDX-License-Identifier: Apache-2.0
// A capture that was written as a ring of files (casefile/capture_manifest.h) into a case: the chain of its
// manifest and the digest of each file are checked first. A file that is not what its line says stays
// outside, and is named.
#pragma once

#include "cli/command.h"

#include <string>

namespace firsthour::cli {

[[nodiscard]] bool looks_like_capture_ring(const std::string& folder);
// --expect is compared with the manifest's digest, SHA-256 or SM3: it stands for all files. Exit 4 where
// something does not hold.
[[nodiscard]] Try<Exit> take_in_capture(const Invocation& call, const std::string& folder);

}  // namespace firsthour::cli
