// SPDX-License-Identifier: Apache-2.0
// What a phone takes from the screen to paper: QR codes.
#pragma once

#include "cli/terminal.h"

#include <string_view>

namespace firsthour::cli {

// Shows the text as a QR code when standard error is watched; says so when it does not fit.
void show_qr(Terminal& terminal, std::string_view text);

}  // namespace firsthour::cli
