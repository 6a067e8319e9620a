// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/iomem.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostRanges = 16384;  // a machine with every DIMM plugged in by blocks has some hundred

struct Resource {
  PhysicalRange range;
  std::string_view name;
};

std::optional<Resource> parse_resource(std::string_view line) {
  line = trimmed(line);
  const std::size_t dash = line.find('-');
  const std::size_t colon = line.find(" : ");
  if (dash == std::string_view::npos || colon == std::string_view::npos || colon < dash) return std::nullopt;
  const auto begin = number_from<std::uint64_t>(line.substr(0, dash), 16);
  const auto last = number_from<std::uint64_t>(line.substr(dash + 1, colon - dash - 1), 16);
  if (!begin || !last || *last < *begin || *last == UINT64_MAX) return std::nullopt;
  return Resource{{*begin, *last + 1}, line.substr(colon + 3)};
}

bool is_ram(std::string_view name) { return name == "System RAM" || name.starts_with("System RAM ("); }

bool is_kernel(std::string_view name) {
  return name == "Kernel code" || name == "Kernel rodata" || name == "Kernel data" || name == "Kernel bss";
}

}  // namespace

IoMemory parse_iomem(std::string_view text) {
  IoMemory found;
  std::vector<PhysicalRange> ram;
  std::size_t resources = 0, hidden = 0;
  while (const auto line = next_line(text)) {
    const auto resource = parse_resource(*line);
    if (!resource) {
      found.malformed += trimmed(*line).empty() ? 0 : 1;
      continue;
    }
    ++resources;
    if (resource->range.begin == 0 && resource->range.end == 1) {
      ++hidden;
      continue;
    }
    if (is_kernel(resource->name)) {
      if (!found.kernel) found.kernel = resource->range;
      found.kernel->begin = std::min(found.kernel->begin, resource->range.begin);
      found.kernel->end = std::max(found.kernel->end, resource->range.end);
    }
    if (!is_ram(resource->name)) continue;
    if (ram.size() < kMostRanges)
      ram.push_back(resource->range);
    else
      found.cut = true;
  }
  found.addresses_hidden = resources > 0 && hidden == resources;
  found.ram = united(std::move(ram));
  return found;
}

}  // namespace firsthour::collectors
