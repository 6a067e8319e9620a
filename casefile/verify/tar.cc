// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/tar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMostInUstar = (std::uint64_t{8} << 30) - 1;

std::string octal(std::uint64_t value, int digits) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(value));
  return text.data();
}

bool all_zero(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

std::string_view field(std::string_view block, std::size_t at, std::size_t length) {
  const std::string_view text = block.substr(at, length);
  return text.substr(0, text.find('\0'));
}

std::optional<std::uint64_t> octal_field(std::string_view block, std::size_t at) {
  const std::string_view text = block.substr(at, 11);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "27 size=8589934592\n": the length counts itself.
std::string pax_record(std::uint64_t size) {
  const std::string rest = " size=" + std::to_string(size) + "\n";
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

std::optional<std::uint64_t> size_in_pax(std::string_view text) {
  const std::size_t at = text.find(" size=");
  std::uint64_t size = 0;
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(at + 6);
  std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (pax_record(size) != text || size <= kMostInUstar) return std::nullopt;
  return size;
}

}  // namespace

std::string tar_header(const TarEntry& entry, char type) {
  std::string block(kBlock, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { block.replace(at, text.size(), text); };
  const std::string both = entry.folder + "/" + entry.name;
  const bool split = both.size() > 100;
  put(0, std::string_view{split ? entry.name : both}.substr(0, 100));
  if (split) put(345, std::string_view{entry.folder}.substr(0, 155));
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, octal(entry.size, 11));
  put(136, octal(entry.time, 11));
  block[156] = type;
  put(257, "ustar");
  put(263, "00");
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6));
  block[154] = '\0';
  return block;
}

Result<std::pair<TarEntry, char>> read_tar_header(std::string_view block) {
  const auto size = octal_field(block, 124), time = octal_field(block, 136);
  std::string name{field(block, 0, 100)}, folder{field(block, 345, 155)};
  if (folder.empty()) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    folder = name.substr(0, slash);
    name.erase(0, slash + 1);
  }
  if (!size || !time || folder.empty() || name.empty() || name.size() > 100 || folder.size() > 155)
    return refuse("no tar header of a collection", "不是采集包的 tar 头");
  const TarEntry entry{folder, name, *size, *time};
  const char type = block[156];
  if ((type != '0' && type != 'x') || tar_header(entry, type) != block)
    return refuse("a tar header that no collection has", "tar 头不是采集包应有的形式");
  return std::pair{entry, type};
}

Read<std::string> TarStream::exactly(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    const auto some = plain_.next(count - bytes.size());
    if (!some) return tl::unexpected<Stop>{some.error()};
    if (some->empty()) return cut(say("ends before its end mark", "在结束标记之前结束"));
    bytes += *some;
  }
  return bytes;
}

Read<std::optional<TarEntry>> TarStream::at_end() {
  const auto second = exactly(kBlock);
  if (!second) return tl::unexpected<Stop>{second.error()};
  if (!all_zero(*second)) return wrong(say("half an end mark", "结束标记不完整"));
  const auto more = plain_.next(1);
  if (!more) return tl::unexpected<Stop>{more.error()};
  if (!more->empty()) return wrong(say("more behind the end mark", "结束标记之后还有内容"));
  return std::nullopt;
}

Read<std::optional<TarEntry>> TarStream::next() {
  const auto block = exactly(kBlock);
  if (!block) return tl::unexpected<Stop>{block.error()};
  if (all_zero(*block)) return at_end();
  auto header = read_tar_header(*block);
  if (!header) return wrong(header.error());
  if (header->second == '0') return header->first;

  const std::string folder = header->first.folder;
  std::optional<std::uint64_t> size;
  if (header->first.name == "pax" && header->first.size <= kBlock) {
    std::string text;
    const auto done = content(header->first, [&](std::string_view bytes) { text += bytes; });
    if (!done) return tl::unexpected<Stop>{done.error()};
    size = size_in_pax(text);
  }
  if (!size) return wrong(say("a pax header that no collection has", "pax 头不是采集包应有的形式"));
  const auto second = exactly(kBlock);
  if (!second) return tl::unexpected<Stop>{second.error()};
  header = read_tar_header(*second);
  if (!header) return wrong(header.error());
  if (header->second != '0' || header->first.size != 0 || header->first.folder != folder)
    return wrong(say("a pax header with another entry behind it", "pax 头之后的条目不符"));
  header->first.size = *size;
  return header->first;
}

Read<> TarStream::content(const TarEntry& entry, const std::function<void(std::string_view)>& each) {
  for (std::uint64_t left = entry.size; left > 0;) {
    const auto some = plain_.next(static_cast<std::size_t>(std::min<std::uint64_t>(left, 1u << 20)));
    if (!some) return tl::unexpected<Stop>{some.error()};
    if (some->empty()) return cut(say("ends inside {}", "在 {} 中间结束", entry.name));
    each(*some);
    left -= some->size();
  }
  const auto padding = exactly((kBlock - entry.size % kBlock) % kBlock);
  if (!padding) return tl::unexpected<Stop>{padding.error()};
  if (!all_zero(*padding))
    return wrong(say("padding that is not zero behind {}", "{} 之后的填充不为零", entry.name));
  return {};
}

}  // namespace firsthour::verify
