// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/elf_core.h"

#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace firsthour::collectors {
namespace {

static_assert(std::endian::native == std::endian::little, "structures of the file are copied as they are");

constexpr std::uint64_t kSmallestPage = 4096, kNotAligned = 16;
constexpr std::size_t kMostHead = 4 << 20;
constexpr std::string_view kNoteName{"VMCOREINFO\0", 11};

template <class T>
std::optional<T> copy_at(std::span<const std::byte> bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void append(std::string& to, const T& value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Result<Elf64_Ehdr> header_of(std::span<const std::byte> bytes) {
  const auto header = copy_at<Elf64_Ehdr>(bytes, 0);
  if (!header) return fail(Errc::malformed, "core: shorter than an ELF header");
  if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
    return fail(Errc::malformed, "core: no ELF at byte 0");
  if (header->e_ident[EI_CLASS] != ELFCLASS64) return fail(Errc::unsupported, "core: not of 64 bits");
  if (header->e_ident[EI_DATA] != ELFDATA2LSB) return fail(Errc::unsupported, "core: not little endian");
  if (header->e_type != ET_CORE) return fail(Errc::malformed, "core: an ELF file, but no core");
  if (header->e_phentsize != sizeof(Elf64_Phdr))
    return fail(Errc::malformed,
                "core: program headers of " + std::to_string(header->e_phentsize) + " bytes");
  if (header->e_phnum == 0) return fail(Errc::malformed, "core: no program headers");
  if (header->e_phoff > kMostHead || header->e_phoff + header->e_phnum * sizeof(Elf64_Phdr) > kMostHead)
    return fail(Errc::malformed, "core: program headers at byte " + std::to_string(header->e_phoff));
  return *header;
}

std::uint64_t padded(std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; }

bool makes_sense(const MemorySegment& segment) {
  // The end of the highest segment may be the end of all addresses; file offsets are signed to the kernel.
  return segment.size > 0 && segment.size - 1 <= UINT64_MAX - segment.virtual_address &&
         segment.offset <= INT64_MAX && segment.size <= INT64_MAX - segment.offset;
}

}  // namespace

Result<std::size_t> core_head_size(std::span<const std::byte> start) {
  const auto header = header_of(start);
  if (!header) return tl::unexpected{header.error()};
  return static_cast<std::size_t>(header->e_phoff + header->e_phnum * sizeof(Elf64_Phdr));
}

Result<CoreHead> parse_core_head(std::span<const std::byte> bytes) {
  const auto header = header_of(bytes);
  if (!header) return tl::unexpected{header.error()};
  CoreHead head;
  head.machine = header->e_machine;
  for (std::size_t i = 0; i < header->e_phnum; ++i) {
    const auto program = copy_at<Elf64_Phdr>(bytes, header->e_phoff + i * sizeof(Elf64_Phdr));
    if (!program)
      return fail(Errc::malformed, "core: program header " + std::to_string(i) + " is behind the end");
    if (program->p_type == PT_NOTE && !head.notes) head.notes = Extent{program->p_offset, program->p_filesz};
    if (program->p_type != PT_LOAD) continue;
    const MemorySegment segment{program->p_offset, program->p_vaddr, program->p_paddr, program->p_filesz};
    if (makes_sense(segment))
      head.segments.push_back(segment);
    else
      ++head.dropped;
  }
  return head;
}

std::optional<std::string_view> vmcoreinfo_of(std::span<const std::byte> notes) {
  std::uint64_t at = 0;
  while (const auto note = copy_at<Elf64_Nhdr>(notes, at)) {
    const std::uint64_t name = at + sizeof *note, text = name + padded(note->n_namesz);
    if (text > notes.size() || notes.size() - text < note->n_descsz) return std::nullopt;
    const auto* chars = reinterpret_cast<const char*>(notes.data());
    if (std::string_view{chars + name, note->n_namesz} == kNoteName) {
      const std::string_view whole{chars + text, note->n_descsz};
      return whole.substr(0, whole.find('\0'));
    }
    at = text + padded(note->n_descsz);
  }
  return std::nullopt;
}

std::optional<std::string_view> vmcoreinfo_value(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
      return line.substr(key.size() + 1);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::nullopt;
}

Result<std::string> memory_core_head(std::uint16_t machine, std::string_view vmcoreinfo,
                                     std::vector<MemorySegment>& segments) {
  std::string note;
  if (!vmcoreinfo.empty()) {
    append(note, Elf64_Nhdr{static_cast<Elf64_Word>(kNoteName.size()),
                            static_cast<Elf64_Word>(vmcoreinfo.size()), 0});
    note += kNoteName;
    note.resize(padded(note.size()));
    note += vmcoreinfo;
    note.resize(padded(note.size()));
  }
  const std::size_t count = segments.size() + (note.empty() ? 0 : 1);
  if (count >= PN_XNUM) return fail(Errc::malformed, "more ranges than an ELF core can count");
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_CORE;
  header.e_machine = machine;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = static_cast<Elf64_Half>(count);
  std::string head;
  append(head, header);
  const std::uint64_t notes_at = sizeof header + count * sizeof(Elf64_Phdr);
  if (!note.empty()) append(head, Elf64_Phdr{PT_NOTE, 0, notes_at, 0, 0, note.size(), note.size(), 4});
  std::uint64_t offset = notes_at + note.size();
  if (offset % kSmallestPage == 0) offset += kNotAligned;
  const std::uint64_t whole = offset;
  for (MemorySegment& segment : segments) {
    segment.offset = offset;
    append(head, Elf64_Phdr{PT_LOAD, PF_R | PF_W | PF_X, offset, segment.virtual_address,
                            segment.physical_address, segment.size, segment.size, 0});
    offset += segment.size;
  }
  head += note;
  head.resize(whole);
  return head;
}

}  // namespace firsthour::collectors
