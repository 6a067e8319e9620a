// SPDX-License-Identifier: Apache-2.0
#include "casefile/qr_code.h"

#include "casefile/qr_code_matrix.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firsthour {
namespace {

using Codewords = std::vector<std::uint8_t>;

constexpr int kMostVersion = 20;
// ISO/IEC 18004:2015 table 9, level M, versions 1 to 20.
constexpr std::array<std::size_t, 20> kCorrectionPerBlock{10, 16, 26, 18, 24, 16, 18, 22, 22, 26,
                                                          30, 22, 22, 24, 24, 28, 28, 26, 26, 26};
constexpr std::array<std::size_t, 20> kBlocks{1, 1, 1, 2, 2,  4,  4,  4,  5,  5,
                                              5, 8, 9, 9, 10, 10, 11, 13, 14, 16};

std::size_t all_codewords(int version) {
  const int side = version * 4 + 17;
  int modules = side * side - 3 * 64 - 31 - 2 * (side - 16);  // finders, format bits and dark module, timing
  if (version >= 2) {
    const int centers = version / 7 + 2;
    modules -= 25 * (centers * centers - 3) - 10 * (centers - 2);  // those on a timing pattern share 5
  }
  if (version >= 7) modules -= 36;
  return static_cast<std::size_t>(modules / 8);
}

std::size_t data_codewords(int version) {
  const std::size_t i = static_cast<std::size_t>(version - 1);
  return all_codewords(version) - kCorrectionPerBlock[i] * kBlocks[i];
}

int count_bits(int version) { return version <= 9 ? 8 : 16; }

// Mode indicator 0100, count, bytes, terminator, pad bytes.
Codewords data_of(std::string_view bytes, int version) {
  std::vector<bool> bits;
  const auto append = [&](unsigned value, int width) {
    for (int i = width - 1; i >= 0; --i) bits.push_back((value >> i & 1) != 0);
  };
  append(4, 4);
  append(static_cast<unsigned>(bytes.size()), count_bits(version));
  for (const char c : bytes) append(static_cast<unsigned char>(c), 8);
  const std::size_t capacity = data_codewords(version) * 8;
  bits.resize(std::min(bits.size() + 4, capacity));
  bits.resize((bits.size() + 7) / 8 * 8);
  Codewords data(bits.size() / 8);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i]) data[i / 8] = static_cast<std::uint8_t>(data[i / 8] | 0x80 >> i % 8);
  }
  for (unsigned pad = 0xec; data.size() < capacity / 8; pad ^= 0xec ^ 0x11)
    data.push_back(static_cast<std::uint8_t>(pad));
  return data;
}

// GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1.
std::uint8_t multiply(unsigned a, unsigned b) {
  unsigned product = 0;
  for (int i = 7; i >= 0; --i) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= (b >> i & 1) * a;
  }
  return static_cast<std::uint8_t>(product);
}

// The coefficients of (x - 1)(x - 2)(x - 4)…, highest first, without the leading 1.
Codewords generator(std::size_t degree) {
  Codewords poly(degree);
  poly.back() = 1;
  std::uint8_t root = 1;
  for (std::size_t i = 0; i < degree; ++i) {
    for (std::size_t k = 0; k < degree; ++k) {
      const unsigned next = k + 1 < degree ? poly[k + 1] : 0;
      poly[k] = static_cast<std::uint8_t>(multiply(poly[k], root) ^ next);
    }
    root = multiply(root, 2);
  }
  return poly;
}

Codewords correction(std::span<const std::uint8_t> block, const Codewords& divisor) {
  Codewords rest(divisor.size());
  for (const std::uint8_t codeword : block) {
    const std::uint8_t factor = static_cast<std::uint8_t>(codeword ^ rest.front());
    std::rotate(rest.begin(), rest.begin() + 1, rest.end());
    rest.back() = 0;
    for (std::size_t i = 0; i < rest.size(); ++i)
      rest[i] = static_cast<std::uint8_t>(rest[i] ^ multiply(divisor[i], factor));
  }
  return rest;
}

// §7.6: blocks of equal length, the last ones longer by one, read column by column.
Codewords interleaved(const Codewords& data, int version) {
  const std::size_t i = static_cast<std::size_t>(version - 1);
  const std::size_t blocks = kBlocks[i], shorter = data.size() / blocks, longer = data.size() % blocks;
  const Codewords divisor = generator(kCorrectionPerBlock[i]);
  std::vector<std::span<const std::uint8_t>> parts;
  std::vector<Codewords> corrections;
  std::size_t offset = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t size = shorter + (b >= blocks - longer ? 1 : 0);
    parts.push_back(std::span{data}.subspan(offset, size));
    corrections.push_back(correction(parts.back(), divisor));
    offset += size;
  }
  Codewords all;
  for (std::size_t k = 0; k <= shorter; ++k) {
    for (const auto& part : parts) {
      if (k < part.size()) all.push_back(part[k]);
    }
  }
  for (std::size_t k = 0; k < divisor.size(); ++k) {
    for (const Codewords& part : corrections) all.push_back(part[k]);
  }
  return all;
}

}  // namespace

Result<QrCode> encode_qr(std::string_view bytes) {
  for (int version = 1; version <= kMostVersion; ++version) {
    const std::size_t bits = 4 + static_cast<std::size_t>(count_bits(version)) + bytes.size() * 8;
    if (bits > data_codewords(version) * 8) continue;
    qr::Matrix matrix{version};
    matrix.place(interleaved(data_of(bytes, version), version));
    matrix.mask();
    return std::move(matrix).take();
  }
  return fail(Errc::no_space,
              std::to_string(bytes.size()) + " bytes do not fit into a QR code of version 20");
}

}  // namespace firsthour
