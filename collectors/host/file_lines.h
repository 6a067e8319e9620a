// SPDX-License-Identifier: Apache-2.0
// The lines of a text of any length, one at a time: /proc/kallsyms has hundreds of thousands.
#pragma once

#include "collectors/host.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace firsthour::collectors {

// Calls `visit` with each line, without its newline, until it says false. At most `limit` bytes are read, and
// of a line longer than 64 KiB only the beginning is given. True when the text came to its end. `copy`, where
// given, gets every piece as it is read, before its lines.
[[nodiscard]] Result<bool> for_each_line(const Host& host, std::string_view path, std::uint64_t limit,
                                         const std::function<bool(std::string_view)>& visit,
                                         const std::function<void(std::span<const std::byte>)>& copy = {});

}  // namespace firsthour::collectors
