// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/image.h"

#include "collectors/host/process_memory.h"
#include "collectors/process/aux_vector.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/memory_map.h"
#include "collectors/process/page_map.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

// The text at `address`, up to the end of its page.
std::optional<std::string> present_text(const Host& host, std::uint32_t pid, std::uint64_t address) {
  auto pages = PageMap::open(host, pid, system_page_size());
  if (!pages) return std::nullopt;
  std::array<std::uint64_t, 1> entry{};
  const auto known = pages->read(address, entry);
  if (!known || *known == 0 || !page_state(entry[0]).present) return std::nullopt;
  const auto memory = open_process_memory(host, pid);
  if (!memory) return std::nullopt;
  std::array<char, 4096> text;
  const std::uint64_t left = pages->page_size() - address % pages->page_size();
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), left));
  const std::size_t got = (*memory)->read(address, std::as_writable_bytes(std::span{text}.first(size)));
  const std::string_view read{text.data(), got};
  const std::size_t end = read.find('\0');
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  return std::string{read.substr(0, end)};
}

bool is_of(const MemoryRegion& region, const Executable& executable) {
  if (region.inode == 0) return false;
  // The device is left out: on btrfs and overlayfs a map and a status have different ones.
  if (executable.facts && region.inode == executable.facts->inode) return true;
  return without_deleted_mark(region.path) == without_deleted_mark(executable.name.path);
}

}  // namespace

ProcessImage read_image(const Host& host, std::uint32_t pid, std::string_view auxv, std::string_view maps,
                        const std::optional<Executable>& executable) {
  ProcessImage image;
  const AuxVector vector = parse_aux_vector(auxv);
  if (vector.executed_name && *vector.executed_name != 0)
    image.executed_as = present_text(host, pid, *vector.executed_name);
  if (!vector.program_headers || *vector.program_headers == 0 || maps.empty() || !executable) return image;
  image.matches = false;
  for_each_region(maps, [&](const MemoryRegion& region) {
    if (*vector.program_headers < region.begin || *vector.program_headers >= region.end) return;
    if (!region.path.empty()) image.path = region.path;
    image.matches = is_of(region, *executable);
  });
  return image;
}

}  // namespace firsthour::collectors
