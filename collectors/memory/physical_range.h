// SPDX-License-Identifier: Apache-2.0
// Ranges of physical addresses. Half open inside the program; the kernel's texts, LiME and the records have
// inclusive ends, and turn where they are read and written.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace firsthour::collectors {

struct PhysicalRange {
  std::uint64_t begin = 0, end = 0;  // end > begin
  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  [[nodiscard]] bool operator==(const PhysicalRange&) const = default;
};
// Sorted, disjoint and not even touching.
using PhysicalRanges = std::vector<PhysicalRange>;

[[nodiscard]] PhysicalRanges united(std::vector<PhysicalRange> ranges);  // empty ones are dropped
[[nodiscard]] PhysicalRanges common(const PhysicalRanges& a, const PhysicalRanges& b);
[[nodiscard]] PhysicalRanges without(const PhysicalRanges& a, const PhysicalRanges& b);
[[nodiscard]] std::uint64_t total_of(std::span<const PhysicalRange> ranges);
// Only what is whole pages.
[[nodiscard]] PhysicalRanges whole_pages(const PhysicalRanges& ranges, std::uint64_t page_size);

}  // namespace firsthour::collectors
