// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_header.h"

#include "casefile/encoding.h"

#include <algorithm>

namespace firsthour::age {
namespace {

constexpr std::size_t kColumns = 64;
constexpr std::string_view kStanzaStart = "-> ", kEnd = "---";

tl::unexpected<Error> bad(std::string_view what) {
  return fail(Errc::malformed, "age header: " + std::string{what});
}

bool is_argument(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 33 && c <= 126; });
}

// The lines of one header, counted against its limits.
class Lines {
 public:
  explicit Lines(LineSource& from) : from_{from} {}
  // The next line, without its end, which all lines have.
  Result<std::string> next() {
    auto line = from_.line(kLongestHeader - text_.size());
    if (!line) return line;
    text_ += *line;
    if (!line->ends_with('\n')) {
      if (text_.size() >= kLongestHeader) return bad("longer than 1 MiB");
      return fail(Errc::io, "age header: the stream ends inside it");
    }
    line->pop_back();
    return line;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  LineSource& from_;
  std::string text_;
};

Result<Stanza> read_stanza(std::string_view first, Lines& lines) {
  Stanza stanza;
  std::string_view rest = first.substr(kStanzaStart.size());
  for (bool more = true; more;) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    if (!is_argument(word)) return bad("a stanza's argument is empty or has other than visible ASCII");
    if (stanza.type.empty())
      stanza.type = word;
    else
      stanza.arguments.emplace_back(word);
    more = blank != std::string_view::npos;
    if (more) rest.remove_prefix(blank + 1);
  }
  while (true) {
    const auto line = lines.next();
    if (!line) return tl::unexpected{line.error()};
    const auto bytes = from_plain_base64(*line);
    if (!bytes || line->size() > kColumns) return bad("a stanza's body is not canonical base64");
    stanza.body.insert(stanza.body.end(), bytes->begin(), bytes->end());
    if (line->size() < kColumns) return stanza;
  }
}

}  // namespace

Result<Header> read_header(LineSource& from) {
  Lines lines{from};
  const auto version = lines.next();
  if (!version) return tl::unexpected{version.error()};
  if (lines.text() != kVersionLine) return bad("not of version 1");
  Header header;
  while (true) {
    const std::size_t before = lines.text().size();
    const auto line = lines.next();
    if (!line) return tl::unexpected{line.error()};
    if (line->starts_with(kStanzaStart)) {
      if (header.stanzas.size() == kMostStanzas) return bad("more than 1024 stanzas");
      auto stanza = read_stanza(*line, lines);
      if (!stanza) return tl::unexpected{stanza.error()};
      header.stanzas.push_back(std::move(*stanza));
      continue;
    }
    if (!line->starts_with("--- ")) return bad("a line is neither a stanza nor the end");
    const auto mac = from_plain_base64(std::string_view{*line}.substr(kEnd.size() + 1));
    if (!mac || mac->size() != header.mac.size()) return bad("its MAC is not 32 bytes in canonical base64");
    std::copy(mac->begin(), mac->end(), header.mac.begin());
    header.authenticated = lines.text().substr(0, before + kEnd.size());
    return header;
  }
}

std::string header_text(const std::vector<Stanza>& stanzas) {
  std::string text{kVersionLine};
  for (const Stanza& stanza : stanzas) {
    text += kStanzaStart;
    text += stanza.type;
    for (const std::string& argument : stanza.arguments) text += " " + argument;
    text += '\n';
    const std::string body = to_plain_base64(stanza.body);
    for (std::size_t at = 0; at < body.size(); at += kColumns) text += body.substr(at, kColumns) + "\n";
    // The last line is shorter than the others, if need be empty.
    if (body.size() % kColumns == 0) text += '\n';
  }
  return text + std::string{kEnd};
}

std::string mac_text(const std::array<std::byte, 32>& mac) { return " " + to_plain_base64(mac) + "\n"; }

std::string to_plain_base64(std::span<const std::byte> bytes) {
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<std::vector<std::byte>> from_plain_base64(std::string_view text) {
  if (text.size() % 4 == 1 || text.ends_with('=')) return std::nullopt;
  std::string padded{text};
  while (padded.size() % 4 != 0) padded += '=';
  auto bytes = from_base64(padded);
  if (bytes && to_base64(*bytes) != padded) return std::nullopt;
  return bytes;
}

}  // namespace firsthour::age
