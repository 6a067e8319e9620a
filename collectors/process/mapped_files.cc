// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/mapped_files.h"

#include "collectors/process/descriptor_link.h"

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace firsthour::collectors {
namespace {

std::optional<MappedAs> candidate(const MemoryRegion& region) {
  if (region.inode == 0 || !region.path.starts_with('/')) return std::nullopt;
  const std::string_view name = without_deleted_mark(region.path);
  const bool marked = name.size() != region.path.size();
  if (marked && name.starts_with("/memfd:")) return MappedAs::memfd;
  if (marked && name.starts_with("/SYSV")) return MappedAs::system_v;
  if (marked && (name == "/dev/zero" || name == "/anon_hugepage")) return MappedAs::shared_anonymous;
  if (name == "/secretmem") return MappedAs::secret;
  if (name.starts_with("/dev/shm/") || name.starts_with("/run/shm/"))
    return marked || region.executable() ? std::optional{MappedAs::shared_memory} : std::nullopt;
  return marked ? std::optional{MappedAs::file} : std::nullopt;
}

}  // namespace

MappedFiles mapped_files(std::string_view maps) {
  MappedFiles found;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> known;
  for_each_region(maps, [&](const MemoryRegion& region) {
    const auto as = candidate(region);
    if (!as) return;
    const auto [at, is_new] = known.try_emplace({region.device, region.inode}, found.files.size());
    if (is_new && found.files.size() == kMostMappedFiles) {
      known.erase(at);
      ++found.left_out;
      return;
    }
    if (is_new) found.files.push_back({*as, region, false, {}});
    MappedFile& file = found.files[at->second];
    if (region.executable() && !file.executable) {
      file.first = region;
      file.executable = true;
    }
    if (file.regions.size() < kMostRegionsOfFile) file.regions.push_back(region);
  });
  return found;
}

std::string map_file_name(const MemoryRegion& region) {
  std::array<char, 33> text;
  char* at = std::to_chars(text.data(), text.data() + text.size(), region.begin, 16).ptr;
  *at++ = '-';
  at = std::to_chars(at, text.data() + text.size(), region.end, 16).ptr;
  return {text.data(), at};
}

}  // namespace firsthour::collectors
