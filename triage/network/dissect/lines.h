// SPDX-License-Identifier: Apache-2.0
// Lines out of a stream that comes in pieces.
#pragma once

#include "triage/network/field.h"

#include <string>

namespace firsthour::triage::network {

class Lines {
 public:
  // Calls `line` with each whole line, without its end. Of a line of over 8 KiB the first 8 KiB.
  template <class Take>
  void feed(Bytes bytes, Take line) {
    std::string_view text = text_of(bytes);
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::string_view part = text.substr(0, end);
      if (rest_.size() < kLongest) rest_.append(part.substr(0, kLongest - rest_.size()));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
      std::string whole = std::move(rest_);
      rest_.clear();
      if (!whole.empty() && whole.back() == '\r') whole.pop_back();
      if (!skip_) line(std::string_view{whole});
      skip_ = false;
    }
  }
  // A hole: the line that it is in is worth nothing.
  void gap() {
    rest_.clear();
    skip_ = true;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  static constexpr std::size_t kLongest = 8192;
  std::string rest_;
  bool skip_ = false;
};

}  // namespace firsthour::triage::network
