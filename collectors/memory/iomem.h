// SPDX-License-Identifier: Apache-2.0
// Text of /proc/iomem (kernel/resource.c: r_show): "  BEGIN-END : NAME", ends inclusive, two blanks a level.
#pragma once

#include "collectors/memory/physical_range.h"

#include <optional>
#include <string_view>

namespace firsthour::collectors {

struct IoMemory {
  PhysicalRanges ram;
  // From the start of the kernel's code to the end of its last section, where the text has them.
  std::optional<PhysicalRange> kernel;
  bool addresses_hidden = false;  // all zeros: what a reader without CAP_SYS_ADMIN is shown
  std::size_t malformed = 0;      // lines that are no resource
  bool cut = false;               // more ranges than one can believe in; the rest was left out
};

// "System RAM" is RAM wherever it stands: memory that was plugged in later ("System RAM (kmem)", "System RAM
// (virtio_mem)") hangs below its device.
[[nodiscard]] IoMemory parse_iomem(std::string_view text);

}  // namespace firsthour::collectors
