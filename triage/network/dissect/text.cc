// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/text.h"

#include "casefile/encoding.h"
#include "casefile/number.h"

namespace firsthour::triage::network {

std::optional<std::string> lenient_base64(std::string_view text) {
  std::string padded{trimmed(text)};
  while (padded.size() % 4 != 0 && padded.size() % 4 != 1) padded += '=';
  const auto bytes = from_base64(padded);
  if (!bytes) return std::nullopt;
  return std::string{as_text(*bytes)};
}

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%' && i + 2 < text.size()) {
      if (const auto value = number_from<unsigned>(text.substr(i + 1, 2), 16)) {
        out += static_cast<char>(*value);
        i += 2;
        continue;
      }
    }
    out += c == '+' && plus_is_blank ? ' ' : c;
  }
  return out;
}

}  // namespace firsthour::triage::network
