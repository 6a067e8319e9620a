// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/archive_end.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

// APPNOTE 6.3.10, section 4.3.16: 22 bytes and a comment of at most 65,535.
constexpr std::string_view kEnd = "PK\x05\x06"sv, kDirectory = "PK\x01\x02"sv;
constexpr std::size_t kEndSize = 22;

std::size_t little(std::string_view text, std::size_t at, std::size_t bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(text[at + i]);
  return value;
}

std::optional<Stretch> zip_ending_at(std::string_view content, std::size_t at) {
  if (content.size() - at < kEndSize) return std::nullopt;
  const std::string_view end = content.substr(at, kEndSize);
  if (little(end, 20, 2) > content.size() - at - kEndSize) return std::nullopt;
  const std::size_t entries = little(end, 10, 2), size = little(end, 12, 4), offset = little(end, 16, 4);
  if (offset == UINT32_MAX || size == UINT32_MAX || entries == UINT16_MAX) {
    const bool zip64 = at >= 20 && content.substr(at - 20, 4) == "PK\x06\x07"sv;
    return zip64 ? std::optional{Stretch{0, at + kEndSize}} : std::nullopt;
  }
  if (entries == 0) return size == 0 && at == 0 ? std::optional{Stretch{0, kEndSize}} : std::nullopt;
  if (size > at || content.substr(at - size, 4) != kDirectory) return std::nullopt;
  // An offset that leads too far back counts from the beginning of a file that something was put before.
  return Stretch{offset <= at - size ? at - size - offset : 0, at + kEndSize};
}

}  // namespace

std::optional<Stretch> last_zip(std::string_view content, std::size_t tail) {
  const std::size_t from = content.size() - std::min(content.size(), tail);
  // Only the tail is searched: for a program that holds no zip the rest would be megabytes.
  const std::string_view searched = content.substr(from);
  for (std::size_t at = searched.size(); (at = searched.rfind(kEnd, at)) != searched.npos; --at) {
    if (auto zip = zip_ending_at(content, from + at)) return zip;
    if (at == 0) break;
  }
  return std::nullopt;
}

std::size_t end_of_cpio(std::string_view content) {
  constexpr std::size_t kHeader = 110;
  const auto field = [&](std::size_t at,
                         std::size_t which) {  // eight hexadecimal digits each, behind the magic
    std::uint32_t value = 0;
    const char* const digits = content.data() + at + 6 + 8 * which;
    return std::from_chars(digits, digits + 8, value, 16).ptr == digits + 8 ? value : UINT32_MAX;
  };
  const auto padded = [](std::size_t at) { return (at + 3) / 4 * 4; };
  for (std::size_t at = 0; content.size() - at >= kHeader;) {
    if (!content.substr(at).starts_with("07070"sv)) break;
    const std::size_t data = field(at, 6), name = field(at, 11);
    const std::size_t name_end = padded(at + kHeader + name);
    if (name_end > content.size() || data > content.size() - name_end) break;
    if (content.substr(at + kHeader, name).starts_with("TRAILER!!!\0"sv))
      return std::min(content.find_first_not_of('\0', name_end), content.size());
    at = padded(name_end + data);
    if (at > content.size()) break;
  }
  return content.size();
}

}  // namespace firsthour::triage
