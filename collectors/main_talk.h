// SPDX-License-Identifier: Apache-2.0
// What a collector says to the person in front of it, on standard error; Chinese where the locale's name is
// Chinese and the terminal can draw it, else English.
#pragma once

#include "casefile/output.h"
#include "collectors/main_documents.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class Talk {
 public:
  explicit Talk(std::string_view program);

  void error(std::string_view what) const;
  void warning(std::string_view what) const;
  // The line that says what is being read; nothing when standard error is no terminal.
  void progress(std::size_t number, std::size_t of, std::string_view source, std::uint64_t bytes);
  // How far the source is that takes minutes: share, rate, time left. At most some times a second.
  void progress_of(std::uint64_t done, std::uint64_t of);
  // A line that takes the place of the one before; nothing when standard error is no terminal.
  void live(std::string_view line);
  // A line that stays.
  void said(std::string_view line);
  // Sources that did not give all, in one line each.
  void incomplete(const SourceRun& run);
  // File, size and digests to be written down, and a QR code of them on a terminal.
  // With those it was encrypted to.
  void closing(const Output::Closed& closed, const std::vector<std::string>& recipients);
  [[nodiscard]] bool chinese() const { return chinese_; }
  [[nodiscard]] std::string_view text(std::string_view english, std::string_view chinese) const {
    return chinese_ ? chinese : english;
  }

 private:
  void end_progress();

  std::string program_;
  bool terminal_, plain_console_, chinese_;
  bool line_open_ = false;
  std::string line_;  // the source that is being read
  std::chrono::steady_clock::time_point line_begun_, line_shown_;
};

}  // namespace firsthour::collectors
