// SPDX-License-Identifier: Apache-2.0
// What is still owed in a case, and what anchors it outside: for `case show`.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"

namespace firsthour::cli {

// Unsigned forms, approvals owed, hand-overs on the way; then cosignatures and time
// stamps. Nothing is printed for what there is none of; with --json a document each. `now` decides what is
// overdue.
[[nodiscard]] Try<> show_still_to_do(Terminal& terminal, const CaseReader& from, Instant now);

// The forms that people still have to sign, newest printings only, a line each; with --json a document each
// of type `unsigned`.
[[nodiscard]] Try<> show_unsigned_forms(Terminal& terminal, const CaseReader& from);

}  // namespace firsthour::cli
