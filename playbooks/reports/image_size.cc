// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/image_size.h"

namespace firsthour::playbooks {
namespace {

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::optional<ImageSize> sensible(std::string_view extension, std::uint32_t width, std::uint32_t height) {
  constexpr std::uint32_t kMost = 100'000;
  if (width == 0 || height == 0 || width > kMost || height > kMost) return std::nullopt;
  return ImageSize{extension, width, height};
}

// Start of frame: C0 to CF without DHT (C4), JPG (C8), DAC (CC).
bool is_frame(unsigned marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::optional<ImageSize> jpeg_size(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    if (static_cast<unsigned char>(bytes[at]) != 0xFF) return std::nullopt;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) return std::nullopt;  // the scan begins before any frame
    const std::uint32_t length = big_endian(bytes, at + 2, 2);
    if (length < 2) return std::nullopt;
    if (is_frame(marker)) {
      if (length < 8 || at + 9 > bytes.size()) return std::nullopt;
      return sensible("jpeg", big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
    }
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.size() >= 24 && bytes.starts_with("\x89PNG\r\n\x1a\n"sv) && bytes.substr(12, 4) == "IHDR")
    return sensible("png", big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
  if (bytes.size() >= 4 && bytes.starts_with("\xff\xd8\xff"sv)) return jpeg_size(bytes);
  return std::nullopt;
}

}  // namespace firsthour::playbooks
