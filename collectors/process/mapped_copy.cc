// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/mapped_copy.h"

#include "collectors/host/process_memory.h"
#include "collectors/process/memory_plan.h"
#include "collectors/process/memory_source.h"
#include "collectors/process/page_map.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

// In the order of the file, each part of it once.
std::vector<MemoryRegion> by_offset(std::vector<MemoryRegion> regions) {
  std::stable_sort(regions.begin(), regions.end(),
                   [](const auto& a, const auto& b) { return a.offset < b.offset; });
  std::vector<MemoryRegion> once;
  std::uint64_t end = 0;
  for (MemoryRegion& region : regions) {
    const std::uint64_t known = end > region.offset ? end - region.offset : 0;
    if (known >= region.size()) continue;
    region.begin += known;
    region.offset += known;
    end = region.offset + region.size();
    once.push_back(std::move(region));
  }
  return once;
}

std::vector<Extent> extents_of(const MemoryPlan& plan, std::uint64_t page) {
  std::vector<Extent> extents;
  for (const PlannedRegion& planned : plan.regions) {
    for (std::size_t i = 0; i < planned.runs; ++i) {
      const PageRun& run = plan.runs[planned.first_run + i];
      const Extent extent{planned.region.offset + (run.address - planned.region.begin), run.pages * page};
      if (!extents.empty() && extents.back().offset + extents.back().length == extent.offset)
        extents.back().length += extent.length;
      else
        extents.push_back(extent);
    }
  }
  return extents;
}

}  // namespace

Result<std::uint64_t> add_mapped_pages(Context& context, const ProcessEntry& entry, const MappedFile& mapped,
                                       Item item, std::uint64_t most, std::string_view why) {
  const auto stopping = [&] { return context.stopping(); };
  auto pages = PageMap::open(context.host, entry.pid, system_page_size());
  if (!pages) return tl::unexpected{pages.error()};
  const auto memory = open_process_memory(context.host, entry.pid);
  if (!memory) return tl::unexpected{memory.error()};
  auto plan = plan_memory(by_offset(mapped.regions), *pages, true, stopping);
  if (!plan) return tl::unexpected{plan.error()};
  const std::uint64_t size = plan->pages * pages->page_size();
  if (size > most)
    return fail(Errc::no_space, std::to_string(size) + " bytes of it in memory, over the budget");
  if (size == 0) return 0;
  item.extents = extents_of(*plan, pages->page_size());
  item.outcome = Outcome::partial;
  item.reason = why;
  MemoryPages source{{}, *plan, *pages, **memory, stopping};
  const auto added = context.out.add(std::move(item), source, size, [&](Item& written) {
    if (source.lost() > 0)
      written.reason +=
          "; " + std::to_string(source.lost()) + " pages were gone when they were read, and are zeros";
  });
  if (!added) return tl::unexpected{added.error()};
  return size;
}

}  // namespace firsthour::collectors
