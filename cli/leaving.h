// SPDX-License-Identifier: Apache-2.0
// Evidence that leaves a case in bulk: why and to whom, which a case that records access wants to know.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"

#include <cstdint>
#include <string_view>

namespace firsthour::cli {

inline constexpr Option kReasonOption{
    "reason",
    "TEXT",
    {"why, for the record; needed where the case records access", "理由，记入账本；记录调阅的案件必填"}};
inline constexpr Option kToOption{"to", "WHO", {"who gets it, for the record", "接收人，记入账本"}};

// Where the case records access: refuses without --reason, and where the access cannot be recorded.
[[nodiscard]] Try<> check_reason(const Invocation& call, const CaseReader& the_case, bool recordable);
// The `read` event of such a case, to be durable before anything goes out; nothing in others. `how` is "pack"
// or "export".
[[nodiscard]] Result<> record_reading(const Invocation& call, CaseWriter& the_case, std::string_view how,
                                      std::uint64_t items);

}  // namespace firsthour::cli
