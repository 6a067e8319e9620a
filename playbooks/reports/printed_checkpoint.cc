// SPDX-License-Identifier: Apache-2.0
#include "playbooks/printed_checkpoint.h"

#include "playbooks/reports/zip_reader.h"

#include <algorithm>
#include <string>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLargestPart = 64U << 20;

// The main part of a Word file; any other file as it is.
std::string text_part(std::string_view document) {
  if (!document.starts_with("PK")) return std::string{document};
  const auto entries = read_zip(document);
  if (!entries) return {};
  const auto found = std::find_if(entries->begin(), entries->end(),
                                  [](const ZipEntry& entry) { return entry.name == "word/document.xml"; });
  if (found == entries->end()) return {};
  return unpacked(*found, kLargestPart).value_or(std::string{});
}

// The three lines stand in one element each, or are parted by line ends, breaks, or "\n" of a JSON text.
std::string next_line(std::string_view text, std::size_t& at) {
  std::string line;
  while (at < text.size() && line.size() <= 200) {
    const char c = text[at];
    if (c == '\n' || text.substr(at, 2) == "\\n") {
      at += c == '\n' ? 1 : 2;
      if (!line.empty()) break;
    } else if (c == '<') {
      const std::size_t end = text.find('>', at);
      if (end == std::string_view::npos) return {};
      at = end + 1;
      if (!line.empty()) break;
    } else {
      // Markdown sets them in by blanks.
      if (c != ' ' || !line.empty()) line += c;
      ++at;
    }
  }
  return line;
}

}  // namespace

std::optional<Checkpoint> printed_checkpoint(std::string_view document) {
  const std::string text = text_part(document);
  for (std::size_t at = text.find(kCaseOrigin); at != std::string::npos;
       at = text.find(kCaseOrigin, at + 1)) {
    std::size_t end = at;
    std::string lines;
    for (int line = 0; line < 3; ++line) lines += next_line(text, end) + "\n";
    if (auto checkpoint = parse_checkpoint(lines)) return std::move(*checkpoint);
  }
  return std::nullopt;
}

}  // namespace firsthour::playbooks
