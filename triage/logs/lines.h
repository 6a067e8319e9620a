// SPDX-License-Identifier: Apache-2.0
// Lines of a text log, as views into it. Byte order marks are obeyed; UTF-16 is made UTF-8 line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

enum class Encoding { bytes, utf8_marked, utf16_little, utf16_big };

// By the byte order mark alone.
[[nodiscard]] Encoding encoding_of(std::span<const std::byte> content);
// How the bytes would be shown, by a look at the first MiB: "UTF-8", "UTF-16LE", "GBK (guessed)", "bytes".
[[nodiscard]] std::string encoding_text(std::span<const std::byte> content);

struct Line {
  std::string_view text;                 // without \r\n; valid until the next call where the log is UTF-16
  std::uint64_t offset = 0, length = 0;  // in the content, length without the line's end
  std::uint64_t number = 0;              // from 1
  bool piece = false;                    // a part of a line longer than the limit; all parts have its number
};

class Lines {
 public:
  static constexpr std::size_t kLongest = 1U << 20;

  explicit Lines(std::span<const std::byte> content);
  [[nodiscard]] bool next(Line& into);
  [[nodiscard]] std::uint64_t long_lines() const { return long_lines_; }

 private:
  bool next_wide(Line& into);

  std::string_view content_;
  Encoding encoding_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0, long_lines_ = 0;
  bool inside_ = false;  // of a line that is taken in pieces
  std::string made_;     // the current line of a UTF-16 log
};

}  // namespace firsthour::triage::logs
