// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/direct_map.h"

#include <algorithm>
#include <map>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kNone = UINT64_MAX;
constexpr std::uint64_t kHighestPhysical = std::uint64_t{1} << 56;  // above what any machine can address
constexpr std::size_t kMostDerived = 2048;  // deriving is quadratic in the number of segments

using Segments = std::vector<MemorySegment>;  // with true physical addresses

bool is_physical(const MemorySegment& segment) {
  return segment.physical_address < kHighestPhysical && segment.size < kHighestPhysical;
}

PhysicalRanges ranges_of(const Segments& segments) {
  std::vector<PhysicalRange> ranges;
  for (const MemorySegment& each : segments)
    ranges.push_back({each.physical_address, each.physical_address + each.size});
  return united(std::move(ranges));
}

std::uint64_t bytes_of_ram(const Segments& segments, const PhysicalRanges& ram) {
  const PhysicalRanges ranges = ranges_of(segments);
  return total_of(ram.empty() ? ranges : common(ranges, ram));
}

// The segments of one difference between virtual and physical address are one map.
std::map<std::uint64_t, Segments> maps_by_p_paddr(const CoreHead& head) {
  std::map<std::uint64_t, Segments> maps;
  for (const MemorySegment& each : head.segments) {
    if (each.physical_address != kNone && is_physical(each))
      maps[each.virtual_address - each.physical_address].push_back(each);
  }
  return maps;
}

bool lies_in(const PhysicalRanges& ram, std::uint64_t begin, std::uint64_t size) {
  const auto after = std::ranges::upper_bound(ram, begin, {}, &PhysicalRange::begin);
  if (after == ram.begin()) return false;
  const PhysicalRange& range = *std::prev(after);
  return begin < range.end && size <= range.end - begin;
}

// Each segment may be the one of the first RAM: which makes the most others fall onto RAM?
std::map<std::uint64_t, Segments> maps_by_ram(const CoreHead& head, const PhysicalRanges& ram) {
  std::map<std::uint64_t, Segments> maps;
  if (ram.empty() || head.segments.size() > kMostDerived) return maps;
  for (const MemorySegment& first : head.segments) {
    const std::uint64_t difference = first.virtual_address - ram.front().begin;
    if (maps.contains(difference)) continue;
    Segments& map = maps[difference];
    for (MemorySegment each : head.segments) {
      each.physical_address = each.virtual_address - difference;
      if (lies_in(ram, each.physical_address, each.size)) map.push_back(each);
    }
  }
  return maps;
}

std::vector<MappedPiece> pieces_of(Segments segments) {
  std::ranges::sort(segments, {}, &MemorySegment::physical_address);
  std::vector<MappedPiece> pieces;
  std::uint64_t done = 0;
  for (const MemorySegment& each : segments) {
    const std::uint64_t end = each.physical_address + each.size;
    const std::uint64_t begin = std::max(each.physical_address, done);
    if (begin >= end) continue;
    pieces.push_back({{begin, end}, each.offset + (begin - each.physical_address)});
    done = end;
  }
  return pieces;
}

}  // namespace

PhysicalRanges DirectMap::covers() const {
  std::vector<PhysicalRange> ranges;
  for (const MappedPiece& piece : pieces) ranges.push_back(piece.range);
  return united(std::move(ranges));
}

Result<DirectMap> direct_map_of(const CoreHead& head, const PhysicalRanges& ram, std::uint64_t page_size) {
  const PhysicalRanges pages = whole_pages(ram, page_size);
  const bool old_kernel = std::ranges::all_of(
      head.segments, [](const MemorySegment& each) { return each.physical_address == 0; });
  auto maps = old_kernel ? maps_by_ram(head, pages) : maps_by_p_paddr(head);
  DirectMap map;
  map.basis = old_kernel ? "derived" : "p_paddr";
  const Segments* best = nullptr;
  std::uint64_t most = 0;
  for (const auto& [difference, segments] : maps) {
    const std::uint64_t bytes = bytes_of_ram(segments, pages);
    if (!old_kernel) map.aliases += segments.size();
    if (bytes <= most) continue;
    most = bytes;
    best = &segments;
    map.virtual_offset = difference;
  }
  if (best == nullptr) return fail(Errc::malformed, "no segment of it is RAM");
  if (most < total_of(pages) / 2) {
    return fail(Errc::malformed, "its segments lie over " + std::to_string(most) + " of " +
                                     std::to_string(total_of(pages)) + " bytes of RAM only");
  }
  if (!old_kernel) map.aliases -= best->size();
  map.pieces = pieces_of(*best);
  return map;
}

}  // namespace firsthour::collectors
