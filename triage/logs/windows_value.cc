// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/windows_value.h"

#include "triage/logs/little_endian.h"
#include "triage/logs/wide_text.h"

#include <array>
#include <bit>
#include <chrono>
#include <cstdio>

namespace firsthour::triage::logs {
namespace {

// [MS-EVEN6] §2.2.12, type codes of BinXml.
enum : std::uint8_t {
  kNarrowText = 0x02,
  kInt8 = 0x03,
  kUInt8 = 0x04,
  kInt16 = 0x05,
  kUInt16 = 0x06,
  kInt32 = 0x07,
  kUInt32 = 0x08,
  kInt64 = 0x09,
  kUInt64 = 0x0A,
  kReal32 = 0x0B,
  kReal64 = 0x0C,
  kBool = 0x0D,
  kBinary = 0x0E,
  kGuid = 0x0F,
  kSizeT = 0x10,
  kFileTime = 0x11,
  kSystemTime = 0x12,
  kSid = 0x13,
  kHexInt32 = 0x14,
  kHexInt64 = 0x15,
};

template <class... Values>
std::string printed(const char* format, Values... values) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string in_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string date_text(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second,
                      unsigned fraction, int digits) {
  return printed("%04d-%02u-%02uT%02u:%02u:%02u.%0*uZ", year, month, day, hour, minute, second, digits,
                 fraction);
}

std::string file_time_text(std::uint64_t filetime) {
  using namespace std::chrono;
  // Days are counted by hand: the calendar of <chrono> ends at year 32767, FILETIME later.
  constexpr std::uint64_t kDay = 864'000'000'000;
  if (filetime / kDay > 3'000'000) return std::to_string(filetime);
  const auto day_count = static_cast<int>(filetime / kDay) - 134'774;
  const year_month_day date{sys_days{days{day_count}}};
  const std::uint64_t rest = filetime % kDay;
  const auto second = static_cast<unsigned>(rest / 10'000'000);
  return date_text(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                   static_cast<unsigned>(date.day()), second / 3600, second / 60 % 60, second % 60,
                   static_cast<unsigned>(rest % 10'000'000), 7);
}

std::string guid_text(std::string_view b) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(b[i])); };
  return printed("{%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", static_cast<unsigned>(little32(b, 0)),
                 static_cast<unsigned>(little16(b, 4)), static_cast<unsigned>(little16(b, 6)), at(8), at(9),
                 at(10), at(11), at(12), at(13), at(14), at(15));
}

std::string sid_text(std::string_view b) {
  if (b.size() < 8) return in_hex(b);
  const std::size_t count = static_cast<unsigned char>(b[1]);
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < 8; ++i) authority = (authority << 8) | static_cast<unsigned char>(b[i]);
  std::string text =
      "S-" + std::to_string(static_cast<unsigned char>(b[0])) + "-" + std::to_string(authority);
  for (std::size_t i = 0; i < count && 12 + 4 * i <= b.size(); ++i) {
    text += "-" + std::to_string(little32(b, 8 + 4 * i));
  }
  return text;
}

std::string system_time_text(std::string_view b) {
  const auto part = [&](std::size_t i) { return static_cast<unsigned>(little16(b, 2 * i)); };
  return date_text(static_cast<int>(part(0)), part(1), part(3), part(4), part(5), part(6), part(7), 3);
}

// Bytes of one value; 0 where the type has no fixed size.
std::size_t width_of(std::uint8_t type) {
  switch (type) {
    case kInt8:
    case kUInt8:
      return 1;
    case kInt16:
    case kUInt16:
      return 2;
    case kInt32:
    case kUInt32:
    case kReal32:
    case kBool:
    case kHexInt32:
      return 4;
    case kInt64:
    case kUInt64:
    case kReal64:
    case kFileTime:
    case kHexInt64:
      return 8;
    case kGuid:
    case kSystemTime:
      return 16;
    default:
      return 0;
  }
}

std::string wide(std::string_view bytes) {
  std::string text;
  append_wide(text, bytes, false);
  while (text.ends_with('\0')) text.pop_back();
  return text;
}

std::string number_text(std::uint8_t type, std::string_view b) {
  const std::uint64_t bits = little(b, 0, b.size());
  switch (type) {
    case kInt8:
      return std::to_string(static_cast<std::int8_t>(bits));
    case kInt16:
      return std::to_string(static_cast<std::int16_t>(bits));
    case kInt32:
      return std::to_string(static_cast<std::int32_t>(bits));
    case kInt64:
      return std::to_string(static_cast<std::int64_t>(bits));
    case kReal32:
      return printed("%g", static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))));
    case kReal64:
      return printed("%g", std::bit_cast<double>(bits));
    case kBool:
      return bits != 0 ? "true" : "false";
    case kHexInt32:
    case kHexInt64:
    case kSizeT:
      return printed("0x%llx", static_cast<unsigned long long>(bits));
    default:
      return std::to_string(bits);
  }
}

std::string text_of(std::uint8_t type, std::string_view bytes) {
  const std::size_t width = width_of(type);
  if (bytes.size() < width) return in_hex(bytes);
  switch (type) {
    case kWindowsNull:
      return {};
    case kWindowsText:
      return wide(bytes);
    case kNarrowText:
      return std::string{bytes.substr(0, bytes.find('\0'))};
    case kGuid:
      return guid_text(bytes);
    case kFileTime:
      return file_time_text(little64(bytes, 0));
    case kSystemTime:
      return system_time_text(bytes);
    case kSid:
      return sid_text(bytes);
    case kSizeT:
      return number_text(type, bytes.substr(0, bytes.size() >= 8 ? 8 : bytes.size() >= 4 ? 4 : 0));
    default:
      return width == 0 ? in_hex(bytes) : number_text(type, bytes.substr(0, width));
  }
}

// Texts of an array end in NUL each.
std::vector<std::string> split_wide(std::string_view bytes) {
  std::vector<std::string> texts;
  std::size_t from = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    if (bytes[at] != '\0' || bytes[at + 1] != '\0') continue;
    texts.push_back(wide(bytes.substr(from, at - from)));
    from = at + 2;
  }
  if (from + 1 < bytes.size()) texts.push_back(wide(bytes.substr(from)));
  return texts;
}

}  // namespace

WindowsTime windows_time(std::uint64_t filetime) {
  constexpr std::int64_t kFrom1601 = 11'644'473'600;
  return {static_cast<std::int64_t>(filetime / 10'000'000) - kFrom1601,
          static_cast<std::int64_t>(filetime % 10'000'000) * 100};
}

std::vector<std::string> windows_value_texts(std::uint8_t type, std::string_view bytes) {
  if ((type & kWindowsArray) == 0) return {text_of(type, bytes)};
  const auto element = static_cast<std::uint8_t>(type & ~kWindowsArray);
  if (element == kWindowsText) return split_wide(bytes);
  const std::size_t width = width_of(element);
  if (width == 0) return {in_hex(bytes)};
  std::vector<std::string> texts;
  for (; bytes.size() >= width; bytes.remove_prefix(width))
    texts.push_back(text_of(element, bytes.substr(0, width)));
  return texts;
}

}  // namespace firsthour::triage::logs
