// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/memory_map.h"

#include "collectors/host/kernel_text.h"

#include <sys/sysmacros.h>

#include <optional>

namespace firsthour::collectors {
namespace {

// The kernel escapes the newline alone, so that any other backslash is the name's own.
std::string without_escapes(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const std::size_t at = text.find("\\012");
    name += text.substr(0, at);
    if (at == std::string_view::npos) break;
    name += '\n';
    text.remove_prefix(at + 4);
  }
  return name;
}

std::optional<std::uint64_t> device_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major = number_from<std::uint32_t>(text.substr(0, colon), 16);
  const auto minor = number_from<std::uint32_t>(text.substr(colon + 1), 16);
  if (!major || !minor) return std::nullopt;
  return ::gnu_dev_makedev(*major, *minor);
}

// "55d0-55d4 r-xp 00002000 fe:00 1234     /usr/bin/cat"
std::optional<MemoryRegion> region_from(std::string_view line) {
  const std::string_view range = next_field(line);
  const std::string_view permissions = next_field(line);
  const auto offset = number_from<std::uint64_t>(next_field(line), 16);
  const auto device = device_from(next_field(line));
  const auto inode = number_from<std::uint64_t>(next_field(line));
  const std::size_t dash = range.find('-');
  if (permissions.size() < 3 || !offset || !device || !inode || dash == std::string_view::npos)
    return std::nullopt;
  const auto begin = number_from<std::uint64_t>(range.substr(0, dash), 16);
  const auto end = number_from<std::uint64_t>(range.substr(dash + 1), 16);
  if (!begin || !end || *end < *begin) return std::nullopt;
  // A name may begin or end with blanks, but what the kernel pads with cannot be told from leading ones.
  const std::size_t name = line.find_first_not_of(' ');
  MemoryRegion region{*begin, *end, *offset, *device, *inode, std::string{permissions}, {}};
  if (name != std::string_view::npos) region.path = without_escapes(line.substr(name));
  return region;
}

}  // namespace

bool MemoryRegion::of_the_kernel() const {
  return inode == 0 && (path == "[vdso]" || path == "[vsyscall]" || path == "[uprobes]" ||
                        path == "[sigpage]" || path == "[vectors]" || path.starts_with("[vvar"));
}

void for_each_region(std::string_view maps, const std::function<void(const MemoryRegion&)>& use) {
  while (const auto line = next_line(maps))
    if (const auto region = region_from(*line)) use(*region);
}

std::vector<MemoryRegion> executable_regions(std::string_view maps) {
  std::vector<MemoryRegion> regions;
  for_each_region(maps, [&](const MemoryRegion& region) {
    if (region.executable() && !region.of_the_kernel()) regions.push_back(region);
  });
  return regions;
}

}  // namespace firsthour::collectors
