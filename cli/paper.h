// SPDX-License-Identifier: Apache-2.0
// What a person copies from the screen to paper: digests in groups, QR codes.
#pragma once

#include "cli/terminal.h"

#include <string>
#include <string_view>

namespace firsthour::cli {

// "3fc9 b689 …": digests are compared by eye in groups of four, as the collectors print them.
[[nodiscard]] std::string in_groups(std::string_view hex);
// Shows the text as a QR code when standard error is watched; says so when it does not fit.
void show_qr(Terminal& terminal, std::string_view text);

}  // namespace firsthour::cli
