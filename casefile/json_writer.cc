// SPDX-License-Identifier: Apache-2.0
#include "casefile/json_writer.h"

#include "casefile/encoding.h"

#include <array>
#include <charconv>

namespace firsthour {
namespace {

// The escapes of RFC 8785 §3.2.2.2: short forms where JSON has them, \u00xx for other control characters.
void append_escaped(std::string& to, char c) {
  switch (c) {
    case '"':
      to += "\\\"";
      return;
    case '\\':
      to += "\\\\";
      return;
    case '\b':
      to += "\\b";
      return;
    case '\f':
      to += "\\f";
      return;
    case '\n':
      to += "\\n";
      return;
    case '\r':
      to += "\\r";
      return;
    case '\t':
      to += "\\t";
      return;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) {
        to += c;
      } else {
        to += "\\u00";
        to += to_hex(as_bytes({&c, 1}));
      }
  }
}

template <class N>
void append_number(std::string& to, N value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  to.append(digits.data(), end);
}

}  // namespace

void append_json_string(std::string& to, std::string_view text) {
  to += '"';
  if (is_utf8(text)) {
    for (const char c : text) append_escaped(to, c);
  } else {
    for (const char c : display_utf8(text)) append_escaped(to, c);
  }
  to += '"';
}

RecordWriter::RecordWriter(std::string_view kind) {
  text_ = "{\"type\":";
  append_json_string(text_, kind);
}

void RecordWriter::begin(std::string_view key) {
  text_ += ",\"";
  text_ += key;
  text_ += "\":";
}

void RecordWriter::put(std::string_view key, std::string_view text) {
  begin(key);
  append_json_string(text_, text);
}

void RecordWriter::put(std::string_view key, Instant t) { put(key, std::string_view{rfc3339(t)}); }

void RecordWriter::put_bytes(std::string_view key, std::string_view bytes) {
  put(key, bytes);
  if (is_utf8(bytes)) return;
  put(std::string{key} + "_raw", std::string_view{to_base64(as_bytes(bytes))});
}

void RecordWriter::put_list(std::string_view key, std::span<const std::string> bytes) {
  bool lossless = true;
  begin(key);
  text_ += '[';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text_ += ',';
    append_json_string(text_, bytes[i]);
    lossless = lossless && is_utf8(bytes[i]);
  }
  text_ += ']';
  if (lossless) return;
  begin(std::string{key} + "_raw");
  text_ += '[';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text_ += ',';
    append_json_string(text_, to_base64(as_bytes(bytes[i])));
  }
  text_ += ']';
}

void RecordWriter::put_list(std::string_view key, std::span<const std::uint64_t> numbers) {
  begin(key);
  text_ += '[';
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text_ += ',';
    append_number(text_, numbers[i]);
  }
  text_ += ']';
}

std::string RecordWriter::line() && {
  text_ += "}\n";
  return std::move(text_);
}

void RecordWriter::put_bool(std::string_view key, bool value) {
  begin(key);
  text_ += value ? "true" : "false";
}

void RecordWriter::put_signed(std::string_view key, std::int64_t value) {
  begin(key);
  append_number(text_, value);
}

void RecordWriter::put_unsigned(std::string_view key, std::uint64_t value) {
  begin(key);
  append_number(text_, value);
}

}  // namespace firsthour
