// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/multipart.h"

#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {
namespace {

constexpr std::size_t kMostParts = 1000, kLongestHead = 8192, kLongestBoundary = 256;

// The value at the front of `text`, which is left behind it.
std::string next_value(std::string_view& text) {
  text = trimmed(text);
  std::string value;
  if (!text.starts_with('"')) {
    value = trimmed(text.substr(0, text.find(';')));
    text.remove_prefix(std::min(text.find(';'), text.size()));
    return value;
  }
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"') ++at;
    value += text[at];
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return value;
}

std::string_view header_of(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && same_word(trimmed(line.substr(0, colon)), name))
      return trimmed(line.substr(colon + 1));
  }
  return {};
}

}  // namespace

std::string header_parameter(std::string_view header, std::string_view name) {
  header.remove_prefix(std::min(header.find(';'), header.size()));
  while (!header.empty()) {
    header.remove_prefix(1);  // ';'
    const std::size_t equals = header.find_first_of("=;");
    if (equals == std::string_view::npos) return {};
    const std::string_view key = trimmed(header.substr(0, equals));
    header.remove_prefix(equals);
    if (header.starts_with(';')) continue;
    header.remove_prefix(1);
    std::string value = next_value(header);
    if (same_word(key, name)) return value;
    header.remove_prefix(std::min(header.find(';'), header.size()));
  }
  return {};
}

std::vector<FormPart> files_of_form(std::string_view content_type, std::string_view body) {
  std::vector<FormPart> files;
  const std::string boundary = header_parameter(content_type, "boundary");
  if (!begins_with_word(content_type, "multipart/") || boundary.empty() || boundary.size() > kLongestBoundary)
    return files;
  const std::string mark = "--" + boundary, next = "\r\n" + mark;
  std::size_t at = body.find(mark);
  while (at != std::string_view::npos && files.size() < kMostParts) {
    const std::string_view part = body.substr(at + mark.size());
    if (part.starts_with("--")) break;  // the last
    const std::size_t blank = part.substr(0, kLongestHead).find("\r\n\r\n");
    const std::size_t end = part.find(next, blank == std::string_view::npos ? 0 : blank + 2);
    if (blank != std::string_view::npos && blank < end) {
      const std::string_view head = part.substr(0, blank);
      const std::string_view said = header_of(head, "content-disposition");
      if (std::string filename = header_parameter(said, "filename"); !filename.empty()) {
        const std::string_view content = part.substr(std::min(blank + 4, part.size()));
        const std::size_t length =
            end == std::string_view::npos ? content.size() : end - std::min(end, blank + 4);
        files.push_back({header_parameter(said, "name"), std::move(filename),
                         std::string{header_of(head, "content-type")}, content.substr(0, length)});
      }
    }
    at = end == std::string_view::npos ? end : at + mark.size() + end + 2;
  }
  return files;
}

}  // namespace firsthour::triage::network
