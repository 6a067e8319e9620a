// SPDX-License-Identifier: Apache-2.0
// The bytes that pass between the scanner and its workers, and that stand in the journal: integers as LEB128,
// texts with their length before them. Never JSON: names are bytes, and a worker that a hostile file took
// over must not be able to do more than make a message unreadable.
#pragma once

#include "casefile/bytes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage {

class MessageWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Total: after the first thing that does not fit, failed() is true and everything reads as 0 and "".
class MessageReader {
 public:
  explicit MessageReader(std::string_view bytes) : rest_{bytes} {}
  [[nodiscard]] std::uint64_t number();
  [[nodiscard]] std::string_view text();  // points into the bytes given
  // A count of things that take at least one byte each: more than there are bytes left is a failure.
  [[nodiscard]] std::uint64_t count();
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace firsthour::triage
