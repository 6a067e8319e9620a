// SPDX-License-Identifier: Apache-2.0
// The checkpoint that a finished document carries. It tells from which head of which case a file was made,
// also where the file itself was altered and no ledger knows its digest any more.
#pragma once

#include "casefile/checkpoint.h"

#include <optional>
#include <string_view>

namespace firsthour::playbooks {

// The first checkpoint of a case in the text of a docx, HTML, Markdown or JSON document. Any bytes are taken:
// nullopt where there is none, or where the file cannot be read. Nothing is said about its signatures.
[[nodiscard]] std::optional<Checkpoint> printed_checkpoint(std::string_view document);

}  // namespace firsthour::playbooks
