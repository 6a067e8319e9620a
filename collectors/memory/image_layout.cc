// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/image_layout.h"

#include "collectors/memory/elf_core.h"

#include <bit>
#include <cstring>

namespace firsthour::collectors {
namespace {

struct LimeHeader {
  std::uint32_t magic = 0x4C694D45, version = 1;
  std::uint64_t first = 0, last = 0;
  std::uint64_t reserved = 0;
};
static_assert(sizeof(LimeHeader) == 32);
static_assert(std::endian::native == std::endian::little, "the header is copied as it is");

}  // namespace

std::uint64_t ImageLayout::size() const {
  std::uint64_t size = 0;
  for (const auto& part : parts) {
    const auto* head = std::get_if<std::string>(&part);
    size += head != nullptr ? head->size() : std::get<PhysicalRange>(part).size();
  }
  return size;
}

ImageLayout lime_layout(const PhysicalRanges& ranges) {
  ImageLayout layout;
  for (const PhysicalRange& range : ranges) {
    const LimeHeader header{.first = range.begin, .last = range.end - 1};
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    layout.parts.emplace_back(std::move(bytes));
    layout.parts.emplace_back(range);
  }
  return layout;
}

Result<ImageLayout> elf_layout(const PhysicalRanges& ranges, const ImageFacts& facts) {
  std::vector<MemorySegment> segments;
  for (const PhysicalRange& range : ranges) {
    const std::uint64_t virtual_address = facts.virtual_offset == 0 ? 0 : range.begin + facts.virtual_offset;
    segments.push_back({0, virtual_address, range.begin, range.size()});
  }
  auto head = memory_core_head(facts.machine, facts.vmcoreinfo, segments);
  if (!head) return tl::unexpected{head.error()};
  ImageLayout layout;
  layout.parts.emplace_back(std::move(*head));
  for (const PhysicalRange& range : ranges) layout.parts.emplace_back(range);
  return layout;
}

}  // namespace firsthour::collectors
