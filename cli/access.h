// SPDX-License-Identifier: Apache-2.0
// Recorded access: in a case that asks for it, evidence goes out only after the ledger says who reads what
// and why.
#pragma once

#include "casefile/case.h"
#include "casefile/custody.h"
#include "cli/command.h"

#include <cstdint>
#include <string_view>

namespace firsthour::cli {

inline constexpr Option kAccessReasonOption{
    "reason",
    "TEXT",
    {"why it is read: needed, and recorded, in a case made with --record-access",
     "查阅理由：以 --record-access 建立的案件必须说明并记入账本"}};

inline constexpr Option kToOption{"to", "WHO", {"who gets it, for the record", "接收人，记入账本"}};

// Appends a `read` event and closes the case again, so that it is durable and signed before the first byte
// goes out. In a case that records no access only when a reason was given. The case is the command's first
// word and must not be open for writing here.
[[nodiscard]] Try<> record_access(const Invocation& call, Access access);

// For what leaves a case in bulk, by a command that writes into the case itself. Where the case records
// access: refuses without --reason, and where the access cannot be recorded.
[[nodiscard]] Try<> check_reason(const Invocation& call, const CaseReader& the_case, bool recordable);
// The `read` event of such a case, one for all, to be appended before anything goes out; nothing in others.
// `how` is "pack" or "export".
[[nodiscard]] Result<> record_reading(const Invocation& call, CaseWriter& the_case, std::string_view how,
                                      std::uint64_t items);

}  // namespace firsthour::cli
