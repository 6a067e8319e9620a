// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/lines.h"

#include "casefile/encoding.h"
#include "triage/logs/wide_text.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kSample = 1U << 20;

// Whether all bytes above ASCII stand in pairs as GBK has them (GB/T 18030 §6, the double-byte part).
bool looks_like_gbk(std::string_view text) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) continue;
    if (i + 1 == text.size()) break;  // the sample was cut here
    const auto trail = static_cast<unsigned char>(text[++i]);
    if (lead == 0x80 || lead == 0xFF || trail < 0x40 || trail == 0x7F || trail == 0xFF) return false;
    ++pairs;
  }
  return pairs > 0;
}

// A sample may end inside a character.
std::string_view whole_characters(std::string_view text) {
  for (int i = 0; i < 3 && !text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80; ++i) {
    text.remove_suffix(1);
  }
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.remove_suffix(1);
  return text;
}

}  // namespace

Encoding encoding_of(std::span<const std::byte> content) {
  const std::string_view text = as_text(content);
  if (text.starts_with("\xFF\xFE")) return Encoding::utf16_little;
  if (text.starts_with("\xFE\xFF")) return Encoding::utf16_big;
  if (text.starts_with("\xEF\xBB\xBF")) return Encoding::utf8_marked;
  return Encoding::bytes;
}

std::string encoding_text(std::span<const std::byte> content) {
  switch (encoding_of(content)) {
    case Encoding::utf16_little:
      return "UTF-16LE";
    case Encoding::utf16_big:
      return "UTF-16BE";
    case Encoding::utf8_marked:
    case Encoding::bytes:
      break;
  }
  std::string_view sample = as_text(content).substr(0, kSample);
  if (sample.size() < content.size()) sample = whole_characters(sample);
  if (is_utf8(sample)) return "UTF-8";
  return looks_like_gbk(sample) ? "GBK (guessed)" : "bytes";
}

Lines::Lines(std::span<const std::byte> content)
    : content_{as_text(content)}, encoding_{encoding_of(content)} {
  if (encoding_ == Encoding::utf8_marked) at_ = 3;
  if (encoding_ == Encoding::utf16_little || encoding_ == Encoding::utf16_big) at_ = 2;
}

bool Lines::next(Line& into) {
  if (encoding_ == Encoding::utf16_little || encoding_ == Encoding::utf16_big) return next_wide(into);
  if (at_ >= content_.size()) return false;
  const std::size_t newline = content_.substr(at_, kLongest + 1).find('\n');
  const bool ends = newline != std::string_view::npos;
  const std::size_t length = ends ? newline : std::min(kLongest, content_.size() - at_);
  if (!inside_) ++number_;
  const bool goes_on = !ends && at_ + length < content_.size();
  if (goes_on && !inside_) ++long_lines_;
  into.piece = inside_ || goes_on;
  into.number = number_;
  into.offset = at_;
  into.text = content_.substr(at_, length);
  if (!goes_on && into.text.ends_with('\r')) into.text.remove_suffix(1);
  into.length = into.text.size();
  at_ += length + (ends ? 1 : 0);
  inside_ = goes_on;
  return true;
}

bool Lines::next_wide(Line& into) {
  if (at_ >= content_.size()) return false;
  const bool big = encoding_ == Encoding::utf16_big;
  const std::size_t from = at_;
  bool ends = false;
  while (at_ + 1 < content_.size() && at_ - from < kLongest) {
    const std::uint16_t unit = wide_unit(content_, at_, big);
    at_ += 2;
    ends = unit == u'\n';
    if (ends) break;
  }
  if (at_ + 1 == content_.size()) at_ = content_.size();  // half a unit at the end
  const bool goes_on = !ends && at_ < content_.size();
  if (!inside_) ++number_;
  if (goes_on && !inside_) ++long_lines_;
  made_.clear();
  append_wide(made_, content_.substr(from, at_ - from - (ends ? 2 : 0)), big);
  if (!goes_on && made_.ends_with('\r')) made_.pop_back();
  into = {made_, from, at_ - from - (ends ? 2 : 0), number_, inside_ || goes_on};
  inside_ = goes_on;
  return true;
}

}  // namespace firsthour::triage::logs
