// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "casefile/descriptor.h"
#include "collectors/host.h"

#include <memory>
#include <string>

namespace firsthour::collectors {

// REQUIRES: `fd` is open for reading, and pread(2) works on it: a regular file or a device of memory. `path`
// is what a watcher is told.
[[nodiscard]] std::unique_ptr<OpenFile> make_open_file(Descriptor fd, FileStatus status,
                                                       std::string path = {}, Care* care = nullptr);

}  // namespace firsthour::collectors
