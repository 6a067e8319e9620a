// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/memory_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPiece = 1 << 20;

}  // namespace

MemoryPages::MemoryPages(std::string head, MemoryPlan& plan, PageMap& pages, ProcessMemory& memory,
                         std::function<bool()> stopping)
    : head_{std::move(head)},
      plan_{plan},
      pages_{pages},
      memory_{memory},
      stopping_{std::move(stopping)},
      buffer_(std::max<std::size_t>(kPiece, pages.page_size())),
      entries_(buffer_.size() / pages.page_size()) {}

Result<std::size_t> MemoryPages::read(std::span<std::byte> into) {
  if (head_at_ < head_.size()) {
    const std::size_t size = std::min(into.size(), head_.size() - head_at_);
    std::memcpy(into.data(), head_.data() + head_at_, size);
    head_at_ += size;
    return size;
  }
  if (at_ == filled_) {
    if (stopping_()) return fail(Errc::timed_out, "stopped");
    if (!fill()) return 0;
  }
  const std::size_t size = std::min(into.size(), filled_ - at_);
  std::memcpy(into.data(), buffer_.data() + at_, size);
  at_ += size;
  return size;
}

bool MemoryPages::next_run() {
  while (region_ < plan_.regions.size()) {
    const PlannedRegion& region = plan_.regions[region_];
    if (run_ < region.runs && page_ < plan_.runs[region.first_run + run_].pages) return true;
    page_ = 0;
    if (run_ + 1 < region.runs) {
      ++run_;
      return true;
    }
    run_ = 0;
    ++region_;
    if (region_ < plan_.regions.size() && plan_.regions[region_].runs > 0) return true;
  }
  return false;
}

bool MemoryPages::fill() {
  if (!next_run()) return false;
  const PageRun& run = plan_.runs[plan_.regions[region_].first_run + run_];
  const std::uint64_t page = pages_.page_size();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(entries_.size(), run.pages - page_));
  const std::uint64_t address = run.address + page_ * page;
  const auto entries = std::span{entries_}.first(count);
  const auto known = pages_.read(address, entries);
  std::fill(entries.begin() + static_cast<std::ptrdiff_t>(known ? *known : 0), entries.end(), 0);
  for (std::size_t i = 0; i < count;) {
    const bool present = page_state(entries[i]).present;
    std::size_t end = i + 1;
    while (end < count && page_state(entries[end]).present == present) ++end;
    std::byte* into = buffer_.data() + i * page;
    if (present) {
      read_present(address + i * page, end - i, into);
    } else {
      std::memset(into, 0, (end - i) * page);
      plan_.regions[region_].lost += end - i;
      lost_ += end - i;
    }
    i = end;
  }
  page_ += count;
  at_ = 0;
  filled_ = count * page;
  return true;
}

void MemoryPages::read_present(std::uint64_t address, std::size_t count, std::byte* into) {
  const std::size_t page = pages_.page_size();
  for (std::size_t done = 0; done < count;) {
    const std::size_t got =
        memory_.read(address + done * page, {into + done * page, (count - done) * page}) / page;
    done += got;
    if (done == count) return;
    // This page is refused (secret memory, memory of a device); those behind it may be not.
    std::memset(into + done * page, 0, page);
    ++plan_.regions[region_].lost;
    ++lost_;
    ++done;
  }
}

}  // namespace firsthour::collectors
