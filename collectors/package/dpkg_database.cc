// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/dpkg_database.h"

#include "collectors/host/file_lines.h"
#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

// The status file is read by the line, so that one made long on purpose hides no package.
constexpr std::uint64_t kLargestText = 32ull << 20, kLargestStatus = 1ull << 30;
constexpr std::size_t kMostConfiguration = 1 << 16;  // of one package
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

// Takes the lines of a status file one at a time.
class StatusReader {
 public:
  explicit StatusReader(const PackageVisitor& visit) : visit_{visit} {}

  // False when the visitor has had enough.
  bool take(std::string_view line) {
    if (line.empty()) return close();
    if (line.front() == ' ' || line.front() == '\t') {
      if (!in_configuration_) return true;
      if (package_.files.size() < kMostConfiguration)
        add_configuration(line, package_);
      else
        dropped_ = true;
      return true;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return true;
    const std::string_view key = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    in_configuration_ = key == "Conffiles";
    if (key == "Package") package_.name = value;
    if (key == "Version") package_.version = value;
    if (key == "Architecture") package_.architecture = value;
    if (key == "Maintainer") package_.maker = value;
    if (key == "Status") status_ = value;
    return true;
  }

  bool close() {
    const bool wanted = !package_.name.empty() && has_files(status_);
    package_.type = "deb";
    const bool go_on = !wanted || visit_(package_);
    package_ = {};
    status_.clear();
    in_configuration_ = false;
    return go_on;
  }

  // A package had more configuration files than are kept in memory.
  [[nodiscard]] bool dropped() const { return dropped_; }

 private:
  const PackageVisitor& visit_;
  Package package_;
  std::string status_;
  bool in_configuration_ = false, dropped_ = false;
};

}  // namespace

bool parse_dpkg_status(std::string_view text, const PackageVisitor& visit) {
  StatusReader reader{visit};
  while (const auto line = next_line(text)) {
    if (!reader.take(*line)) return false;
  }
  return reader.close();
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
    if (!from || !to || !package) break;
    all_.push_back({std::string{*from}, std::string{*to}, std::string{*package}});
  }
  std::ranges::stable_sort(all_, {}, &Diversion::from);
}

std::string_view DpkgDiversions::place_of(std::string_view path, std::string_view package) const {
  for (const Diversion& diversion : std::ranges::equal_range(all_, path, {}, &Diversion::from)) {
    if (diversion.package != package) return diversion.to;
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
  const DpkgDiversions diversions = read_dpkg_diversions(host);
  const PackageVisitor take = [&](Package& package) {
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
  };
  StatusReader reader{take};
  bool enough = false;
  const auto whole =
      for_each_line(host, std::string{kFolder} + "/status", kLargestStatus, [&](std::string_view line) {
        enough = !reader.take(line);
        return !enough;
      });
  if (!whole) {
    result.problem = whole.error().what;
    return result;
  }
  if (enough) return result;
  if (!*whole) result.problem = "only the first 1 GiB of dpkg's status file were read";
  if (reader.dropped()) result.problem = "a package names more configuration files than are kept";
  if (*whole) reader.close();
  return result;
}

}  // namespace firsthour::collectors
