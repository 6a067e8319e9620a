// SPDX-License-Identifier: Apache-2.0
// QR codes as PNG (ISO/IEC 15948): one bit a pixel, the data in stored blocks. Without zlib, since the
// collectors link none; a code of version 20 at four pixels takes 22 kB.
#include "casefile/qr_code.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firsthour {
namespace {

constexpr int kQuiet = 4;

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return ~crc;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// RFC 1950 around stored blocks of RFC 1951 §3.2.4.
std::string stored(std::string_view bytes) {
  std::string stream{"\x78\x01"};
  const std::uint32_t check = adler32(bytes);
  while (true) {
    const std::string_view block = bytes.substr(0, 0xffff);
    bytes.remove_prefix(block.size());
    const unsigned size = static_cast<unsigned>(block.size());
    stream += bytes.empty() ? '\1' : '\0';
    for (const unsigned value : {size, ~size}) {
      stream += static_cast<char>(value & 0xff);
      stream += static_cast<char>(value >> 8 & 0xff);
    }
    stream += block;
    if (bytes.empty()) return stream + big_endian(check);
  }
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string{type} + std::string{data};
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc32(body));
}

}  // namespace

std::string qr_as_png(const QrCode& code, int pixels_per_module) {
  const int scale = std::clamp(pixels_per_module, 1, 64);
  const int pixels = (code.side + 2 * kQuiet) * scale;
  std::string rows;
  for (int y = 0; y < pixels; ++y) {
    std::string row(static_cast<std::size_t>(pixels + 7) / 8, '\0');
    for (int x = 0; x < pixels; ++x) {
      const int module_x = x / scale - kQuiet, module_y = y / scale - kQuiet;
      const bool inside = module_x >= 0 && module_y >= 0 && module_x < code.side && module_y < code.side;
      if (inside && code.dark(module_x, module_y)) continue;
      char& byte = row[static_cast<std::size_t>(x) / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | 0x80 >> x % 8);
    }
    rows += '\0';  // filter type none
    rows += row;
  }
  const std::string size = big_endian(static_cast<std::uint32_t>(pixels));
  const std::string header = size + size + std::string{"\x01\x00\x00\x00\x00", 5};  // 1 bit, grey
  return std::string{"\x89PNG\r\n\x1a\n", 8} + chunk("IHDR", header) + chunk("IDAT", stored(rows)) +
         chunk("IEND", "");
}

}  // namespace firsthour
