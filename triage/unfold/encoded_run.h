// SPDX-License-Identifier: Apache-2.0
// Runs of base64, hexadecimal and escapes in a content, and the bytes they stand for.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

inline constexpr std::size_t kShortestRun = 48;  // characters of base64 or hexadecimal
inline constexpr std::size_t kFewestEscapes = 24;

// Characters of base64's alphabet, without what stood between its lines.
struct EncodedRun {
  std::string_view letters;
  std::string_view before;                            // up to 40 characters that stand before it
  std::size_t begin = 0;                              // its offset in the content
  std::function<std::size_t(std::size_t)> offset_of;  // that of one of its letters
};

// Each run in turn, while `take` says true. A run goes on over several lines, or strings that are put
// together, of equal length; the last may be shorter.
void each_run(std::string_view content, const std::function<bool(const EncodedRun&)>& take);
// The same in UTF-16 (little endian), as scripts and shortcuts of Windows are written.
void each_wide_run(std::string_view content, const std::function<bool(const EncodedRun&)>& take);

struct Escapes {
  std::string bytes;
  std::size_t begin = 0;
};

// Each list of "\x41", "\101" or "0x41," of one byte each, while `take` says true.
void each_escapes(std::string_view content, const std::function<bool(const Escapes&)>& take);

// What letters stand for; incomplete last bytes are left out.
[[nodiscard]] std::string base64_of(std::string_view letters);
[[nodiscard]] std::string hex_of(std::string_view digits);
// The longest part that is hexadecimal digits only.
[[nodiscard]] std::string_view longest_hex(std::string_view letters);

}  // namespace firsthour::triage
