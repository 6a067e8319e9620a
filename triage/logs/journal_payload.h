// SPDX-License-Identifier: Apache-2.0
// Compressed payloads of journal files. The only place of triage that knows zstd, lz4 and lzma.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

enum class JournalCompression : std::uint8_t { none = 0, xz = 1, lz4 = 2, zstd = 4 };

// The payload as it was before. malformed when it is damaged, no_space when it is larger than `limit`.
[[nodiscard]] Result<std::string> expanded_payload(std::string_view bytes, JournalCompression how,
                                                   std::size_t limit);

}  // namespace firsthour::triage::logs
