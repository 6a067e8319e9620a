// SPDX-License-Identifier: Apache-2.0
// The text of a list, whatever it was saved as: spreadsheets of Windows write UTF-16.
#pragma once

#include "casefile/result.h"

#include <string>

namespace firsthour::triage {

// UTF-8 without a mark, for UTF-8 and for UTF-16 of either order, with and without a mark. Other encodings
// that have ASCII in them (GBK) stay as they are. malformed when it is no text.
[[nodiscard]] Result<std::string> text_of_list(std::string bytes);

}  // namespace firsthour::triage
