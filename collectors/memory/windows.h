// SPDX-License-Identifier: Apache-2.0
// The windows on physical memory that Linux has, in the order they are tried:
//
//   /proc/kcore  every distribution's kernel has it, it is read in large pieces, and a page that faults is
//                answered, not fatal. Closed by lockdown (confidentiality) and without CAP_SYS_RAWIO.
//   /dev/crash   a module of the Red Hat family, there when somebody loaded it; one page a call, so second.
//   /dev/mem     last: nearly every kernel is built with STRICT_DEVMEM, which refuses RAM above the first MiB
//                and, worse, shows the RAM below it as zeros without an error. Then it is not used at all.
//
// What kcore answers with zeros and no error, no reader can tell: poisoned and offline pages.
#pragma once

#include "collectors/host.h"
#include "collectors/memory/elf_core.h"
#include "collectors/memory/iomem.h"
#include "collectors/memory/memory_window.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct WindowFound {
  std::string name;
  std::unique_ptr<MemoryWindow> window;  // null: closed
  std::string closed;                    // why; empty when open
  bool absent = false;
  std::string basis, confirmed_by;  // of its addresses, where they are not the file's own offsets
  std::size_t aliases = 0;
};

// What is known of memory before any of it is read.
struct MemoryFacts {
  IoMemory iomem;
  std::string iomem_failure;  // why there is none
  std::uint64_t page_size = 4096;
  std::uint16_t machine = 0;         // e_machine; 0 where no kcore says
  std::string vmcoreinfo;            // text of the note; empty where there is none
  std::uint64_t virtual_offset = 0;  // of the direct map; 0 unknown
};

// Tries all, in order. Fills the facts as the windows tell them.
[[nodiscard]] std::vector<WindowFound> open_windows(const Host& host, MemoryFacts& facts);

// /proc/iomem, page size and architecture, as far as they can be had without a window.
[[nodiscard]] MemoryFacts memory_facts(const Host& host);

}  // namespace firsthour::collectors
