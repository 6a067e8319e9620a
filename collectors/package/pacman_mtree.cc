// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/pacman_mtree.h"

#include "casefile/number.h"
#include "collectors/host/kernel_text.h"

#include <sys/stat.h>

#include <map>
#include <string>

namespace firsthour::collectors {
namespace {

// "\040" and the like are bytes of a name.
std::string unescaped(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i] == '\\' && text.size() - i > 3
                          ? number_from<std::uint8_t>(text.substr(i + 1, 3), 8)
                          : std::nullopt;
    name += code ? static_cast<char>(*code) : text[i];
    if (code) i += 3;
  }
  return name;
}

struct Values {
  std::string_view type = "file", mode, size, digest, target;
  // "mode=755"; words we have no use for are not looked at.
  void take(std::string_view word) {
    const auto equals = word.find('=');
    if (equals == std::string_view::npos) return;
    const auto key = word.substr(0, equals), value = word.substr(equals + 1);
    if (key == "type") type = value;
    if (key == "mode") mode = value;
    if (key == "size") size = value;
    if (key == "link") target = value;
    if (key == "sha256digest" || key == "sha256") digest = value;
  }
};

std::uint32_t type_bits(std::string_view type) {
  return type == "link" ? S_IFLNK : type == "dir" ? S_IFDIR : S_IFREG;
}

void set(PackageFile& file, const Values& values) {
  if (const auto mode = number_from<std::uint32_t>(values.mode, 8); mode && *mode <= 07777)
    file.mode = *mode | type_bits(values.type);
  if (values.type == "link") file.target = unescaped(values.target);
  if (values.type != "file") return;
  file.size = number_from<std::uint64_t>(values.size);
  const bool whole = values.digest.size() == 64 &&
                     values.digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (whole) {
    file.digest = values.digest;
    file.algorithm = Algorithm::sha256;
  }
}

}  // namespace

void add_pacman_digests(Package& package, std::string_view mtree) {
  std::map<std::string, PackageFile*, std::less<>> files;
  for (auto& file : package.files) files.emplace(file.path, &file);
  Values defaults;
  while (auto line = next_line(mtree)) {
    const auto first = next_field(*line);
    Values values = defaults;
    for (auto word = next_field(*line); !word.empty(); word = next_field(*line)) values.take(word);
    if (first == "/set") defaults = values;
    if (first == "/unset") defaults = {};
    if (!first.starts_with("./")) continue;
    const auto found = files.find(unescaped(first.substr(1)));
    if (found != files.end()) set(*found->second, values);
  }
}

}  // namespace firsthour::collectors
