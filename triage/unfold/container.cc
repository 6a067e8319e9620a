// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/container.h"

#include <algorithm>
#include <cstdint>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t offset;
  std::string_view bytes, kind;
};

// Offsets and values as in the formats' own documents (APPNOTE 6.3, 7zFormat.txt, RFC 1952, RFC 8878, …).
constexpr Magic kMagics[] = {
    {0, "PK\x03\x04"sv, "zip"},
    {0, "PK\x05\x06"sv, "zip"},
    {0, "PK\x07\x08"sv, "zip"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "7zip"},
    {0, "Rar!\x1A\x07"sv, "rar"},
    {0, "MSCF\0\0\0\0"sv, "cab"},
    {0, "!<arch>\n"sv, "ar"},
    {0, "\xED\xAB\xEE\xDB"sv, "rpm"},
    {0, "070701"sv, "cpio"},
    {0, "070702"sv, "cpio"},
    {0, "070707"sv, "cpio"},
    {257, "ustar"sv, "tar"},
    {0x8001, "CD001"sv, "iso9660"},
    {0, "\x1F\x8B\x08"sv, "gzip"},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     "xz"},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd"},
    {0, "\x04\x22\x4D\x18"sv, "lz4"},
    {0, "LZIP\x01"sv, "lzip"},
    {0, "\x1F\x9D"sv, "compress"},
};

bool has_bzip2(std::string_view text) {
  return text.size() > 10 && text.starts_with("BZh") && text[3] >= '1' && text[3] <= '9' &&
         (text.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv ||
          text.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv);
}

// Tar before POSIX has no magic: the header's own sum is what tells it.
bool has_tar_sum(std::string_view text) {
  if (text.size() < 512 || text[0] == '\0') return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i)
    sum += i >= 148 && i < 156 ? std::uint32_t{' '} : static_cast<unsigned char>(text[i]);
  std::uint32_t said = 0;
  std::size_t digits = 0;
  for (const char digit : text.substr(148, 8)) {
    if (digit == ' ' && digits == 0) continue;
    if (digit < '0' || digit > '7') break;
    said = said * 8 + static_cast<std::uint32_t>(digit - '0');
    ++digits;
  }
  return digits >= 3 && said == sum;
}

bool has_lha(std::string_view text) {
  return text.size() > 22 && text.substr(2, 2) == "-l" && (text[4] == 'h' || text[4] == 'z') &&
         text[6] == '-';
}

// A program may carry an archive behind it, which unpacks itself when started.
std::string_view behind_program(std::string_view text) {
  if (!text.starts_with("MZ") &&
      !text.starts_with("\x7F"
                        "ELF") &&
      !text.starts_with("#!"))
    return {};
  constexpr std::size_t kZipEnd = 22 + 65'535, kStub = 512U << 10U;
  const std::string_view tail = text.substr(text.size() - std::min(text.size(), kZipEnd));
  if (const std::size_t at = tail.rfind("PK\x05\x06"sv); at != tail.npos && tail.size() - at >= 22)
    return "zip";
  const std::string_view head = text.substr(0, kStub);
  if (head.find("Rar!\x1A\x07"sv) != head.npos) return "rar";
  if (head.find("7z\xBC\xAF\x27\x1C"sv) != head.npos) return "7zip";
  return {};
}

}  // namespace

std::string_view container_kind(std::span<const std::byte> content) {
  const std::string_view text{reinterpret_cast<const char*>(content.data()), content.size()};
  for (const Magic& magic : kMagics)
    if (text.size() > magic.offset && text.substr(magic.offset).starts_with(magic.bytes)) return magic.kind;
  if (has_bzip2(text)) return "bzip2";
  if (has_lha(text)) return "lha";
  if (has_tar_sum(text)) return "tar";
  return behind_program(text);
}

}  // namespace firsthour::triage
