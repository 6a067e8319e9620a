// SPDX-License-Identifier: Apache-2.0
// Where physical memory stands in /proc/kcore. The file has a segment for each region of the kernel's address
// space: the direct map of all RAM, and vmalloc, modules, vmemmap, the kernel's text. Only the direct map is
// memory once and whole: the text is the same pages a second time, vmalloc is huge, sparse and scattered.
//
// Physical addresses of segments: before Linux 4.11 p_paddr is 0 in all of them, since then it is the
// physical address of RAM and text and all-ones in the rest. So p_paddr counts where it is neither 0 in all
// segments nor all-ones; else the difference between virtual and physical addresses, which is one number for
// the whole direct map, is found by laying the segments over the RAM of /proc/iomem.
#pragma once

#include "collectors/memory/elf_core.h"
#include "collectors/memory/physical_range.h"

#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct MappedPiece {
  PhysicalRange range;
  std::uint64_t offset = 0;  // of range.begin in the file
};

struct DirectMap {
  std::vector<MappedPiece> pieces;   // sorted, disjoint
  std::uint64_t virtual_offset = 0;  // virtual address - physical address, modulo 2^64
  std::string_view basis;            // "p_paddr" or "derived"
  std::size_t aliases = 0;           // segments with physical addresses that are the same memory again
  [[nodiscard]] PhysicalRanges covers() const;
};

// `ram` is empty where /proc/iomem does not show it: then p_paddr alone counts. `malformed` when no segments
// lie over half of the RAM at least.
[[nodiscard]] Result<DirectMap> direct_map_of(const CoreHead& head, const PhysicalRanges& ram,
                                              std::uint64_t page_size);

}  // namespace firsthour::collectors
