// SPDX-License-Identifier: Apache-2.0
// Deflate streams that stand in a text: gzdeflate, gzcompress and gzencode of PHP, zlib of Python.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage {

struct Inflated {
  std::string bytes;
  bool whole = true;  // false: the stream is cut, damaged (a gzip's only) or longer than it may be
  bool bomb = false;  // it is longer than it may be
};

// Kept from stream to stream, since most of what is tried is none.
class Inflater {
 public:
  Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  ~Inflater();

  // What the bytes hold as a gzip, zlib or bare deflate stream (RFC 1950 to 1952) that begins with them;
  // nothing when they hold none. A bare stream has no sum: it counts when it comes to its own end where the
  // bytes end. At most `most` bytes.
  [[nodiscard]] std::optional<Inflated> inflate(std::span<const std::byte> bytes, std::uint64_t most);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

// The sum that gzip, 7z, RAR and xz have in their headers.
[[nodiscard]] std::uint32_t crc32_of(std::string_view bytes);

}  // namespace firsthour::triage
