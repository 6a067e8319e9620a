// SPDX-License-Identifier: Apache-2.0
// A journal file made by hand: a head, data objects, entries; no hash tables and no entry arrays, since the
// reader needs none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::triage::logs {

class MadeJournal {
 public:
  explicit MadeJournal(bool compact = false) : compact_{compact}, bytes_(256, '\0') {
    bytes_.replace(0, 8, "LPKSHHRH");
    put(12, compact ? 16 : 0, 4);
    bytes_[16] = 1;  // online: never closed
    put(88, 256, 8);
  }

  // `flags`: the compression of the payload.
  std::uint64_t data(std::string_view payload, std::uint8_t flags = 0) {
    const std::uint64_t at = begin(1, flags);
    bytes_.append(compact_ ? 56 : 48, '\0');
    bytes_ += payload;
    end(at);
    return at;
  }

  std::uint64_t entry(std::uint64_t number, std::uint64_t microseconds,
                      const std::vector<std::uint64_t>& fields) {
    const std::uint64_t at = begin(3, 0);
    append(number, 8);
    append(microseconds, 8);
    bytes_.append(32, '\0');
    for (const std::uint64_t field : fields) {
      append(field, compact_ ? 4 : 8);
      if (!compact_) append(0, 8);
    }
    end(at);
    return at;
  }

  std::string& bytes() { return bytes_; }

  void put(std::size_t at, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) bytes_[at + i] = static_cast<char>(value >> (8 * i));
  }

 private:
  void append(std::uint64_t value, std::size_t width) {
    bytes_.append(width, '\0');
    put(bytes_.size() - width, value, width);
  }
  std::uint64_t begin(std::uint8_t type, std::uint8_t flags) {
    const std::uint64_t at = bytes_.size();
    bytes_ += static_cast<char>(type);
    bytes_ += static_cast<char>(flags);
    bytes_.append(14, '\0');
    return at;
  }
  void end(std::uint64_t at) {
    put(at + 8, bytes_.size() - at, 8);
    bytes_.resize((bytes_.size() + 7) / 8 * 8, '\0');
    put(136, at, 8);
  }

  bool compact_;
  std::string bytes_;
};

}  // namespace firsthour::triage::logs
