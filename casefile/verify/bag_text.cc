// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/bag_text.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/utf8.h"

#include <charconv>

namespace firsthour::verify {
namespace {

// Lines end in LF, CR LF or CR.
std::string_view took_line(std::string_view& rest) {
  const std::size_t end = rest.find_first_of("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), line.size()));
  if (rest.starts_with("\r\n")) rest.remove_prefix(1);
  if (!rest.empty()) rest.remove_prefix(1);
  return line;
}

// In names only line ends may be written %0A and %0D, and from 1.0 on also % itself.
std::string unescaped(std::string_view name, bool version_1) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const auto byte = name[at] == '%' ? from_hex(name.substr(at + 1, 2), 1, true) : std::nullopt;
    if (byte && (*byte == "\n" || *byte == "\r" || (version_1 && *byte == "%"))) {
      out += *byte;
      at += 2;
    } else {
      out += name[at];
    }
  }
  return out;
}

// A name that can lead nowhere but below the bag, on any system.
std::optional<std::string> safe_name(std::string_view written, bool version_1) {
  std::string name = unescaped(written, version_1);
  while (name.starts_with("./")) name.erase(0, 2);
  const bool drive = name.size() > 1 && name[1] == ':';
  if (name.empty() || name[0] == '/' || name[0] == '~' || drive || name.find('\\') != std::string::npos ||
      name.find('\0') != std::string::npos)
    return std::nullopt;
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    if (part.empty() || part == "." || part == "..") return std::nullopt;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return name.back() == '/' ? std::nullopt : std::optional{name};
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<BagDeclaration> read_bag_declaration(std::string_view text) {
  constexpr std::string_view kVersion = "BagIt-Version: ", kEncoding = "Tag-File-Character-Encoding: ";
  const std::string_view version = took_line(text), encoding = took_line(text);
  bool more = false;
  while (!text.empty()) more = !took_line(text).empty() || more;
  BagDeclaration declaration;
  if (!version.starts_with(kVersion) || !encoding.starts_with(kEncoding) || more)
    return refuse("it is not of the two lines of a bag", "不是 bag 应有的两行");
  const std::string_view number = version.substr(kVersion.size());
  declaration.version_1 = number == "1.0";
  declaration.encoding = encoding.substr(kEncoding.size());
  if (!declaration.version_1 && number != "0.97")
    return refuse("BagIt version {} is not known here", "BagIt 版本 {} 未知", shown(number));
  if (declaration.encoding != "UTF-8" && declaration.encoding != "UTF-16" &&
      declaration.encoding != "ISO-8859-1")
    return refuse("encoding {} is not known here", "编码 {} 未知", shown(declaration.encoding));
  return declaration;
}

std::optional<std::string> decoded(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-8") return is_utf8(bytes) ? std::optional<std::string>{bytes} : std::nullopt;
  std::string text;
  if (encoding == "ISO-8859-1") {
    for (const char c : bytes) append_utf8(text, static_cast<unsigned char>(c));
    return text;
  }
  const bool little = bytes.starts_with("\xFF\xFE");  // without a mark: big-endian
  if (little || bytes.starts_with("\xFE\xFF")) bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0) return std::nullopt;
  char32_t high = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    const char32_t unit =
        little ? static_cast<char32_t>(second << 8 | first) : static_cast<char32_t>(first << 8 | second);
    const bool lower = unit >= 0xDC00 && unit < 0xE000;
    if (lower != (high != 0)) return std::nullopt;
    if (lower) {
      append_utf8(text, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      high = 0;
    } else if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else {
      append_utf8(text, unit);
    }
  }
  return high ? std::nullopt : std::optional{text};
}

Result<std::vector<ManifestLine>> read_manifest(std::string_view text, std::string_view algorithm,
                                                const BagDeclaration& declaration) {
  const std::size_t length = digest_of(algorithm, "").size();
  std::vector<ManifestLine> lines;
  while (!text.empty()) {
    std::string_view line = took_line(text);
    if (line.empty()) continue;
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    auto digest = from_hex(line.substr(0, end), length, true);
    line.remove_prefix(std::min(line.find_first_not_of(" \t", end), line.size()));
    if (line.starts_with('*')) line.remove_prefix(1);  // as md5sum -b writes it
    auto name = safe_name(line, declaration.version_1);
    if (!digest) return refuse("a line without a digest: {}", "有一行没有摘要：{}", shown(line));
    if (!name)
      return refuse("it names something outside the bag: {}", "所列名称指向 bag 之外：{}", shown(line));
    lines.push_back({std::move(*digest), std::move(*name)});
  }
  return lines;
}

Result<std::vector<std::string>> read_fetch(std::string_view text, const BagDeclaration& declaration) {
  std::vector<std::string> names;
  while (!text.empty()) {
    std::string_view line = took_line(text);
    if (line.empty()) continue;
    for (int field = 0; field < 2; ++field) {  // URL and length
      line.remove_prefix(std::min(line.find_first_of(" \t"), line.size()));
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    }
    auto name = safe_name(line, declaration.version_1);
    if (!name || !name->starts_with("data/"))
      return refuse("it names something outside data/: {}", "所列名称指向 data/ 之外：{}", shown(line));
    names.push_back(std::move(*name));
  }
  return names;
}

Result<std::optional<std::pair<std::uint64_t, std::uint64_t>>> read_oxum(std::string_view text) {
  constexpr std::string_view kLabel = "Payload-Oxum:";
  std::optional<std::pair<std::uint64_t, std::uint64_t>> oxum;
  while (!text.empty()) {
    std::string_view line = took_line(text);
    if (!line.starts_with(kLabel)) continue;
    line.remove_prefix(std::min(line.find_first_not_of(" \t", kLabel.size()), line.size()));
    while (line.ends_with(' ')) line.remove_suffix(1);
    const std::size_t point = line.find('.');
    const auto bytes = number_of(line.substr(0, point));
    const auto files = point == std::string_view::npos ? std::nullopt : number_of(line.substr(point + 1));
    if (!bytes || !files || oxum)
      return refuse("a Payload-Oxum that is none, or two", "Payload-Oxum 无效或重复");
    oxum = {*bytes, *files};
  }
  return oxum;
}

}  // namespace firsthour::verify
