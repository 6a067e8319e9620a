// SPDX-License-Identifier: Apache-2.0
// /proc/kallsyms in pieces: it has some hundred thousand lines, most of no interest.
#pragma once

#include "collectors/host.h"

#include <functional>
#include <string_view>

namespace firsthour::collectors {

// Hands over pieces that end at a line's end. None where the text cannot be read.
void for_each_symbol_text(const Host& host, const std::function<void(std::string_view)>& take);

}  // namespace firsthour::collectors
