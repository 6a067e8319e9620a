// SPDX-License-Identifier: Apache-2.0
// ioctl_ns(2) on an open namespace file.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

namespace firsthour::collectors {

// REQUIRES: `fd` is open for reading and lies on nsfs.
[[nodiscard]] NamespaceFacts read_namespace_facts(int fd);

}  // namespace firsthour::collectors
