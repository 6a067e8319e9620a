// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/other_databases.h"

#include "casefile/encoding.h"
#include "collectors/compressed/expanded_source.h"
#include "collectors/host/kernel_text.h"
#include "collectors/package/pacman_mtree.h"

#include <map>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestText = 32ull << 20;
constexpr std::string_view kApk = "/lib/apk/db/installed", kPacman = "/var/lib/pacman/local";

// "0:0:755", perhaps with a digest behind.
std::optional<std::uint32_t> apk_mode(std::string_view owner) {
  const std::size_t first = owner.find(':');
  const std::size_t second = first == std::string_view::npos ? first : owner.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  owner.remove_prefix(second + 1);
  return number_from<std::uint32_t>(owner.substr(0, owner.find(':')), 8);
}

// What the section %BACKUP% names ("etc/x", a tab, a digest) is the administrator's.
void mark_pacman_configuration(Package& package, std::string_view files) {
  std::map<std::string, PackageFile*, std::less<>> by_path;
  for (auto& file : package.files) by_path.emplace(file.path, &file);
  bool backup = false;
  while (const auto line = next_line(files)) {
    if (line->starts_with('%')) backup = *line == "%BACKUP%";
    const auto found =
        backup ? by_path.find("/" + std::string{line->substr(0, line->find('\t'))}) : by_path.end();
    if (found != by_path.end()) found->second->configuration = true;
  }
}

// Without it, or where it is damaged, files have no digest: they are counted as such.
Result<> read_pacman_digests(const Host& host, const std::string& path, Package& package) {
  const auto file = host.read(path, kLargestText);
  if (!file) return tl::unexpected{file.error()};
  const auto bytes = std::as_bytes(std::span{file->bytes});
  MemorySource source{bytes};
  const auto text = read_all(*expand(source, compression_of(bytes)), kLargestText);
  if (!text) return tl::unexpected{text.error()};
  add_pacman_digests(package, *text);
  return {};
}

}  // namespace

bool parse_apk_installed(std::string_view text, const PackageVisitor& visit) {
  Package package;
  std::string folder;
  const auto close = [&] {
    package.type = "apk";
    const bool go_on = package.name.empty() || visit(package);
    package = {};
    folder.clear();
    return go_on;
  };
  while (const auto line = next_line(text)) {
    if (line->empty()) {
      if (!close()) return false;
      continue;
    }
    if (line->size() < 3 || line->at(1) != ':') continue;
    const std::string_view value = line->substr(2);
    PackageFile* file = package.files.empty() ? nullptr : &package.files.back();
    switch (line->front()) {
      case 'P':
        package.name = value;
        break;
      case 'V':
        package.version = value;
        break;
      case 'A':
        package.architecture = value;
        break;
      case 'm':
        package.maker = value;
        break;
      case 'F':
        folder = "/" + std::string{value};
        break;
      case 'R':
        package.files.emplace_back().path = folder + "/" + std::string{value};
        package.files.back().configuration = folder == "/etc" || folder.starts_with("/etc/");
        break;
      case 'a':
        // Of a folder is 'M'; without the type bits, which this database does not have.
        if (file != nullptr) file->mode = apk_mode(value);
        break;
      case 'Z':
        if (const auto digest = value.starts_with("Q1") ? from_base64(value.substr(2)) : std::nullopt;
            digest && file != nullptr && digest->size() == 20) {
          file->algorithm = Algorithm::sha1;
          file->digest = to_hex(std::as_bytes(std::span{*digest}));
        }
        break;
      default:
        break;
    }
  }
  return close();
}

Package parse_pacman_package(std::string_view desc, std::string_view files) {
  Package package;
  package.type = "pacman";
  std::string section;
  while (const auto line = next_line(desc)) {
    if (line->starts_with('%')) {
      section = *line;
    } else if (!line->empty()) {
      if (section == "%NAME%") package.name = *line;
      if (section == "%VERSION%") package.version = *line;
      if (section == "%ARCH%") package.architecture = *line;
      if (section == "%PACKAGER%") package.maker = *line;
      const auto time = section == "%INSTALLDATE%" ? number_from<std::uint32_t>(*line) : std::nullopt;
      if (time) package.installed = Instant::from_seconds(*time);
    }
  }
  section.clear();
  auto rest = files;
  while (const auto line = next_line(rest)) {
    if (line->starts_with('%')) section = *line;
    if (section != "%FILES%" || line->empty() || line->front() == '%' || line->back() == '/') continue;
    package.files.emplace_back().path = "/" + std::string{*line};
  }
  mark_pacman_configuration(package, files);
  return package;
}

bool has_apk_database(const Host& host) { return host.status(kApk, true).has_value(); }

PackageReading read_apk_packages(const Host& host, const PackageVisitor& visit) {
  PackageReading result;
  const auto text = host.read(kApk, kLargestText);
  if (!text || text->cut) {
    result.problem = text ? "apk's database is over 32 MiB" : text.error().what;
    return result;
  }
  parse_apk_installed(text->bytes, [&](Package& package) {
    ++result.packages;
    return visit(package);
  });
  return result;
}

bool has_pacman_database(const Host& host) { return host.status(kPacman, true).has_value(); }

PackageReading read_pacman_packages(const Host& host, const PackageVisitor& visit) {
  PackageReading result;
  const auto folders = host.list(kPacman);
  if (!folders) {
    result.problem = folders.error().what;
    return result;
  }
  for (const DirectoryEntry& each : *folders) {
    const std::string folder = std::string{kPacman} + "/" + each.name;
    const auto desc = host.read(folder + "/desc", kLargestText);
    if (!desc) continue;
    const auto files = host.read(folder + "/files", kLargestText);
    if (!files || files->cut) result.problem = folder + "/files cannot be read whole";
    Package package =
        parse_pacman_package(desc->bytes, files ? std::string_view{files->bytes} : std::string_view{});
    if (package.name.empty()) continue;
    const auto digests = read_pacman_digests(host, folder + "/mtree", package);
    if (!digests && digests.error().code != Errc::not_found)
      result.problem = folder + "/mtree: " + digests.error().what;
    ++result.packages;
    if (!visit(package)) break;
  }
  return result;
}

}  // namespace firsthour::collectors
