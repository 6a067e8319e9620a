// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/container.h"

#include "casefile/encoding.h"
#include "triage/unfold/archive_end.h"
#include "triage/unfold/inflate.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kRar4 = "Rar!\x1A\x07\0"sv, kRar5 = "Rar!\x1A\x07\x01\0"sv,
                           k7Zip = "7z\xBC\xAF\x27\x1C"sv, kGzip = "\x1F\x8B\x08"sv,
                           kXz =
                               "\xFD"
                               "7zXZ\0"sv;

struct Magic {
  std::size_t offset;
  std::string_view bytes, kind;
};

// Offsets and values as in the formats' own documents (APPNOTE 6.3, 7zFormat.txt, RFC 1952, RFC 8878, …).
constexpr Magic kMagics[] = {
    {0, "PK\x03\x04"sv, "zip"},
    {0, "PK\x05\x06"sv, "zip"},
    {0, "PK\x07\x08PK\x03\x04"sv,
     "zip"},  // the mark of a zip in parts, and of one that became none after all
    {0, "PK00PK\x03\x04"sv, "zip"},
    {0, k7Zip, "7zip"},
    {0, kRar4, "rar"},
    {0, kRar5, "rar"},
    {0, "MSCF\0\0\0\0"sv, "cab"},
    {0, "!<arch>\n"sv, "ar"},
    {0, "\xED\xAB\xEE\xDB"sv, "rpm"},
    {0, "070701"sv, "cpio"},
    {0, "070702"sv, "cpio"},
    {0, "070707"sv, "cpio"},
    {257, "ustar"sv, "tar"},
    {0x8001, "CD001"sv, "iso9660"},
    {0, kGzip, "gzip"},
    {0, kXz, "xz"},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd"},
    {0, "\x04\x22\x4D\x18"sv, "lz4"},
    {0, "LZIP\x01"sv, "lzip"},
};

std::uint64_t little(std::string_view text, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(text[at + i]);
  return value;
}

bool has_bzip2(std::string_view text) {
  return text.size() > 10 && text.starts_with("BZh") && text[3] >= '1' && text[3] <= '9' &&
         (text.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv ||
          text.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv);
}

// The third byte: two bits that are always zero, and a width of 9 to 16.
bool has_compress(std::string_view text) {
  return text.size() > 3 && text.starts_with("\x1F\x9D") && (text[2] & 0x60) == 0 && (text[2] & 0x1F) >= 9 &&
         (text[2] & 0x1F) <= 16;
}

// .lzma has no magic: usual properties, a dictionary of a power of two, a size that is sane or not given.
bool has_lzma(std::string_view text) {
  if (text.size() < 18 || text[0] != '\x5D' || text[13] != '\0') return false;
  const std::uint64_t dictionary = little(text, 1, 4), size = little(text, 5, 8);
  return dictionary >= 4096 && (dictionary & (dictionary - 1)) == 0 &&
         (size == UINT64_MAX || size < std::uint64_t{1} << 38U);
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

std::string_view kind_at_start(std::string_view text) {
  for (const Magic& magic : kMagics)
    if (text.size() > magic.offset && text.substr(magic.offset).starts_with(magic.bytes)) return magic.kind;
  if (has_bzip2(text)) return "bzip2";
  if (has_compress(text)) return "compress";
  if (has_lzma(text)) return "lzma";
  if (has_lha(text)) return "lha";
  if (has_tar_sum(text)) return "tar";
  return {};
}

// The rest are true when the header that begins with the signature agrees with its own checksum.

bool is_7zip(std::string_view text) {
  return text.size() >= 32 && little(text, 8, 4) == crc32_of(text.substr(12, 20));
}

bool is_rar4(std::string_view text) {  // the main header: its sum, type 0x73, 13 bytes
  return text.size() >= 20 && text[9] == '\x73' && little(text, 12, 2) == 13 &&
         little(text, 7, 2) == (crc32_of(text.substr(9, 11)) & 0xFFFFU);
}

bool is_rar5(std::string_view text) {  // the main or the encryption header, in whose size one byte is enough
  if (text.size() < 16 || (text[12] & 0x80)) return false;
  const std::size_t size = static_cast<unsigned char>(text[12]);
  return text.size() >= 13 + size && little(text, 8, 4) == crc32_of(text.substr(12, size + 1));
}

// Reserved flags are zero, and what else there is has few values.
bool is_gzip(std::string_view text) {
  return text.size() >= 20 && (text[3] & 0xE0) == 0 && (text[8] == 0 || text[8] == 2 || text[8] == 4) &&
         (static_cast<unsigned char>(text[9]) <= 13 || text[9] == '\xFF');
}

bool is_xz(std::string_view text) {
  return text.size() >= 32 && little(text, 8, 4) == crc32_of(text.substr(6, 2));
}

struct Signed {
  std::string_view signature, kind;
  bool (*agrees)(std::string_view);
};
constexpr Signed kBehindPrograms[] = {
    {kRar5, "rar", is_rar5}, {kRar4, "rar", is_rar4}, {k7Zip, "7zip", is_7zip}};
constexpr Signed kBehindScripts[] = {
    {kGzip, "gzip", is_gzip}, {kXz, "xz", is_xz}, {"BZh"sv, "bzip2", has_bzip2}, {k7Zip, "7zip", is_7zip}};

Container first_of(std::span<const Signed> candidates, std::string_view text) {
  constexpr std::size_t kStub = 1U << 20U;  // of the program or script before it
  Container first;
  // memmem: a search by the first byte stops at every '7' and 'R' of a program.
  const auto next = [&](std::string_view signature, std::size_t at) {
    const std::string_view rest = text.substr(0, kStub).substr(std::min(at, kStub));
    const void* const found = ::memmem(rest.data(), rest.size(), signature.data(), signature.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : text.npos;
  };
  for (const Signed& candidate : candidates)
    for (std::size_t at = 0; at < text.size() && (at = next(candidate.signature, at)) != text.npos; ++at)
      if (candidate.agrees(text.substr(at))) {
        if (first.kind.empty() || at < first.begin) first = {candidate.kind, at, text.size()};
        break;
      }
  return first;
}

Container behind(std::string_view text) {
  if (text.starts_with("MZ") || text.starts_with("\x7F"
                                                 "ELF"))
    return first_of(kBehindPrograms, text);
  if (text.starts_with("#!")) return first_of(kBehindScripts, text);
  return {};
}

}  // namespace

Container find_container(std::span<const std::byte> content) {
  const std::string_view text = as_text(content);
  const std::string_view kind = kind_at_start(text);
  if (!kind.empty() && kind != "zip") return {kind, 0, text.size()};
  // A zip is what its end says: it may begin later, behind another one, and end before what was put behind
  // it.
  if (const auto zip = last_zip(text, kind.empty() ? kZipTail : text.size()))
    return {"zip", zip->begin, zip->end};
  if (!kind.empty()) return {kind, 0, text.size()};
  return behind(text);
}

std::string_view container_kind(std::span<const std::byte> content) { return find_container(content).kind; }

}  // namespace firsthour::triage
