// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/tar_header.h"

#include <charconv>

namespace firsthour::pack {
namespace {

// Offsets and widths of the ustar header, POSIX.1-2017 pax, table "ustar Header Block".
struct Field {
  std::size_t offset, width;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kUid{108, 8}, kGid{116, 8}, kSize{124, 12}, kModified{136, 12},
    kChecksum{148, 8}, kType{156, 1}, kMagic{257, 8}, kPrefix{345, 155};
constexpr std::uint64_t kMostOctal = 077777777777;  // what eleven octal digits hold
constexpr char kPax = 'x', kRegular = '0';

void put(std::string& block, Field field, std::string_view text) {
  block.replace(field.offset, text.size(), text);
}

void put_octal(std::string& block, Field field, std::uint64_t value) {
  std::string digits(field.width - 1, '0');
  for (std::size_t i = digits.size(); i > 0 && value > 0; --i, value >>= 3) {
    digits[i - 1] = static_cast<char>('0' + (value & 7));
  }
  put(block, field, digits);
}

std::string header_block(std::string_view folder, std::string_view name, char type, std::uint64_t size,
                         std::uint64_t modified) {
  std::string block(kTarBlock, '\0');
  const std::string whole = std::string{folder} + "/" + std::string{name};
  if (whole.size() <= kName.width) {
    put(block, kName, whole);
  } else {
    put(block, kName, name);
    put(block, kPrefix, folder);
  }
  put_octal(block, kMode, 0644);
  put_octal(block, kUid, 0);
  put_octal(block, kGid, 0);
  put_octal(block, kSize, size);
  put_octal(block, kModified, modified);
  put(block, kType, {&type, 1});
  put(block, kMagic, {"ustar\00000", 8});
  put(block, kChecksum, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put_octal(block, {kChecksum.offset, 7}, sum);
  block[kChecksum.offset + 6] = '\0';
  return block;
}

// "20 size=8589934592\n": the length counts itself.
std::string size_record(std::uint64_t size) {
  const std::string body = " size=" + std::to_string(size) + "\n";
  std::size_t length = body.size() + 2;
  if (std::to_string(length).size() + body.size() != length) ++length;
  return std::to_string(length) + body;
}

std::string_view text_of(std::string_view block, Field field) {
  const std::string_view text = block.substr(field.offset, field.width);
  return text.substr(0, text.find('\0'));
}

std::uint64_t number_of(std::string_view text, int base) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

}  // namespace

std::string tar_header(const TarFile& file) {
  if (file.size <= kMostOctal)
    return header_block(file.folder, file.name, kRegular, file.size, file.modified);
  std::string record = size_record(file.size);
  std::string blocks = header_block(file.folder, "pax", kPax, record.size(), file.modified);
  record.resize(kTarBlock, '\0');
  return blocks + record + header_block(file.folder, file.name, kRegular, 0, file.modified);
}

std::size_t tar_header_blocks(std::string_view first_block) {
  return first_block[kType.offset] == kPax ? 3 : 1;
}

std::optional<TarFile> parse_tar_header(std::string_view blocks) {
  const std::string_view last = blocks.substr(blocks.size() - kTarBlock);
  TarFile file;
  std::string whole{text_of(last, kPrefix)};
  if (!whole.empty()) whole += '/';
  whole += text_of(last, kName);
  const std::size_t slash = whole.find('/');
  if (slash == std::string::npos) return std::nullopt;
  file.folder = whole.substr(0, slash);
  file.name = whole.substr(slash + 1);
  file.size = number_of(text_of(last, kSize), 8);
  file.modified = number_of(text_of(last, kModified), 8);
  if (blocks.size() > kTarBlock) {
    const std::string_view record = blocks.substr(kTarBlock, kTarBlock);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    file.size = number_of(record.substr(equals + 1), 10);
  }
  // Written again it must be the same bytes: that checks every field, the checksum and the unused rest.
  if (file.modified > kMostOctal || tar_header(file) != blocks) return std::nullopt;
  return file;
}

}  // namespace firsthour::pack
