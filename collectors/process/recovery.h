// SPDX-License-Identifier: Apache-2.0
// Recovery of files that only processes keep alive: the kernel hands out their exact bytes by the links under
// /proc/PID (exe, fd, map_files) as long as one of these processes lives. Each inode is taken once in a run,
// holes stay holes, and what is not taken is an item that says why.
#pragma once

#include "collectors/collector.h"
#include "collectors/process/executable.h"
#include "collectors/process/mapped_files.h"
#include "collectors/process/process_table.h"
#include "collectors/system/mount_hazards.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// One of them, as it was found.
struct HeldFile {
  std::string link;         // "/proc/812/map_files/7f00-7f10"
  NamedFile name;           // what it was called
  FileFacts facts;          // of the file itself
  std::string_view kind;    // of the item: "executable" or "file"
  std::string_view source;  // "library.deleted", …: casefile/RECORDS.md
  std::map<std::string, std::string> attributes;
};

class Recovery {
 public:
  // `share`: the most that is taken of the run's budget; what comes after has a right to the rest.
  Recovery(Context& context, SourceOutcome& outcome, std::uint64_t share)
      : context_{context}, outcome_{outcome}, share_{share} {}

  // Takes the file, unless one of its inode was taken up before. `hazards` are those of the process.
  void take(const ProcessEntry& entry, HeldFile file, const MountHazards& hazards);
  // The same from the memory of the process, where the link cannot be followed; `why` says so.
  void take_from_memory(const ProcessEntry& entry, const HeldFile& file, const MappedFile& mapped,
                        std::string_view why);
  // The item of a file, for what cannot be taken by its link.
  [[nodiscard]] Item describe(const ProcessEntry& entry, const HeldFile& file) const;
  // An item without bytes. `skipped` by rule leaves the source complete.
  void leave_out(Item item, std::string reason, Outcome how);
  // An item left out by rule: nothing that could have been taken is missing.
  void pass_over(Item item, std::string reason);

 private:
  void copy(Item item, OpenFile& file);

  Context& context_;
  SourceOutcome& outcome_;
  std::uint64_t share_;
};

}  // namespace firsthour::collectors
