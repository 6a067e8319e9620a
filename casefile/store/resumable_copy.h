// SPDX-License-Identifier: Apache-2.0
// Copying a large file so that a stop costs little: every while, what was written is made durable together
// with the leaf hashes of its chunks, and the next copy begins where these end.
#pragma once

#include "casefile/store/copying.h"
#include "casefile/store/stopped_copy.h"

#include <cstdint>
#include <vector>

namespace firsthour {

struct ResumedCopy {
  Copied copied;
  std::uint64_t resumed_at = 0;  // bytes that were there and hold; 0 when it began anew
};

// On failure the folder stays, with what is durable. `from` is a regular file.
[[nodiscard]] Result<ResumedCopy> copy_resumably(int from, StoppedCopyFolder& into, const CopyPlan& plan);

}  // namespace firsthour
