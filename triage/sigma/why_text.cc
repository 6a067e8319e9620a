// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/why_text.h"

#include "casefile/encoding.h"
#include "casefile/mask_secrets.h"

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestValue = 240;

// Cut between characters, so that the text stays UTF-8.
std::string cut(std::string text) {
  if (text.size() <= kLongestValue) return text;
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "…";
}

std::string shown(const sigma::Field& field, const sigma::Event& event) {
  std::string joined;
  for (const sigma::Scalar& value : event.scalars(field)) {
    if (!joined.empty()) joined += ", ";
    joined += value.text;
    if (joined.size() > 4 * kLongestValue) break;
  }
  return cut(escape_for_terminal(mask_secrets(joined)));
}

}  // namespace

std::string fill_in(std::string_view sentence, const sigma::Event& event, std::string_view absent) {
  std::string filled;
  while (true) {
    const std::size_t open = sentence.find('{');
    const std::size_t close = sentence.find('}', open);
    filled += sentence.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) return filled;
    const sigma::Field* field = event.find(sentence.substr(open + 1, close - open - 1));
    filled += field && field->count > 0 ? shown(*field, event) : std::string{absent};
    sentence.remove_prefix(close + 1);
  }
}

}  // namespace firsthour::triage
