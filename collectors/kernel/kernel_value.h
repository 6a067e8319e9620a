// SPDX-License-Identifier: Apache-2.0
// Small texts of /proc/sys and /sys, one value each.
#pragma once

#include "collectors/host.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// The value without the newline at its end, at most 64 KiB.
[[nodiscard]] Result<std::string> kernel_value(const Host& host, std::string_view path);
// The same where absence and denial are equally "unknown".
[[nodiscard]] std::optional<std::string> known_value(const Host& host, std::string_view path);

}  // namespace firsthour::collectors
