// SPDX-License-Identifier: Apache-2.0
// Randomness for keys, also where libcrypto finds none: in an empty root of a kernel before 3.17.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <span>

namespace firsthour {

// From getrandom(2); on a kernel without it from the device, and where no device is in reach from the
// kernel's own /proc/sys/kernel/random/uuid. Fails with `unsupported` when there is none of them.
[[nodiscard]] Result<> random_bytes(std::span<std::byte> into);

}  // namespace firsthour
