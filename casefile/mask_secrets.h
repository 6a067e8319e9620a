// SPDX-License-Identifier: Apache-2.0
// Hides secrets in text that came from a host: command lines, environments, URLs, history lines, records.
// For what people read; the record itself stays as it is: it is evidence.
#pragma once

#include <string>
#include <string_view>

namespace firsthour {

// The text with the values of passwords, tokens and keys replaced by "****":
//   --password=X  --password X  -pX (after mysql…)  PASSWORD=X  "token":"X"  token: X  user:X@host
//   Authorization: Bearer X  -----BEGIN … PRIVATE KEY-----  AKIA…
// Errs on the side of hiding; total, and linear in the text.
[[nodiscard]] std::string mask_secrets(std::string_view text);

}  // namespace firsthour
