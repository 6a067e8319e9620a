// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/authorized_key.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "collectors/host/kernel_text.h"

#include <optional>

namespace firsthour::collectors {
namespace {

// The blob of a key begins with its type, after a length of four bytes in network order (RFC 4253 §6.6).
std::optional<std::string> fingerprint_of(std::string_view type, std::string_view base64) {
  const auto blob = from_base64(base64);
  if (!blob || type.empty() || blob->size() < 4 + type.size()) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length = length << 8 | std::to_integer<std::size_t>((*blob)[i]);
  if (length != type.size() || as_text(*blob).substr(4, length) != type) return std::nullopt;
  std::string text = to_base64(sha256(*blob).bytes);
  while (text.ends_with('=')) text.pop_back();
  return "SHA256:" + text;
}

// "type base64 comment"
std::optional<AuthorizedKey> key_from(std::string_view line) {
  AuthorizedKey key;
  key.type = next_field(line);
  auto fingerprint = fingerprint_of(key.type, next_field(line));
  if (!fingerprint) return std::nullopt;
  key.fingerprint = std::move(*fingerprint);
  key.comment = trimmed(line);
  return key;
}

// Options end at the first blank outside of quotes; a quote inside is escaped by a backslash.
std::size_t end_of_options(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '"')
      ++i;
    else if (line[i] == '"')
      quoted = !quoted;
    else if (!quoted && (line[i] == ' ' || line[i] == '\t'))
      return i;
  }
  return line.size();
}

}  // namespace

AuthorizedKeys parse_authorized_keys(std::string_view text) {
  AuthorizedKeys found;
  for (std::size_t number = 1; const auto raw = next_line(text); ++number) {
    const std::string_view line = trimmed(*raw);
    if (line.empty() || line[0] == '#') continue;
    auto key = key_from(line);
    if (!key) {
      const std::size_t end = end_of_options(line);
      key = key_from(line.substr(end));
      if (key) key->options = line.substr(0, end);
    }
    if (!key) {
      found.not_understood.push_back(number);
      continue;
    }
    key->line = number;
    found.keys.push_back(std::move(*key));
  }
  return found;
}

}  // namespace firsthour::collectors
