// SPDX-License-Identifier: Apache-2.0
// Three megabytes of memory with a hole, the /proc/kcore of a kernel that has it, and windows on it that fail
// where they are told to.
#pragma once

#include "collectors/memory/elf_core.h"
#include "collectors/memory/memory_window.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace firsthour::tests {

inline constexpr std::uint64_t kMadePage = 4096;
inline constexpr std::uint64_t kDirect = 0xffff888000000000, kText = 0xffffffff81000000,
                               kVmalloc = 0xffffc90000000000;
inline const collectors::PhysicalRanges kMadeRam{{0x1000, 0x9f000}, {0x100000, 0x300000}};

// Each page begins with its own address.
inline std::string made_ram() {
  std::string ram(0x300000, 'x');
  for (std::uint64_t at = 0; at < ram.size(); at += kMadePage) std::memcpy(ram.data() + at, &at, sizeof at);
  return ram;
}

enum class Kernel { with_p_paddr, before_p_paddr };

// The head only: text (the RAM from 2 MiB on a second time), vmalloc, and the direct map.
inline std::string made_core_head(Kernel kernel, std::vector<collectors::MemorySegment>* segments = nullptr) {
  std::vector<collectors::MemorySegment> all{{0, kText, 0x200000, 0x100000},
                                             {0, kVmalloc, UINT64_MAX, 0x1fffffffffff}};
  for (const auto& range : kMadeRam) all.push_back({0, kDirect + range.begin, range.begin, range.size()});
  std::string head =
      collectors::memory_core_head(EM_X86_64, "OSRELEASE=6.1.0-made\nPAGESIZE=4096\n", all).value();
  for (std::size_t i = 0; i < all.size(); ++i) {
    // As the kernel does it: the offset is the virtual address without its highest bits, behind the head.
    all[i].offset = (all[i].virtual_address & 0x7fffffffffff) + kMadePage;
    if (kernel == Kernel::before_p_paddr) all[i].physical_address = 0;
    const std::size_t program = sizeof(Elf64_Ehdr) + (i + 1) * sizeof(Elf64_Phdr);
    std::memcpy(head.data() + program + offsetof(Elf64_Phdr, p_offset), &all[i].offset, 8);
    std::memcpy(head.data() + program + offsetof(Elf64_Phdr, p_paddr), &all[i].physical_address, 8);
  }
  if (segments != nullptr) *segments = all;
  return head;
}

class MadeWindow final : public collectors::MemoryWindow {
 public:
  MadeWindow(std::string name, const std::string& ram, collectors::PhysicalRanges covers)
      : name_{std::move(name)}, ram_{ram}, covers_{std::move(covers)} {}

  void fail_at(std::uint64_t page) { bad_.insert(page); }
  std::size_t most_in_one_read = 1 << 20;
  std::size_t calls = 0;

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] const collectors::PhysicalRanges& covers() const override { return covers_; }
  [[nodiscard]] std::size_t largest_read() const override { return most_in_one_read; }
  // As the kernel: what comes before a bad page is given, and an error when it is the first.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t physical, std::span<std::byte> into) override {
    ++calls;
    const auto bad = bad_.lower_bound(physical - physical % kMadePage);
    std::uint64_t end = std::min<std::uint64_t>(physical + into.size(), ram_.size());
    if (bad != bad_.end()) end = std::min(end, *bad);
    if (end <= physical)
      return fail(Errc::io, "cannot read at byte " + std::to_string(physical) + ": Input/output error");
    std::memcpy(into.data(), ram_.data() + physical, static_cast<std::size_t>(end - physical));
    return static_cast<std::size_t>(end - physical);
  }

 private:
  std::string name_;
  const std::string& ram_;
  collectors::PhysicalRanges covers_;
  std::set<std::uint64_t> bad_;
};

}  // namespace firsthour::tests
