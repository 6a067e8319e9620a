// SPDX-License-Identifier: Apache-2.0
// Recorded access: in a case that asks for it, evidence goes out only after the ledger says who reads what
// and why.
#pragma once

#include "casefile/custody.h"
#include "cli/command.h"

namespace firsthour::cli {

inline constexpr Option kAccessReasonOption{
    "reason",
    "TEXT",
    {"why it is read: needed, and recorded, in a case made with --record-access",
     "查阅理由：以 --record-access 建立的案件必须说明并记入账本"}};

// Appends a `read` event and closes the case again, so that it is durable and signed before the first byte
// goes out. In a case that records no access only when a reason was given. The case is the command's first
// word and must not be open for writing here. One call for a whole export.
[[nodiscard]] Try<> record_access(const Invocation& call, Access access);

}  // namespace firsthour::cli
