// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_armor.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <cstring>

namespace firsthour::age {
namespace {

constexpr std::size_t kColumns = 64, kLineBytes = 48, kMostBlank = 1024;
constexpr std::string_view kBlanks = " \t\r\n\v\f";

tl::unexpected<Error> bad(std::string_view what) {
  return fail(Errc::tampered, "age armor: " + std::string{what});
}

bool is_blank(std::string_view text) { return text.find_first_not_of(kBlanks) == std::string_view::npos; }

}  // namespace

bool begins_as_armor(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first != std::string_view::npos && text.substr(first).starts_with(kArmorStart.substr(0, 11)) &&
         kArmorStart.starts_with(text.substr(first, kArmorStart.size()));
}

// Without its line end; the last line may have none.
Result<std::string> ArmorSource::line() {
  auto text = from_.line(kMostBlank + kColumns);
  if (!text) return text;
  if (text->empty()) return fail(Errc::io, "age armor: the stream ends before its last line");
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  return text;
}

Result<> ArmorSource::begin() {
  for (std::size_t blank = 0;;) {
    const auto text = line();
    if (!text) return tl::unexpected{text.error()};
    if (*text == kArmorStart) {
      begun_ = true;
      return {};
    }
    if (!is_blank(*text)) return bad("not its first line");
    blank += text->size() + 1;
    if (blank > kMostBlank) return bad("too many blanks before it");
  }
}

// Behind the last line only blanks may stand.
Result<> ArmorSource::end() {
  ended_ = true;
  from_.fill(kMostBlank);
  if (from_.failure()) return tl::unexpected{*from_.failure()};
  if (!is_blank(as_text(from_.ready())) || from_.ready().size() >= kMostBlank)
    return bad("something stands behind it");
  from_.consume(from_.ready().size());
  return {};
}

Result<> ArmorSource::next() {
  if (!begun_)
    if (auto begun = begin(); !begun) return begun;
  const auto text = line();
  if (!text) return tl::unexpected{text.error()};
  if (*text == kArmorEnd) return end();
  if (text->empty() || text->size() > kColumns) return bad("a line that is empty or too long");
  auto bytes = from_base64(*text);
  if (!bytes || to_base64(*bytes) != *text) return bad("a line is not canonical base64");
  ready_ = std::move(*bytes);
  taken_ = 0;
  if (ready_.size() == kLineBytes) return {};
  const auto last = line();
  if (!last) return tl::unexpected{last.error()};
  if (*last != kArmorEnd) return bad("a short line that is not the last");
  return end();
}

Result<std::size_t> ArmorSource::read(std::span<std::byte> into) {
  std::size_t put = 0;
  while (put < into.size() && !fault_) {
    if (taken_ == ready_.size()) {
      if (ended_) break;
      ready_.clear();
      taken_ = 0;
      if (auto more = next(); !more) fault_ = more.error();
      continue;
    }
    const std::size_t size = std::min(into.size() - put, ready_.size() - taken_);
    std::memcpy(into.data() + put, ready_.data() + taken_, size);
    taken_ += size;
    put += size;
  }
  // What came before a fault goes out first.
  if (put == 0 && fault_) return tl::unexpected{*fault_};
  return put;
}

}  // namespace firsthour::age
