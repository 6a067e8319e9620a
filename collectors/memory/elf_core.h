// SPDX-License-Identifier: Apache-2.0
// The head of an ELF core of a kernel: /proc/kcore on the way in, the image on the way out (ELF-64 Object
// File Format 1.5; <elf.h>). 64 bits, little endian. What the reader is given comes from a host that may lie.
#pragma once

#include "casefile/item.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct MemorySegment {
  std::uint64_t offset = 0;  // in the file
  std::uint64_t virtual_address = 0, physical_address = 0, size = 0;
};

struct CoreHead {
  std::uint16_t machine = 0;            // e_machine
  std::vector<MemorySegment> segments;  // PT_LOAD, in the order of the file; none is empty or ends over 2^64
  std::optional<Extent> notes;          // of the file: the first PT_NOTE
  std::size_t dropped = 0;              // PT_LOADs that make no sense
};

inline constexpr std::size_t kCoreIdentity = 64;  // bytes that core_head_size() wants

// How many bytes from the start hold all program headers, at most 4 MiB; `malformed` for what is no such
// core.
[[nodiscard]] Result<std::size_t> core_head_size(std::span<const std::byte> start);
[[nodiscard]] Result<CoreHead> parse_core_head(std::span<const std::byte> bytes);

// The text of the note VMCOREINFO ("OSRELEASE=6.1.0\nPAGESIZE=4096\n…"); a view into `notes`.
[[nodiscard]] std::optional<std::string_view> vmcoreinfo_of(std::span<const std::byte> notes);
// The value of one of its lines.
[[nodiscard]] std::optional<std::string_view> vmcoreinfo_value(std::string_view text, std::string_view key);

// The head of a core: ELF header, program headers, one PT_NOTE with VMCOREINFO where there is one. The
// segments' offsets are set here, one after the other behind the head. `malformed` for more segments than the
// format can count. crash(8) takes a core for one of kdump only when its first segment is aligned to nothing:
// p_align is 0, and the head never ends at a page.
[[nodiscard]] Result<std::string> memory_core_head(std::uint16_t machine, std::string_view vmcoreinfo,
                                                   std::vector<MemorySegment>& segments);

}  // namespace firsthour::collectors
