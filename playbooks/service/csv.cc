// SPDX-License-Identifier: Apache-2.0
// Own code where a library exists: Debian has no CSV reader for C++ that tells the line of a row.
#include "casefile/encoding.h"
#include "playbooks/service_import.h"

#include <iconv.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLargestTable = 64u << 20, kMostRows = 1'000'000, kMostColumns = 500;

class Converter {
 public:
  explicit Converter(const char* from) : handle_{iconv_open("UTF-8", from)} {}
  ~Converter() {
    if (known()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  [[nodiscard]] bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  Result<std::string> convert(std::string_view bytes) {
    std::string text, block(1 << 16, '\0');
    std::string copy{bytes};  // iconv(3) takes a pointer that is not const
    char* in = copy.data();
    std::size_t left = copy.size();
    while (left > 0) {
      char* out = block.data();
      std::size_t room = block.size();
      const std::size_t before = left;
      const std::size_t done = iconv(handle_, &in, &left, &out, &room);
      text.append(block.data(), block.size() - room);
      if (done == static_cast<std::size_t>(-1) && before == left && room == block.size())
        return fail(Errc::malformed,
                    "byte " + std::to_string(bytes.size() - left) + " is of no encoding that is known");
    }
    return text;
  }

 private:
  iconv_t handle_;
};

Result<DecodedText> converted(std::string_view bytes, const char* encoding) {
  Converter converter{encoding};
  // A static build has no conversion tables but those of the machine it runs on.
  if (!converter.known())
    return fail(Errc::unsupported,
                "this build cannot read " + std::string{encoding} + ": save the table as UTF-8");
  auto text = converter.convert(bytes);
  if (!text) return tl::unexpected{text.error()};
  return DecodedText{std::move(*text), encoding};
}

char separator_of(std::string_view text) {
  const std::string_view head = text.substr(0, text.find_first_of("\r\n"));
  constexpr std::string_view kSeparators = ",;\t";
  return *std::max_element(kSeparators.begin(), kSeparators.end(), [&](char a, char b) {
    return std::count(head.begin(), head.end(), a) < std::count(head.begin(), head.end(), b);
  });
}

class CsvReader {
 public:
  // Where no line ends otherwise, a table of an old Macintosh ends its lines with CR. "sep=;" is a line of
  // Excel's.
  explicit CsvReader(std::string_view text)
      : text_{text}, separator_{separator_of(text)}, end_{text.find('\n') == text.npos ? '\r' : '\n'} {
    if (!text.starts_with("sep=") || text.size() < 5) return;
    separator_ = text[4];
    at_ = std::min(text.find(end_), text.size() - 1) + 1;
    ++line_;
  }

  Result<std::vector<CsvRow>> read() {
    while (at_ < text_.size()) {
      CsvRow row;
      row.line = line_;
      if (auto done = read_row(row); !done) return tl::unexpected{done.error()};
      if (row.cells.size() == 1 && row.cells[0].empty()) continue;
      if (rows_.size() == kMostRows) return fail(Errc::malformed, "more than a million rows");
      rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  Result<> read_row(CsvRow& row) {
    while (true) {
      if (row.cells.size() == kMostColumns)
        return fail(Errc::malformed, "line " + std::to_string(row.line) + ": more than 500 columns");
      std::string& cell = row.cells.emplace_back();
      if (at_ < text_.size() && text_[at_] == '"')
        if (auto done = read_quoted(cell); !done) return done;
      while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != end_) cell += text_[at_++];
      if (!cell.empty() && cell.back() == '\r' && (at_ == text_.size() || text_[at_] == end_))
        cell.pop_back();
      if (at_ == text_.size()) return {};
      if (text_[at_++] == end_) return ++line_, Result<>{};
    }
  }

  Result<> read_quoted(std::string& cell) {
    const std::uint64_t opened = line_;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') return ++at_, Result<>{};
        ++at_;
      }
      line_ += text_[at_] == end_;
      if (text_.substr(at_).starts_with("\r\n")) continue;  // the line end of a cell is one
      cell += text_[at_] == '\r' ? '\n' : text_[at_];
    }
    return fail(Errc::malformed, "line " + std::to_string(opened) + ": a quote is opened and never closed");
  }

  std::string_view text_;
  char separator_, end_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

Result<DecodedText> decode_table(std::string_view bytes) {
  if (bytes.size() > kLargestTable) return fail(Errc::malformed, "the table is larger than 64 MiB");
  if (bytes.starts_with("\xff\xfe")) return converted(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xfe\xff")) return converted(bytes.substr(2), "UTF-16BE");
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (is_utf8(bytes)) return DecodedText{std::string{bytes}, "UTF-8"};
  return converted(bytes, "GB18030");
}

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
  if (text.size() > 4 * kLargestTable) return fail(Errc::malformed, "the table is too large");
  return CsvReader{text}.read();
}

}  // namespace firsthour::playbooks
