// SPDX-License-Identifier: Apache-2.0
// One writer a case: flock(2) on the case folder, gone with the process that held it, whatever its end.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <string>

namespace firsthour {

// The open folder that holds the lock. `busy` names the holder's process where the kernel tells it.
[[nodiscard]] Result<Descriptor> lock_for_writing(const std::string& case_path);

}  // namespace firsthour
