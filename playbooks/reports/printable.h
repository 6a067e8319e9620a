// SPDX-License-Identifier: Apache-2.0
// Text that any document may carry. Names from evidence are bytes: NUL, escape sequences, bidi controls that
// turn a name around, code points that XML forbids. Those are shown as \x00, \u202e, …
// Own code beside escape_for_terminal(): line breaks of people's texts are kept, and XML 1.0 §2.2 decides.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

// Valid UTF-8 in which every character is allowed in XML 1.0 and shows; '\n' is kept. Idempotent.
[[nodiscard]] std::string printable(std::string_view text);
// The same on one line ('\n' becomes "\n"), for names from evidence. At most `most` bytes are shown, the
// rest is counted: "…(+9744)".
[[nodiscard]] std::string evidence_text(std::string_view bytes, std::size_t most = 240);

}  // namespace firsthour::playbooks
