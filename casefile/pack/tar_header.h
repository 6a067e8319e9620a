// SPDX-License-Identifier: Apache-2.0
// Headers of a POSIX.1-2001 (pax) tar stream, in the one form a collection uses: regular files, mode 0644,
// owner 0, every entry with the same time.
//
// Why not libarchive's writer: it pads short data with zeros and says OK, reaches for the host's gconv files,
// and never flushes between entries. Why not its reader (3.6.2): it does not look at padding, at the tail of
// the checksum field or behind the end mark; of a collection of 11,264 bytes it gave the same files without a
// word for 3,930 of the bytes when one bit of them was flipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::pack {

inline constexpr std::size_t kTarBlock = 512;

struct TarFile {
  std::string folder;  // the collection's name
  std::string name;    // below it: "data/000123/content"
  std::uint64_t size = 0;
  std::uint64_t modified = 0;  // seconds since 1970
};

// One block; three when the size needs a pax record (8 GiB and more).
[[nodiscard]] std::string tar_header(const TarFile& file);
[[nodiscard]] inline std::size_t tar_padding(std::uint64_t size) {
  return static_cast<std::size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

// The first block says how many belong to the header: 1, or 3 with a pax record.
[[nodiscard]] std::size_t tar_header_blocks(std::string_view first_block);
// Reads what tar_header() wrote; nullopt for anything else, be it one bit.
[[nodiscard]] std::optional<TarFile> parse_tar_header(std::string_view blocks);

}  // namespace firsthour::pack
