// SPDX-License-Identifier: Apache-2.0
// Hides what looks like a password in a command line or a line of a file, for sentences that people read. The
// record itself stays as it is: it is evidence.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::triage {

// Values after names like password=, --token, "Authorization: Bearer", and user:password@ in URLs, become
// ***.
[[nodiscard]] std::string mask_secrets(std::string_view text);

}  // namespace firsthour::triage
