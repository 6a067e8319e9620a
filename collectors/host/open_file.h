// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "casefile/descriptor.h"
#include "collectors/host.h"

#include <memory>

namespace firsthour::collectors {

// REQUIRES: `fd` is a regular file open for reading.
[[nodiscard]] std::unique_ptr<OpenFile> make_open_file(Descriptor fd, FileStatus status);

}  // namespace firsthour::collectors
