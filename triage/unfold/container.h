// SPDX-License-Identifier: Apache-2.0
// Tells by a few bytes whether a content is an archive or a compressed stream, so that ordinary files cost
// nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace firsthour::triage {

struct Container {
  std::string_view kind;  // "zip", "7zip", "gzip", …; "" when there is none
  std::size_t begin =
      0;                // more than 0 where something stands before it: a program, a picture, another archive
  std::size_t end = 0;  // less than the content's size where something stands behind it
};

// The archive or stream a content begins with; else one that stands behind a program or script and unpacks
// itself, or a zip at the end of anything, as readers of zip look for it there. What stands within a content
// is believed only when its own header agrees with itself: programs that read archives carry their
// signatures.
[[nodiscard]] Container find_container(std::span<const std::byte> content);

// The kind alone.
[[nodiscard]] std::string_view container_kind(std::span<const std::byte> content);

}  // namespace firsthour::triage
