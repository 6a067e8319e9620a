// SPDX-License-Identifier: Apache-2.0
// Which pages of a process are taken: those that are in memory now, and of the files that still are files
// only the process' own copies. Made before anything is read, so that the size of the core file is known.
#pragma once

#include "casefile/item.h"
#include "casefile/result.h"
#include "collectors/process/memory_map.h"
#include "collectors/process/page_map.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Pages that follow each other and are taken.
struct PageRun {
  std::uint64_t address = 0, pages = 0;
};

struct PlannedRegion {
  MemoryRegion region;
  std::uint64_t present = 0, swapped = 0;  // pages
  std::size_t first_run = 0, runs = 0;     // in MemoryPlan::runs
  std::uint64_t planned = 0;               // pages of these runs
  std::uint64_t lost = 0;                  // of them: gone, or unreadable, when they were read
  Outcome outcome = Outcome::complete;     // complete: all that is in memory, or all of it that no file has
  std::string_view reason;                 // a literal
};

struct MemoryPlan {
  std::vector<PlannedRegion> regions;
  std::vector<PageRun> runs;
  std::uint64_t pages = 0;  // of all runs

  // Leaves out regions, the largest first and code without a file last, until at most `most` pages are
  // planned. True when something was left out.
  bool shrink(std::uint64_t most);
};

// `with_files`: also present pages that are the same as in a file with a name. Fails when the page map cannot
// be read; a stop leaves the rest of the regions out, as timed_out.
[[nodiscard]] Result<MemoryPlan> plan_memory(std::vector<MemoryRegion> regions, PageMap& pages,
                                             bool with_files, const std::function<bool()>& stopping);

}  // namespace firsthour::collectors
