// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/memory_plan.h"

#include "collectors/process/descriptor_link.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kEntries = 8192;        // of the page map, read at once: 64 KiB
constexpr std::size_t kMostRuns = 256 << 10;  // 4 MiB of table, 14 MiB of program headers
constexpr std::uint64_t kLargestRegion = std::uint64_t{1} << 42;

// A file with a name holds the same bytes; what is deleted or in memory only does not.
bool has_its_file(const MemoryRegion& region) {
  return region.inode != 0 && region.path.starts_with('/') &&
         without_deleted_mark(region.path).size() == region.path.size() &&
         !region.path.starts_with("/dev/shm/") && !region.path.starts_with("/run/shm/");
}

bool is_device(const MemoryRegion& region) {
  return region.path.starts_with("/dev/") && has_its_file(region) &&
         !region.path.starts_with("/dev/hugepages/");
}

class Planner {
 public:
  Planner(MemoryPlan& plan, PageMap& pages, bool with_files) : plan_{plan}, pages_{pages}, all_{with_files} {}

  Result<> add(PlannedRegion& planned, const std::function<bool()>& stopping) {
    planned.first_run = plan_.runs.size();
    const auto leave = [&](Outcome outcome, std::string_view reason) {
      planned.outcome = outcome;
      planned.reason = reason;
    };
    if (stopping()) return leave(Outcome::timed_out, "stopped"), Result<>{};
    if (planned.region.of_the_kernel() && planned.region.path != "[vdso]")
      return leave(Outcome::skipped, "the kernel's own, the same in every process"), Result<>{};
    if (is_device(planned.region)) return leave(Outcome::skipped, "memory of a device"), Result<>{};
    if (planned.region.size() > kLargestRegion)
      return leave(Outcome::skipped, "too large to ask for its pages one by one"), Result<>{};
    return walk(planned, stopping);
  }

 private:
  Result<> walk(PlannedRegion& planned, const std::function<bool()>& stopping) {
    const std::uint64_t page = pages_.page_size();
    bool left_out = false;
    for (std::uint64_t at = planned.region.begin; at < planned.region.end;) {
      const auto wanted = std::min<std::uint64_t>(kEntries, (planned.region.end - at + page - 1) / page);
      const auto got = pages_.read(at, std::span{entries_}.first(static_cast<std::size_t>(wanted)));
      if (!got) return tl::unexpected{got.error()};
      if (*got == 0) break;
      if (stopping()) {
        planned.outcome = Outcome::timed_out;
        planned.reason = "stopped";
        return {};
      }
      for (std::size_t i = 0; i < *got; ++i)
        left_out |= !note(planned, at + i * page, page_state(entries_[i]));
      at += *got * page;
    }
    if (left_out) {
      planned.outcome = Outcome::partial;
      planned.reason = "too many separate pieces";
    }
    return {};
  }

  // False when the page is wanted and there is no room for it in the table.
  bool note(PlannedRegion& planned, std::uint64_t address, PageState state) {
    planned.present += state.present;
    planned.swapped += state.swapped;
    if (!state.present) return true;
    // The first page of a file tells which build it is.
    const bool head = address == planned.region.begin && planned.region.offset == 0;
    if (!all_ && state.of_file && !head && has_its_file(planned.region)) return true;
    const bool follows = planned.runs > 0 &&
                         plan_.runs.back().address + plan_.runs.back().pages * pages_.page_size() == address;
    if (!follows) {
      if (plan_.runs.size() >= kMostRuns) return false;
      plan_.runs.push_back({address, 0});
      ++planned.runs;
    }
    ++plan_.runs.back().pages;
    ++planned.planned;
    ++plan_.pages;
    return true;
  }

  MemoryPlan& plan_;
  PageMap& pages_;
  bool all_;
  std::vector<std::uint64_t> entries_ = std::vector<std::uint64_t>(kEntries);
};

}  // namespace

bool MemoryPlan::shrink(std::uint64_t most) {
  if (pages <= most) return false;
  std::vector<std::size_t> order(regions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](const PlannedRegion& each) {
      const bool code = each.region.executable() && !has_its_file(each.region);
      return std::pair{!code, each.planned};
    };
    return rank(regions[a]) > rank(regions[b]);
  });
  for (const std::size_t each : order) {
    if (pages <= most) break;
    PlannedRegion& left_out = regions[each];
    if (left_out.planned == 0) continue;
    pages -= left_out.planned;
    left_out.planned = 0;
    left_out.runs = 0;
    left_out.outcome = Outcome::skipped;
    left_out.reason = "over the budget";
  }
  return true;
}

Result<MemoryPlan> plan_memory(std::vector<MemoryRegion> regions, PageMap& pages, bool with_files,
                               const std::function<bool()>& stopping) {
  MemoryPlan plan;
  plan.regions.resize(regions.size());
  Planner planner{plan, pages, with_files};
  for (std::size_t i = 0; i < regions.size(); ++i) {
    plan.regions[i].region = std::move(regions[i]);
    if (auto added = planner.add(plan.regions[i], stopping); !added) return tl::unexpected{added.error()};
  }
  return plan;
}

}  // namespace firsthour::collectors
