// SPDX-License-Identifier: Apache-2.0
// /proc/PID/pagemap: 64 bits a page, Documentation/admin-guide/mm/pagemap.rst. Which pages are in memory, so
// that what is swapped out or was never touched is left where it is.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <cstdint>
#include <memory>
#include <span>

namespace firsthour::collectors {

struct PageState {
  bool present = false;
  bool swapped = false;
  bool of_file = false;  // of a file or of shared memory, and not the process' own copy (Linux 3.5)
};
[[nodiscard]] constexpr PageState page_state(std::uint64_t entry) {
  return {(entry >> 63 & 1) != 0, (entry >> 62 & 1) != 0, (entry >> 61 & 1) != 0};
}

class PageMap {
 public:
  // Fails where the kernel has none (CONFIG_PROC_PAGE_MONITOR) and without the right to trace. The map goes
  // on to be that of this process, whoever gets its PID.
  [[nodiscard]] static Result<PageMap> open(const Host& host, std::uint32_t pid, std::uint64_t page_size);

  // The entries of the pages from `address` on; fewer than asked for at the end of what the kernel shows.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t address, std::span<std::uint64_t> into);
  [[nodiscard]] std::uint64_t page_size() const { return page_size_; }

 private:
  PageMap(std::unique_ptr<OpenFile> file, std::uint64_t page_size)
      : file_{std::move(file)}, page_size_{page_size} {}

  std::unique_ptr<OpenFile> file_;
  std::uint64_t page_size_;
};

// That of the running kernel.
[[nodiscard]] std::uint64_t system_page_size();

}  // namespace firsthour::collectors
