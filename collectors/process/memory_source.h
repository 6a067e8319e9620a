// SPDX-License-Identifier: Apache-2.0
// The bytes of a core file: its head, then the planned pages. Each piece's pages are asked for once more
// right before they are read; what has been swapped out or given back since stays where it is, and is zeros
// here.
#pragma once

#include "casefile/bytes.h"
#include "collectors/host/process_memory.h"
#include "collectors/process/memory_plan.h"
#include "collectors/process/page_map.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace firsthour::collectors {

class MemoryPages final : public ByteSource {
 public:
  // All must outlive it. Counts what was lost in the plan's regions.
  MemoryPages(std::string head, MemoryPlan& plan, PageMap& pages, ProcessMemory& memory,
              std::function<bool()> stopping);
  // timed_out when the run is stopping.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  // The next piece of a run into buffer_; false when there is none.
  bool fill();
  bool next_run();
  // `count` pages from `address` on, all present a moment ago.
  void read_present(std::uint64_t address, std::size_t count, std::byte* into);

  std::string head_;
  MemoryPlan& plan_;
  PageMap& pages_;
  ProcessMemory& memory_;
  std::function<bool()> stopping_;
  std::vector<std::byte> buffer_;
  std::vector<std::uint64_t> entries_;
  std::size_t head_at_ = 0, at_ = 0, filled_ = 0;
  std::size_t region_ = 0, run_ = 0;  // the run within the region
  std::uint64_t page_ = 0;            // within the run
  std::uint64_t lost_ = 0;
};

}  // namespace firsthour::collectors
