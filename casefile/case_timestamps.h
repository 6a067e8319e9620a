// SPDX-License-Identifier: Apache-2.0
// Time stamps of a case's heads (FORMAT.md, "Time stamps"): which note is stamped, and which a token fits.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/timestamp.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour {

// The note of the newest head of that tree, as the ledger holds it. not_found: no case, or no such head.
[[nodiscard]] Result<std::string> newest_note(const std::string& case_path, Algorithm tree);

struct StampedHead {
  Algorithm tree = Algorithm::sha256;
  std::uint64_t size = 0;
};
// The head that an imprint is of, among all that the case ever signed; not_found when it is of none.
[[nodiscard]] Result<StampedHead> head_stamped_by(const std::string& case_path, const Imprint& imprint);

// The body of the `timestamped` event.
inline constexpr std::string_view kTimestampedEvent = "timestamped";
[[nodiscard]] Json timestamped_body(const StampedHead& head, const Timestamp& stamp,
                                    std::string_view authority, std::string_view token);

}  // namespace firsthour
