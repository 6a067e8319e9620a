// SPDX-License-Identifier: Apache-2.0
// What the bytes of a memory image are, before any memory is read: heads of our own, and ranges of memory.
#pragma once

#include "casefile/result.h"
#include "collectors/memory/physical_range.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firsthour::collectors {

struct ImageLayout {
  std::vector<std::variant<std::string, PhysicalRange>> parts;
  [[nodiscard]] std::uint64_t size() const;
};

// LiME version 1: before each range a header of 32 bytes, little endian: magic 0x4C694D45, version 1, first
// and last address (inclusive), eight bytes of zeros.
[[nodiscard]] ImageLayout lime_layout(const PhysicalRanges& ranges);

// An ELF core as kdump writes it: a PT_LOAD for each range with p_paddr, and p_vaddr in the direct map where
// `virtual_offset` is known (0: p_vaddr is 0), and VMCOREINFO as a note.
struct ImageFacts {
  std::uint16_t machine = 0;
  std::string_view vmcoreinfo;
  std::uint64_t virtual_offset = 0;
};
[[nodiscard]] Result<ImageLayout> elf_layout(const PhysicalRanges& ranges, const ImageFacts& facts);

}  // namespace firsthour::collectors
