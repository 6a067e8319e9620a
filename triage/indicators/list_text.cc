// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/list_text.h"

#include "casefile/encoding.h"
#include "triage/logs/lines.h"
#include "triage/logs/wide_text.h"

#include <algorithm>
#include <string_view>

namespace firsthour::triage {
namespace {

constexpr std::size_t kSample = 4096;

// Of text without a mark: values are ASCII for the most part, so that one half of each unit is zero.
logs::Encoding encoding_by_zeros(std::string_view text) {
  const std::string_view sample = text.substr(0, std::min(text.size(), kSample) / 2 * 2);
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i + 1 < sample.size(); i += 2) {
    first += sample[i] == '\0';
    second += sample[i + 1] == '\0';
  }
  const std::size_t many = sample.size() / 4 + 1;
  if (first >= many && second == 0) return logs::Encoding::utf16_big;
  if (second >= many && first == 0) return logs::Encoding::utf16_little;
  return logs::Encoding::bytes;
}

}  // namespace

Result<std::string> text_of_list(std::string bytes) {
  logs::Encoding encoding = logs::encoding_of(as_bytes(bytes));
  std::size_t mark = encoding == logs::Encoding::bytes ? 0 : encoding == logs::Encoding::utf8_marked ? 3 : 2;
  if (encoding == logs::Encoding::bytes) encoding = encoding_by_zeros(bytes);
  if (encoding == logs::Encoding::utf16_little || encoding == logs::Encoding::utf16_big) {
    std::string text;
    logs::append_wide(text, std::string_view{bytes}.substr(mark), encoding == logs::Encoding::utf16_big);
    return text;
  }
  if (bytes.find('\0') != std::string::npos)
    return fail(Errc::malformed, "no text: there are zero bytes in it");
  bytes.erase(0, mark);
  return bytes;
}

}  // namespace firsthour::triage
