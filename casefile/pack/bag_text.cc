// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/bag_text.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace firsthour::pack {
namespace {

// Calls `visit(line, number)` for each line; ends are LF, CR or both. Stops at the first failure.
template <class Visit>
Result<> each_line(std::string_view text, Visit visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), line.size()));
    if (text.starts_with("\r\n"))
      text.remove_prefix(2);
    else if (!text.empty())
      text.remove_prefix(1);
    if (auto visited = visit(line, number); !visited) return visited;
  }
  return {};
}

tl::unexpected<Error> bad_line(std::size_t number, const std::string& what) {
  return fail(Errc::malformed, "line " + std::to_string(number) + ": " + what);
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

void put_utf8(std::string& into, std::uint32_t point) {
  const auto tail = [&](unsigned shift) { into += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) {
    into += static_cast<char>(point);
  } else if (point < 0x800) {
    into += static_cast<char>(0xc0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    into += static_cast<char>(0xe0 | (point >> 12));
    tail(6), tail(0);
  } else {
    into += static_cast<char>(0xf0 | (point >> 18));
    tail(12), tail(6), tail(0);
  }
}

Result<std::string> from_utf16(std::string_view bytes) {
  bool little = false;
  if (bytes.starts_with("\xff\xfe")) little = true;
  if (little || bytes.starts_with("\xfe\xff")) bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0) return fail(Errc::malformed, "an odd number of bytes of UTF-16");
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(little ? second << 8 | first : first << 8 | second);
  };
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    std::uint32_t point = unit(at);
    if (point >= 0xd800 && point < 0xe000) {
      if (point >= 0xdc00 || at + 4 > bytes.size() || (unit(at + 2) & 0xfc00) != 0xdc00)
        return fail(Errc::malformed, "offset " + std::to_string(at) + ": half a pair of UTF-16");
      point = 0x10000 + ((point & 0x3ff) << 10) + (unit(at + 2) & 0x3ff);
      at += 2;
    }
    put_utf8(text, point);
  }
  return text;
}

// RFC 8493 §2.1.3: only CR, LF and % are encoded; any other escape is the name's own.
std::string without_percent(std::string_view name, bool& raw) {
  std::string decoded;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      decoded += name[i];
      continue;
    }
    const std::string code = lower(name.substr(i + 1, 2));
    if (code == "25")
      decoded += '%';
    else if (code == "0a")
      decoded += '\n';
    else if (code == "0d")
      decoded += '\r';
    else {
      decoded += '%';
      raw = true;
      continue;
    }
    i += 2;
  }
  return decoded;
}

}  // namespace

Result<BagDeclaration> parse_bag_declaration(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return fail(Errc::malformed, "begins with a byte order mark");
  constexpr std::string_view kVersion = "BagIt-Version: ", kEncoding = "Tag-File-Character-Encoding: ";
  BagDeclaration declaration;
  auto parsed = each_line(bytes, [&](std::string_view line, std::size_t number) -> Result<> {
    const std::string_view label = number == 1 ? kVersion : kEncoding;
    if (number > 2) return bad_line(number, "bagit.txt has two lines");
    if (!line.starts_with(label)) return bad_line(number, "has to begin with `" + std::string{label} + "`");
    line.remove_prefix(label.size());
    if (number == 2) {
      declaration.encoding = line;
      if (line.empty() || line != trim(line)) return bad_line(number, "no name of an encoding");
      return {};
    }
    const char* const end = line.data() + line.size();
    const auto major = std::from_chars(line.data(), end, declaration.major);
    if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.')
      return bad_line(1, "no version M.N");
    const auto minor = std::from_chars(major.ptr + 1, end, declaration.minor);
    if (minor.ec != std::errc{} || minor.ptr != end) return bad_line(1, "no version M.N");
    return {};
  });
  if (!parsed) return tl::unexpected{parsed.error()};
  if (declaration.encoding.empty()) return fail(Errc::malformed, "no line `Tag-File-Character-Encoding`");
  return declaration;
}

Result<std::string> decode_tag_text(std::string_view bytes, std::string_view encoding) {
  const std::string name = lower(encoding);
  if (name == "utf-16" || name == "utf-16be" || name == "utf-16le") {
    if (name == "utf-16le" && !bytes.starts_with("\xff\xfe"))
      return from_utf16(std::string{"\xff\xfe"} + std::string{bytes});
    return from_utf16(bytes);
  }
  if (name == "iso-8859-1") {
    std::string text;
    for (const char c : bytes) put_utf8(text, static_cast<unsigned char>(c));
    return text;
  }
  if (name != "utf-8" && name != "us-ascii")
    return fail(Errc::unsupported, "tag files in " + escape_for_terminal(encoding));
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (!is_utf8(bytes)) return fail(Errc::malformed, "is not in " + std::string{encoding});
  return std::string{bytes};
}

Result<std::vector<ManifestLine>> parse_manifest(std::string_view text, bool percent_encoded) {
  std::vector<ManifestLine> lines;
  auto parsed = each_line(text, [&](std::string_view line, std::size_t number) -> Result<> {
    if (line.empty()) return {};
    const std::size_t end = std::min(line.size(), line.find_first_of(" \t"));
    ManifestLine entry;
    entry.digest = lower(line.substr(0, end));
    const bool hex = std::all_of(entry.digest.begin(), entry.digest.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (entry.digest.empty() || !hex) return bad_line(number, "does not begin with a digest");
    line.remove_prefix(end);
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    if (line.starts_with('*')) entry.binary_mark = true, line.remove_prefix(1);
    while (line.starts_with("./")) entry.dot_slash = true, line.remove_prefix(2);
    if (line.empty()) return bad_line(number, "has no name");
    entry.path = percent_encoded ? without_percent(line, entry.raw_percent) : std::string{line};
    lines.push_back(std::move(entry));
    return {};
  });
  if (!parsed) return tl::unexpected{parsed.error()};
  return lines;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_bag_info(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> fields;
  auto parsed = each_line(text, [&](std::string_view line, std::size_t number) -> Result<> {
    if (trim(line).empty()) return {};
    if (is_blank(line.front())) {
      if (fields.empty()) return bad_line(number, "goes on with nothing");
      fields.back().second += " " + std::string{trim(line)};
      return {};
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || trim(line.substr(0, colon)).empty())
      return bad_line(number, "has no label");
    fields.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    return {};
  });
  if (!parsed) return tl::unexpected{parsed.error()};
  return fields;
}

Result<std::vector<std::string>> parse_fetch(std::string_view text, bool percent_encoded) {
  std::vector<std::string> names;
  auto parsed = each_line(text, [&](std::string_view line, std::size_t number) -> Result<> {
    if (trim(line).empty()) return {};
    for (int field = 0; field < 2; ++field) {  // address, length
      const std::size_t end = line.find_first_of(" \t");
      if (end == 0 || end == std::string_view::npos)
        return bad_line(number, "is not address, length and name");
      line.remove_prefix(end);
      while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    }
    if (line.empty()) return bad_line(number, "has no name");
    while (line.starts_with("./")) line.remove_prefix(2);
    bool raw = false;
    names.push_back(percent_encoded ? without_percent(line, raw) : std::string{line});
    return {};
  });
  if (!parsed) return tl::unexpected{parsed.error()};
  return names;
}

bool stays_inside(std::string_view path) {
  if (path.empty() || path[0] == '~' || path.find('\0') != std::string_view::npos) return false;
  // A drive, or the beginning of a UNC path.
  if (path[0] == '\\' || (path.size() > 1 && path[1] == ':')) return false;
  const auto leads_out = [](std::string_view rest, std::string_view separators) {
    for (;;) {
      const std::size_t end = rest.find_first_of(separators);
      const std::string_view part = rest.substr(0, end);
      if (part == "..") return true;
      if (end == std::string_view::npos) return false;
      rest.remove_prefix(end + 1);
    }
  };
  if (leads_out(path, "/\\")) return false;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == ".") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace firsthour::pack
