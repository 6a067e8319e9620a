// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/manifest.h"

#include "casefile/digest.h"
#include "cli/kit/kit_path.h"

#include <algorithm>
#include <set>

namespace firsthour::cli {
namespace {

constexpr std::size_t kDigits = 64;

Result<KitFile> parse_line(std::string_view line) {
  if (line.size() <= kDigits + 2 || line.substr(kDigits, 2) != "  ")
    return fail(Errc::malformed, "not a digest, two blanks and a name");
  const auto digest = Sha256::from_hex(line.substr(0, kDigits));
  if (!digest || digest->hex() != line.substr(0, kDigits))
    return fail(Errc::malformed, "not a digest in lower case");
  const std::string_view path = line.substr(kDigits + 2);
  if (auto good = check_kit_path(path); !good) return fail(Errc::malformed, good.error().what);
  if (is_outside_manifest(path.substr(0, path.find('/'))) || path == kManifestName || path == kNoteName)
    return fail(Errc::malformed, std::string{path} + " is by rule no part of a manifest");
  return KitFile{std::string{path}, digest->hex()};
}

}  // namespace

std::string manifest_text(std::span<const KitFile> files) {
  std::vector<const KitFile*> sorted;
  for (const KitFile& file : files) sorted.push_back(&file);
  std::ranges::sort(sorted, {}, &KitFile::path);
  std::string text;
  for (const KitFile* file : sorted) text += file->sha256 + "  " + file->path + "\n";
  return text;
}

Result<std::vector<KitFile>> parse_manifest(std::string_view text) {
  if (text.size() > kLongestManifest) return fail(Errc::malformed, "longer than 16 MiB");
  std::vector<KitFile> files;
  std::set<std::string> names;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto at = "line " + std::to_string(number);
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return fail(Errc::malformed, at + ": no line end");
    auto file = parse_line(text.substr(0, end));
    if (!file) return fail(at, file.error());
    if (!files.empty() && files.back().path >= file->path)
      return fail(Errc::malformed, at + ": not in order");
    if (!names.insert(folded_path(file->path)).second)
      return fail(Errc::malformed, at + ": " + file->path + " is there in another case of letters");
    files.push_back(std::move(*file));
    text.remove_prefix(end + 1);
  }
  if (files.empty()) return fail(Errc::malformed, "names no file");
  return files;
}

std::string kit_statement(std::string_view manifest, std::size_t files) {
  return "firsthour.kit/v1\nsha256 " + sha256(manifest).hex() + "\nfiles " + std::to_string(files) + "\n";
}

}  // namespace firsthour::cli
