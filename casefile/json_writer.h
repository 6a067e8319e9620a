// SPDX-License-Identifier: Apache-2.0
// Writes one flat JSON object a line, without a tree in memory. Why not nlohmann-json: a walk of two
// million files writes two million records inside 64 MiB, and host names are bytes, not UTF-8.
//
//   RecordWriter r{"host.process"};
//   r.put("process.pid", pid);
//   r.put_bytes("process.executable", exe);     // adds "process.executable_raw" when not UTF-8
//   lines += std::move(r).line();                // one '\n' at the end
//
// Keys are ours (ASCII, no escaping needed). Empty optionals are left out.
#pragma once

#include "casefile/instant.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour {

// Appends `text` as a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& to, std::string_view text);

class RecordWriter {
 public:
  explicit RecordWriter(std::string_view kind);  // starts {"type":"host.process"
  // A string known to be text. For anything that came from the host use put_bytes.
  void put(std::string_view key, std::string_view text);
  void put(std::string_view key, const char* text) { put(key, std::string_view{text}); }
  void put(std::string_view key, Instant t);
  // A template, so that a pointer or a char never becomes a bool by accident.
  template <std::same_as<bool> B>
  void put(std::string_view key, B value) {
    put_bool(key, value);
  }
  template <std::integral N>
  requires(!std::same_as<N, bool> && !std::same_as<N, char>) void put(std::string_view key, N value) {
    if constexpr (std::signed_integral<N>)
      put_signed(key, value);
    else
      put_unsigned(key, value);
  }
  template <class T>
  void put(std::string_view key, const std::optional<T>& value) {
    if (value) put(key, *value);
  }
  // A name or text from the host: the display form under `key`, and when that loses something the
  // exact bytes in base64 under `key` + "_raw".
  void put_bytes(std::string_view key, std::string_view bytes);
  void put_list(std::string_view key, std::span<const std::string> bytes);
  void put_list(std::string_view key, std::span<const std::uint64_t> numbers);
  [[nodiscard]] std::string line() &&;

 private:
  void put_bool(std::string_view key, bool value);
  void put_signed(std::string_view key, std::int64_t value);
  void put_unsigned(std::string_view key, std::uint64_t value);
  void begin(std::string_view key);
  std::string text_;
};

}  // namespace firsthour
