// SPDX-License-Identifier: Apache-2.0
// Tells by a few bytes whether a content is an archive or a compressed stream, so that ordinary files cost
// nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace firsthour::triage {

// "zip", "7zip", "gzip", …, or "" when it is none. A program with an archive behind it counts as the archive.
[[nodiscard]] std::string_view container_kind(std::span<const std::byte> content);

}  // namespace firsthour::triage
