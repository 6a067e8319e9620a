// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/known_page.h"

#include "collectors/host/kernel_text.h"
#include "collectors/memory/elf_core.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMostNote = 1 << 20, kMostKernel = 256 << 20;
constexpr std::size_t kPiece = 1 << 20;

bool is_covered(const MemoryWindow& window, const PhysicalRange& range) {
  return common(window.covers(), {range}) == PhysicalRanges{range};
}

// All of `into`, in as many calls as the window needs.
bool read_whole(MemoryWindow& window, std::uint64_t physical, std::span<std::byte> into) {
  while (!into.empty()) {
    const std::size_t room = window.largest_read() - physical % window.largest_read();
    const auto got = window.read(physical, into.first(std::min(into.size(), room)));
    if (!got || *got == 0) return false;
    physical += *got;
    into = into.subspan(*got);
  }
  return true;
}

// "0x0000000100c66000 1024": where the note is, and how many bytes (hexadecimal) it may have.
std::optional<PhysicalRange> place_of_note(const Host& host) {
  const auto text = host.read("/sys/kernel/vmcoreinfo", 256);
  if (!text) return std::nullopt;
  std::string_view rest = trimmed(text->bytes);
  std::string_view address = next_field(rest);
  if (address.starts_with("0x")) address.remove_prefix(2);
  const auto begin = number_from<std::uint64_t>(address, 16);
  const auto size = number_from<std::uint64_t>(next_field(rest), 16);
  if (!begin || *begin == 0 || !size || *size == 0 || *size > kMostNote || *begin > UINT64_MAX - *size)
    return std::nullopt;
  return PhysicalRange{*begin, *begin + *size};
}

std::optional<bool> note_stands(const Host& host, MemoryWindow& window) {
  const auto place = place_of_note(host);
  if (!place || !is_covered(window, *place)) return std::nullopt;
  std::vector<std::byte> bytes(static_cast<std::size_t>(place->size()));
  if (!read_whole(window, place->begin, bytes)) return std::nullopt;
  return vmcoreinfo_of(bytes).has_value();
}

std::optional<bool> banner_stands(const Host& host, const IoMemory& iomem, MemoryWindow& window) {
  const auto version = host.read("/proc/version", 1024);
  if (!version || !iomem.kernel || iomem.kernel->size() > kMostKernel) return std::nullopt;
  const std::string_view banner = trimmed(version->bytes);
  if (!banner.starts_with("Linux version ") || !is_covered(window, *iomem.kernel)) return std::nullopt;
  std::vector<std::byte> bytes(kPiece + banner.size());
  for (std::uint64_t at = iomem.kernel->begin; at < iomem.kernel->end; at += kPiece) {
    const auto size = std::min<std::uint64_t>(bytes.size(), iomem.kernel->end - at);
    const auto piece = std::span{bytes}.first(static_cast<std::size_t>(size));
    if (!read_whole(window, at, piece)) return std::nullopt;
    const std::string_view text{reinterpret_cast<const char*>(piece.data()), piece.size()};
    if (text.find(banner) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

KnownPage look_at_known_page(const Host& host, const IoMemory& iomem, MemoryWindow& window) {
  if (const auto note = note_stands(host, window)) return {!*note, *note ? "vmcoreinfo" : ""};
  if (const auto banner = banner_stands(host, iomem, window)) return {!*banner, *banner ? "banner" : ""};
  return {};
}

}  // namespace firsthour::collectors
