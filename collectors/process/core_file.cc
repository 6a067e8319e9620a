// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/core_file.h"

#include <elf.h>
#include <sys/procfs.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace firsthour::collectors {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
#error "which machine is this?"
#endif

constexpr std::uint32_t kNoteOfFiles = 0x46494c45;  // NT_FILE: "FILE"

template <class T>
void append(std::string& to, const T& value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_note(std::string& to, std::uint32_t type, std::string_view content) {
  append(to, Elf64_Nhdr{5, static_cast<std::uint32_t>(content.size()), type});
  to.append("CORE\0\0\0\0", 8);
  to += content;
  to.append((4 - content.size() % 4) % 4, '\0');
}

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) {
  std::memcpy(to, from.data(), std::min(N - 1, from.size()));
}

std::string process_note(const CoreProcess& process) {
  elf_prpsinfo info{};
  info.pr_pid = static_cast<int>(process.pid);
  info.pr_ppid = static_cast<int>(process.parent);
  copy_text(info.pr_fname, process.name);
  copy_text(info.pr_psargs, process.arguments);
  std::string note;
  append(note, info);
  return note;
}

// count, page size, (begin, end, offset in pages) each, then the names.
std::string files_note(const CoreProcess& process, std::uint64_t page_size) {
  std::size_t size = 2 * sizeof(std::uint64_t);
  for (const MemoryRegion* region : process.files)
    size += 3 * sizeof(std::uint64_t) + region->path.size() + 1;
  std::string note;
  note.reserve(size);
  append(note, std::uint64_t{process.files.size()});
  append(note, page_size);
  for (const MemoryRegion* region : process.files) {
    append(note, region->begin);
    append(note, region->end);
    append(note, region->offset / page_size);
  }
  for (const MemoryRegion* region : process.files) note.append(region->path).push_back('\0');
  return note;
}

Elf64_Ehdr elf_header(std::size_t headers) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_CORE;
  header.e_machine = kMachine;
  header.e_version = EV_CURRENT;
  header.e_phoff = sizeof(Elf64_Ehdr);
  header.e_ehsize = sizeof(Elf64_Ehdr);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = static_cast<std::uint16_t>(std::min<std::size_t>(headers, PN_XNUM));
  if (headers < PN_XNUM) return header;
  header.e_shoff = sizeof(Elf64_Ehdr) + headers * sizeof(Elf64_Phdr);
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 1;
  return header;
}

Elf64_Phdr load_header(const CoreSegment& segment, std::uint64_t offset, std::uint64_t page_size) {
  Elf64_Phdr header{};
  header.p_type = PT_LOAD;
  header.p_flags =
      (segment.readable ? PF_R : 0u) | (segment.writable ? PF_W : 0u) | (segment.executable ? PF_X : 0u);
  header.p_offset = offset;
  header.p_vaddr = segment.address;
  header.p_filesz = segment.file_size;
  header.p_memsz = segment.memory_size;
  header.p_align = page_size;
  return header;
}

}  // namespace

std::string core_head(const CoreProcess& process, std::span<const CoreSegment> segments,
                      std::uint64_t page_size) {
  std::string notes;
  append_note(notes, NT_PRPSINFO, process_note(process));
  append_note(notes, NT_AUXV, process.auxv);
  append_note(notes, kNoteOfFiles, files_note(process, page_size));

  const std::size_t headers = segments.size() + 1;
  const std::size_t counted = headers < PN_XNUM ? 0 : sizeof(Elf64_Shdr);
  const std::size_t notes_at = sizeof(Elf64_Ehdr) + headers * sizeof(Elf64_Phdr) + counted;
  const std::uint64_t size = (notes_at + notes.size() + page_size - 1) / page_size * page_size;

  std::string head;
  head.reserve(size);
  append(head, elf_header(headers));
  Elf64_Phdr note{};
  note.p_type = PT_NOTE;
  note.p_offset = notes_at;
  note.p_filesz = notes.size();
  note.p_align = 4;
  append(head, note);
  std::uint64_t offset = size;
  for (const CoreSegment& segment : segments) {
    append(head, load_header(segment, offset, page_size));
    offset += segment.file_size;
  }
  if (counted != 0) {
    Elf64_Shdr count{};
    count.sh_info = static_cast<std::uint32_t>(headers);
    append(head, count);
  }
  head += notes;
  head.resize(size);
  return head;
}

}  // namespace firsthour::collectors
