// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/iomem.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const auto found = parse_iomem({reinterpret_cast<const char*>(data), size});
  std::uint64_t end = 0;
  for (const PhysicalRange& range : found.ram) {
    if (range.begin >= range.end || (end != 0 && range.begin <= end)) std::abort();
    end = range.end;
  }
  if (total_of(common(found.ram, found.ram)) != total_of(found.ram)) std::abort();
  if (!without(found.ram, found.ram).empty()) std::abort();
  for (const PhysicalRange& page : whole_pages(found.ram, 4096))
    if (page.begin % 4096 != 0 || page.end % 4096 != 0) std::abort();
  return 0;
}
