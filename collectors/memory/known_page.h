// SPDX-License-Identifier: Apache-2.0
// Whether a window shows what is known to stand at a physical address: a wrong idea of addresses gives an
// image that looks whole and is worthless.
#pragma once

#include "collectors/host.h"
#include "collectors/memory/iomem.h"
#include "collectors/memory/memory_window.h"

#include <string>

namespace firsthour::collectors {

struct KnownPage {
  bool contradicted = false;  // read, and something else stands there
  std::string confirmed_by;   // "vmcoreinfo" "banner"; empty: nothing is known that could be compared
};

// The note VMCOREINFO at the address in /sys/kernel/vmcoreinfo; else the text of /proc/version between the
// kernel's first and last address.
[[nodiscard]] KnownPage look_at_known_page(const Host& host, const IoMemory& iomem, MemoryWindow& window);

}  // namespace firsthour::collectors
