// SPDX-License-Identifier: Apache-2.0
// Which names of the host are windows on physical memory, and which devices may stand under them.
#pragma once

#include "collectors/host/lookup.h"

#include <string_view>

namespace firsthour::collectors {

[[nodiscard]] bool is_memory_device(std::string_view path);
// REQUIRES: is_memory_device(path), on a live host. Opens the character device, or for /proc/kcore the
// regular file, that Linux has under this name; anything else that was put there is denied and was never
// opened.
[[nodiscard]] Result<Descriptor> open_memory_window(const Root& root, std::string_view path, int flags);

}  // namespace firsthour::collectors
