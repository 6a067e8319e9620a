// SPDX-License-Identifier: Apache-2.0
// The head of an ELF core file (System V gABI; core(5)), readable by gdb, readelf and Volatility. It has no
// NT_PRSTATUS: registers cannot be had without stopping the process.
#pragma once

#include "collectors/process/memory_map.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace firsthour::collectors {

// Memory at `address`, of which the first `file_size` bytes are in the file. Segments stand in the file one
// after the other, from the end of the head on, without anything between them.
struct CoreSegment {
  std::uint64_t address = 0, memory_size = 0, file_size = 0;
  bool readable = false, writable = false, executable = false;
};

// What a debugger wants to know besides.
struct CoreProcess {
  std::uint32_t pid = 0, parent = 0;
  std::string name, arguments;             // bytes; cut to what the format has room for
  std::string auxv;                        // /proc/PID/auxv as it is
  std::vector<const MemoryRegion*> files;  // regions that map a file
};

// A multiple of the page size. More than 65,534 segments are counted in a section header (PN_XNUM).
[[nodiscard]] std::string core_head(const CoreProcess& process, std::span<const CoreSegment> segments,
                                    std::uint64_t page_size);

}  // namespace firsthour::collectors
