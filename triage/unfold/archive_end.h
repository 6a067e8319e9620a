// SPDX-License-Identifier: Apache-2.0
// Where archives end by their own account, for what stands before and behind them: archives one after the
// other are a way to hide the second from those who read the first, and the other way round.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace firsthour::triage {

struct Stretch {
  std::size_t begin = 0, end = 0;  // end: without the comment, which may be 64 KiB and hide the end's record
};

// The zip whose end record stands last in `content` (looked for in its last `tail` bytes), when that record
// and the directory it points to agree. Its beginning is 0 when it does not say (zip64).
inline constexpr std::size_t kZipTail = 22 + 65'535;
[[nodiscard]] std::optional<Stretch> last_zip(std::string_view content, std::size_t tail = kZipTail);

// Behind the last record of the new ASCII cpio archive at the beginning and the zeros that follow; its size
// when there is no last record. An initial RAM disk is several such archives, of which later ones are
// compressed.
[[nodiscard]] std::size_t end_of_cpio(std::string_view content);

}  // namespace firsthour::triage
