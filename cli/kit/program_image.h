// SPDX-License-Identifier: Apache-2.0
// What an ELF program was linked for: only a static one runs on a host whose libraries nobody trusts.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace firsthour::cli {

struct ProgramImage {
  std::string_view architecture;  // "x86-64" or "aarch64": a folder of the kit
  bool is_static = false;         // names no dynamic loader
};

// From the beginning of a file, header and program headers included: kProgramStart bytes are enough of what
// linkers write. `malformed` when it is no 64-bit little-endian ELF program or is cut in its headers;
// `unsupported` for other machines.
inline constexpr std::size_t kProgramStart = 4096;
[[nodiscard]] Result<ProgramImage> read_program_image(std::span<const std::byte> start);

}  // namespace firsthour::cli
