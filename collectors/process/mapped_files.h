// SPDX-License-Identifier: Apache-2.0
// The files of a process' memory map that may be gone from every folder, or that lie in shared memory: the
// candidates of recovery.
#pragma once

#include "collectors/process/memory_map.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

enum class MappedAs {
  file,              // carries the kernel's mark: deleted, or named so
  memfd,             // memfd_create(2)
  shared_memory,     // below /dev/shm
  system_v,          // shmget(2)
  shared_anonymous,  // mmap(2) of MAP_SHARED | MAP_ANONYMOUS: memory of processes, with a name of the
                     // kernel's
  secret,            // memfd_secret(2): the kernel lets nobody read it
};

struct MappedFile {
  MappedAs as = MappedAs::file;
  MemoryRegion first;                 // where it is mapped; executable regions before others
  bool executable = false;            // one of its regions may be executed
  std::vector<MemoryRegion> regions;  // of this file, ascending, at most kMostRegionsOfFile
};

inline constexpr std::size_t kMostMappedFiles = 4096, kMostRegionsOfFile = 64;

struct MappedFiles {
  std::vector<MappedFile> files;  // each device and inode once
  std::uint64_t left_out = 0;     // regions of further files, beyond kMostMappedFiles
};

// Files that are mapped, but neither marked as deleted nor in shared memory, are passed over; so is shared
// memory that is neither marked nor executable.
[[nodiscard]] MappedFiles mapped_files(std::string_view maps);

// The name under /proc/PID/map_files.
[[nodiscard]] std::string map_file_name(const MemoryRegion& region);

}  // namespace firsthour::collectors
