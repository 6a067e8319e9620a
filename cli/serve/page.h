// SPDX-License-Identifier: Apache-2.0
// The board's one page: everything in it, nothing from elsewhere. Its style and its script are let run by
// their digests and nothing else is.
#pragma once

#include <string>

namespace firsthour::cli {

struct BoardPage {
  std::string html;
  std::string policy;  // the header Content-Security-Policy
};
[[nodiscard]] BoardPage board_page();

}  // namespace firsthour::cli
