// SPDX-License-Identifier: Apache-2.0
// Reads physical memory by several windows, and never fails: what a window does not give is asked of the
// next, down to the page, and what none gives is zeros and a gap. What was read by which window is kept as
// runs.
#pragma once

#include "collectors/memory/memory_window.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct MemoryRun {
  PhysicalRange range;
  int window = -1;    // index of the one that gave it; -1: a gap
  std::string error;  // of a gap: what the first window that was asked said
};

class PhysicalReader {
 public:
  // The windows, in the order they are asked, must outlive the reader.
  PhysicalReader(std::vector<MemoryWindow*> windows, std::uint64_t page_size);

  void read(std::uint64_t physical, std::span<std::byte> into);

  // Sorted, merged. At most kMostRuns: unlisted_bytes() counts what a memory in shreds has beyond.
  [[nodiscard]] std::vector<MemoryRun> runs() const;
  [[nodiscard]] std::uint64_t gap_bytes() const { return gap_bytes_; }
  [[nodiscard]] std::uint64_t unlisted_bytes() const { return unlisted_bytes_; }

  static constexpr std::size_t kMostRuns = 65536;

 private:
  struct Piece {  // of the block that is being read
    std::uint64_t physical = 0;
    std::span<std::byte> bytes;
    std::string error;
  };
  struct Window {
    int index;
    MemoryWindow* window;
    std::uint64_t failed_in_a_row = 0;  // pages
  };
  void read_by(Window& by, const Piece& piece, std::vector<Piece>& failed);
  void read_halves(Window& by, const Piece& piece, std::vector<Piece>& failed);
  std::size_t read_some(Window& by, const Piece& piece, std::string& error);
  void add_run(MemoryRun run);
  void ask_last(std::size_t position);

  std::vector<Window> windows_;
  std::uint64_t page_size_;
  std::vector<MemoryRun> runs_;
  std::uint64_t gap_bytes_ = 0, unlisted_bytes_ = 0;
};

}  // namespace firsthour::collectors
