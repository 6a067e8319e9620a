// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/program_image.h"

#include <elf.h>

#include <cstring>

namespace firsthour::cli {

Result<ProgramImage> read_program_image(std::span<const std::byte> start) {
  Elf64_Ehdr header{};
  if (start.size() < sizeof header) return fail(Errc::malformed, "no ELF program: too short");
  std::memcpy(&header, start.data(), sizeof header);
  const bool elf = std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
                   header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB;
  if (!elf || (header.e_type != ET_EXEC && header.e_type != ET_DYN))
    return fail(Errc::malformed, "no 64-bit ELF program");
  ProgramImage image;
  if (header.e_machine == EM_X86_64)
    image.architecture = "x86-64";
  else if (header.e_machine == EM_AARCH64)
    image.architecture = "aarch64";
  else
    return fail(Errc::unsupported, "a program for machine " + std::to_string(header.e_machine));
  const std::uint64_t length = std::uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 || header.e_phoff > start.size() ||
      length > start.size() - header.e_phoff)
    return fail(Errc::malformed, "program headers at offset " + std::to_string(header.e_phoff) + " are cut");
  image.is_static = true;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    std::memcpy(&segment, start.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_INTERP) image.is_static = false;
  }
  return image;
}

}  // namespace firsthour::cli
