// SPDX-License-Identifier: Apache-2.0
// A collector reads one source of a host and writes records and items. It judges nothing, changes nothing,
// starts no program. A failure is recorded in the collection and the run goes on.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/result.h"
#include "collectors/host.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

enum class Profile { quick, standard, full };

class ProcessTable;  // process/process_table.h: what is read once and joined by several collectors
class PackageIndex;  // package/package_index.h
class TakenFiles;    // files/taken_files.h
class SymbolPass;    // kernel/symbol_facts.h
struct Plan;         // artifacts/plan.h

enum class MemoryFormat { lime, elf };

// What the command line asks for beyond the profile.
struct Wishes {
  bool all_process_memory = false;
  std::vector<std::uint32_t> process_memory;  // PIDs whose memory is taken
  MemoryFormat memory_format = MemoryFormat::lime;
  std::chrono::milliseconds recheck{1000};  // before a difference between views is believed
};

// What one run shares. Built once by the program's main.
struct Context {
  const Host& host;
  CollectionWriter& out;
  Profile profile = Profile::quick;
  const Plan* plan = nullptr;
  ProcessTable* processes = nullptr;  // filled by the process collector
  PackageIndex* packages = nullptr;
  std::uint64_t budget = 0;  // bytes of file content that may still be taken; 0 = none left
  std::chrono::steady_clock::time_point deadline;
  const std::atomic<bool>* stop = nullptr;  // set by SIGINT/SIGTERM
  TakenFiles* taken = nullptr;              // files whose content is in the collection already
  const Wishes* wishes = nullptr;           // null: none
  SymbolPass* symbols = nullptr;            // null: each reader of the kernel's symbols reads for itself
  // What the medium can still hold of one large item that no budget of files bounds, the memory image.
  std::uint64_t image_room = UINT64_MAX;
  std::string image_room_reason = {};  // what bounds it, in words
  // Told how far a source is that takes minutes; may be called as often as a block is read. Null: nobody
  // asks.
  const std::function<void(std::uint64_t done, std::uint64_t of)>* progress = nullptr;
  [[nodiscard]] bool stopping() const;  // asked to stop, or past the deadline
};

// How a source ended; goes into outcome.json under the collector's name.
struct SourceOutcome {
  Outcome outcome = Outcome::complete;
  std::string reason;
  std::uint64_t records = 0, items = 0, bytes = 0;
};

struct Collector {
  std::string_view name;     // "host.process"; stable, appears in cases
  std::string_view program;  // which collect-X takes it: "host" "files" "traffic" "memory"
  int volatility;            // 0 first … 9 last
  Profile from;              // the smallest profile that takes it
  std::string_view summary;  // one line for --list
  SourceOutcome (*run)(Context& context);
};

// The one table, in order of volatility. "volatile-done" is marked after the last with volatility < 6.
[[nodiscard]] std::span<const Collector> all_collectors();

}  // namespace firsthour::collectors
