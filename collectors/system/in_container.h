// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/host.h"

namespace firsthour::collectors {

// Whether this process runs in a container: in namespaces that are not the kernel's first, or in a control
// group that an engine named. The files that engines leave are no proof by themselves: anyone can make one,
// and the image of a container that became a machine still has it. They count beside a namespace of one's
// own.
[[nodiscard]] bool in_container(const Host& host);

}  // namespace firsthour::collectors
