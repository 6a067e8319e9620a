// SPDX-License-Identifier: Apache-2.0
// The files of cli/serve/page, built in.
#pragma once

#include <string_view>

namespace firsthour::cli {

extern const std::string_view kPageHtml, kPageStyle, kPageScript;

}  // namespace firsthour::cli
