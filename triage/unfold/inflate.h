// SPDX-License-Identifier: Apache-2.0
// Deflate streams that stand in a text: gzdeflate, gzcompress and gzencode of PHP, zlib of Python.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage {

// What the bytes hold as a gzip, zlib or bare deflate stream (RFC 1950 to 1952) that begins with them and
// comes to its own end; nothing when they hold none. At most `most` bytes; what is longer counts as none.
[[nodiscard]] std::optional<std::string> inflated(std::span<const std::byte> bytes, std::uint64_t most);

// The sum that gzip, 7z, RAR and xz have in their headers.
[[nodiscard]] std::uint32_t crc32_of(std::string_view bytes);

}  // namespace firsthour::triage
