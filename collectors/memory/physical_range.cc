// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/physical_range.h"

#include <algorithm>

namespace firsthour::collectors {

PhysicalRanges united(std::vector<PhysicalRange> ranges) {
  std::erase_if(ranges, [](const PhysicalRange& range) { return range.end <= range.begin; });
  std::ranges::sort(ranges, {}, &PhysicalRange::begin);
  PhysicalRanges whole;
  for (const PhysicalRange& range : ranges) {
    if (!whole.empty() && range.begin <= whole.back().end)
      whole.back().end = std::max(whole.back().end, range.end);
    else
      whole.push_back(range);
  }
  return whole;
}

PhysicalRanges common(const PhysicalRanges& a, const PhysicalRanges& b) {
  PhysicalRanges shared;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const PhysicalRange both{std::max(a[i].begin, b[j].begin), std::min(a[i].end, b[j].end)};
    if (both.begin < both.end) shared.push_back(both);
    if (a[i].end < b[j].end)
      ++i;
    else
      ++j;
  }
  return shared;
}

PhysicalRanges without(const PhysicalRanges& a, const PhysicalRanges& b) {
  PhysicalRanges rest;
  std::size_t j = 0;
  for (PhysicalRange range : a) {
    while (j < b.size() && b[j].end <= range.begin) ++j;
    for (std::size_t k = j; k < b.size() && b[k].begin < range.end; ++k) {
      if (b[k].begin > range.begin) rest.push_back({range.begin, b[k].begin});
      range.begin = std::max(range.begin, std::min(range.end, b[k].end));
    }
    if (range.begin < range.end) rest.push_back(range);
  }
  return rest;
}

std::uint64_t total_of(std::span<const PhysicalRange> ranges) {
  std::uint64_t total = 0;
  for (const PhysicalRange& range : ranges) total += range.size();
  return total;
}

PhysicalRanges whole_pages(const PhysicalRanges& ranges, std::uint64_t page_size) {
  PhysicalRanges pages;
  for (const PhysicalRange& range : ranges) {
    const std::uint64_t in_first = range.begin % page_size;
    const std::uint64_t begin = in_first == 0 ? range.begin : range.begin - in_first + page_size;
    const std::uint64_t end = range.end - range.end % page_size;
    if (begin < end && begin >= range.begin) pages.push_back({begin, end});
  }
  return pages;
}

}  // namespace firsthour::collectors
