// SPDX-License-Identifier: Apache-2.0
// Lines from a byte source, with the offset of each, in bounded memory.
#pragma once

#include "casefile/bytes.h"
#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::triage {

class LineReader {
 public:
  struct Line {
    std::string_view text;     // without the newline; valid until the next call
    std::uint64_t offset = 0;  // of its first byte
    std::uint64_t number = 0;  // from 1
    bool cut = false;          // longer than the limit: `text` is its start
  };

  // Lines longer than `longest` bytes are cut. The source must outlive the reader.
  LineReader(ByteSource& from, std::size_t longest) : from_{from}, longest_{longest} {}
  // False at the end. A last line without a newline counts.
  [[nodiscard]] Result<bool> next(Line& into);

 private:
  Result<> fill();

  ByteSource& from_;
  std::size_t longest_;
  std::string buffer_, cut_;  // cut_: the start of a line too long for the buffer
  std::size_t at_ = 0;        // start of the next line in buffer_
  std::uint64_t offset_ = 0;  // of buffer_[at_] in the source
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace firsthour::triage
