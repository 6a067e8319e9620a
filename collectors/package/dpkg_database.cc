// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/dpkg_database.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestText = 32ull << 20;
constexpr std::string_view kFolder = "/var/lib/dpkg";

bool is_md5(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "want flag state": removed packages may still have configuration files, but their state says so.
bool has_files(std::string_view status) {
  const std::string_view state = status.substr(status.rfind(' ') + 1);
  return state != "not-installed" && state != "config-files" && !state.empty();
}

// " /etc/x MD5" or " /etc/x MD5 obsolete"; "newconffile" instead of a digest.
void add_configuration(std::string_view line, Package& package) {
  PackageFile file;
  file.configuration = true;
  line = trimmed(line);
  for (const std::string_view mark : {" obsolete", " remove-on-upgrade"}) {
    if (!line.ends_with(mark)) continue;
    line.remove_suffix(mark.size());
    file.optional = true;
  }
  const std::size_t blank = line.rfind(' ');
  if (line.empty() || line.front() != '/' || blank == std::string_view::npos) return;
  if (is_md5(line.substr(blank + 1))) file.digest = line.substr(blank + 1);
  file.path = line.substr(0, blank);
  package.files.push_back(std::move(file));
}

}  // namespace

bool parse_dpkg_status(std::string_view text, const PackageVisitor& visit) {
  Package package;
  std::string status;
  bool in_configuration = false;
  const auto close = [&] {
    const bool wanted = !package.name.empty() && has_files(status);
    package.type = "deb";
    const bool go_on = !wanted || visit(package);
    package = {};
    status.clear();
    return go_on;
  };
  while (const auto line = next_line(text)) {
    if (line->empty()) {
      if (!close()) return false;
      in_configuration = false;
    } else if (line->front() == ' ' || line->front() == '\t') {
      if (in_configuration) add_configuration(*line, package);
    } else {
      const std::size_t colon = line->find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view key = line->substr(0, colon), value = trimmed(line->substr(colon + 1));
      in_configuration = key == "Conffiles";
      if (key == "Package") package.name = value;
      if (key == "Version") package.version = value;
      if (key == "Architecture") package.architecture = value;
      if (key == "Maintainer") package.maker = value;
      if (key == "Status") status = value;
    }
  }
  return close();
}

std::vector<PackageFile> parse_md5sums(std::string_view& text, std::size_t most) {
  std::vector<PackageFile> files;
  while (files.size() < most) {
    const auto line = next_line(text);
    if (!line) break;
    // "MD5  path"; the path is relative to the root and may hold blanks.
    if (line->size() < 35 || !is_md5(line->substr(0, 32)) || line->substr(32, 2) != "  ") continue;
    PackageFile file;
    file.digest = line->substr(0, 32);
    file.path = line->substr(34);
    if (file.path.front() != '/') file.path.insert(0, "/");
    files.push_back(std::move(file));
  }
  return files;
}

DpkgDiversions::DpkgDiversions(std::string_view text) {
  for (;;) {
    const auto from = next_line(text), to = next_line(text), package = next_line(text);
    if (!from || !to || !package) return;
    all_.push_back({std::string{*from}, std::string{*to}, std::string{*package}});
  }
}

std::string_view DpkgDiversions::place_of(std::string_view path, std::string_view package) const {
  for (const Diversion& diversion : all_) {
    if (diversion.from == path && diversion.package != package) return diversion.to;
  }
  return path;
}

DpkgDiversions read_dpkg_diversions(const Host& host) {
  const auto text = host.read(std::string{kFolder} + "/diversions", kLargestText);
  return DpkgDiversions{text ? std::string_view{text->bytes} : std::string_view{}};
}

bool has_dpkg_database(const Host& host) {
  return host.status(std::string{kFolder} + "/status", true).has_value();
}

PackageReading read_dpkg_packages(const Host& host, const PackageVisitor& visit) {
  PackageReading result;
  const auto status = host.read(std::string{kFolder} + "/status", kLargestText);
  if (!status || status->cut) {
    result.problem = status ? "dpkg's status file is over 32 MiB" : status.error().what;
    return result;
  }
  const DpkgDiversions diversions = read_dpkg_diversions(host);
  parse_dpkg_status(status->bytes, [&](Package& package) {
    ++result.packages;
    // A name goes into a path.
    if (package.name.find('/') != std::string::npos) return visit(package);
    const std::string base = std::string{kFolder} + "/info/" + package.name;
    // Packages of which several architectures may be installed have theirs in the name.
    std::string sums;
    for (const std::string& name : {base, base + ":" + package.architecture}) {
      if (const auto list = host.status(name + ".list", true)) package.installed = list->facts.modified;
      auto file = host.read(name + ".md5sums", kLargestText);
      if (!file) continue;
      if (file->cut) result.problem = name + ".md5sums is over 32 MiB";
      sums = std::move(file->bytes);
    }
    const auto give = [&] {
      for (PackageFile& file : package.files)
        file.path = std::string{diversions.place_of(file.path, package.name)};
      return visit(package);
    };
    for (std::string_view rest = sums; !rest.empty();) {
      auto files = parse_md5sums(rest);
      std::move(files.begin(), files.end(), std::back_inserter(package.files));
      if (rest.empty()) break;
      if (!give()) return false;
      package.files.clear();
      package.continued = true;
    }
    return give();
  });
  return result;
}

}  // namespace firsthour::collectors
