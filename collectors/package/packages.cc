// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/packages.h"

#include "collectors/output/record_file.h"
#include "collectors/package/dpkg_database.h"
#include "collectors/package/other_databases.h"
#include "collectors/package/package_files.h"
#include "collectors/package/rpm_database.h"
#include "collectors/process/process_table.h"

#include <array>
#include <cstdio>
#include <map>
#include <unordered_set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kAllowanceQuick = 512ull << 20, kAllowanceStandard = 16ull << 30;

std::string octal(std::uint32_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode & 07777u);
  return text;
}

struct Counts {
  std::uint64_t listed = 0, checked = 0, differences = 0, without_digest = 0, unreadable = 0, left_out = 0;
};

// One comparison of all packages with the disk.
class PackageChecks {
 public:
  explicit PackageChecks(Context& context)
      : context_{context},
        checker_{context, context.profile == Profile::quick ? kAllowanceQuick : kAllowanceStandard},
        records_{context, "host.package_check"} {
    if (context.processes == nullptr) return;
    context.processes->fill(context.host);
    for (const ProcessEntry& entry : context.processes->all())
      if (entry.executable) running_.insert(*entry.executable);
  }

  bool package(const Package& package) {
    Counts& counts = counts_[package.type];
    for (const PackageFile& file : package.files) {
      ++counts.listed;
      if (context_.stopping()) return false;
      if (wanted(file)) compare(package, file, counts);
    }
    return true;
  }

  SourceOutcome finish(const std::vector<DatabaseReading>& readings) {
    SourceOutcome outcome;
    RecordFile summaries{context_, "host.package_summary"};
    for (const DatabaseReading& reading : readings) {
      const Counts& counts = counts_[reading.type];
      RecordWriter record{"host.package_summary"};
      record.put("package.type", reading.type);
      record.put("package_check.packages", reading.packages);
      record.put("package_check.scope", scope());
      record.put("package_check.files_listed", counts.listed);
      record.put("package_check.files_checked", counts.checked);
      record.put("package_check.differences", counts.differences);
      record.put("package_check.without_digest", counts.without_digest);
      record.put("package_check.unreadable", counts.unreadable);
      record.put("package_check.left_out", counts.left_out);
      if (!reading.problem.empty()) record.put_bytes("package_check.problem", reading.problem);
      summaries.add(std::move(record));
      if (!reading.problem.empty()) add_problem(outcome, Outcome::partial, reading.problem);
      if (counts.left_out > 0)
        add_problem(outcome, Outcome::partial,
                    std::to_string(counts.left_out) + " files not checked: over the limit of the profile");
    }
    if (readings.empty()) add_problem(outcome, Outcome::skipped, "no package database found");
    records_.finish(outcome);
    summaries.finish(outcome);
    if (context_.stopping()) add_problem(outcome, Outcome::timed_out, "stopped");
    return outcome;
  }

 private:
  [[nodiscard]] std::string_view scope() const {
    if (context_.profile == Profile::quick) return "running and key programs";
    return context_.profile == Profile::standard ? "programs, libraries and kernel modules" : "all files";
  }

  [[nodiscard]] bool wanted(const PackageFile& file) const {
    if (context_.profile == Profile::full) return true;
    if (is_key_program(file.path) || is_running(file.path)) return true;
    if (context_.profile == Profile::quick) return false;
    constexpr std::uint32_t kRegular = 0100000, kType = 0170000;
    const bool executable = file.mode && (*file.mode & 0111) != 0 &&
                            ((*file.mode & kType) == kRegular || (*file.mode & kType) == 0);
    return executable || is_program_path(file.path);
  }

  // The kernel names what runs with no link in its path; databases may have it before /usr was merged.
  [[nodiscard]] bool is_running(const std::string& path) const {
    return running_.contains(path) || running_.contains("/usr" + path);
  }

  void compare(const Package& package, const PackageFile& file, Counts& counts) {
    if (file.digest.empty()) ++counts.without_digest;
    const FileCheck check = checker_.check(file);
    if (check.state == FileState::unreadable) ++counts.unreadable;
    if (check.state == FileState::not_checked) ++counts.left_out;
    if (check.state == FileState::unreadable || check.state == FileState::not_checked) return;
    ++counts.checked;
    if (check.state == FileState::same) return;
    ++counts.differences;
    RecordWriter record{"host.package_check"};
    record.put_bytes("file.path", file.path);
    record.put_bytes("package.name", package.name);
    record.put_bytes("package.version", package.version);
    record.put("package.type", package.type);
    record.put("package_check.state", name_of(check.state));
    if (check.state == FileState::changed) {
      record.put("package_check.algorithm", name_of(file.algorithm));
      record.put_bytes("package_check.expected", file.digest);
      record.put("package_check.found", check.digest);
    }
    if (file.mode) record.put("package_check.expected_mode", octal(*file.mode));
    record.put("package_check.configuration", file.configuration);
    record.put("package_check.key_program", is_key_program(file.path));
    record.put("package_check.running", is_running(file.path));
    if (check.facts) {
      record.put("file.mode", octal(check.facts->mode));
      record.put("file.size", check.facts->size);
      record.put("file.mtime", check.facts->modified);
      record.put("file.ctime", check.facts->changed);
      if (!check.digest.empty()) record.put("file.elf", check.elf);
    }
    records_.add(std::move(record));
  }

  Context& context_;
  PackageFileChecker checker_;
  RecordFile records_;
  std::unordered_set<std::string> running_;
  std::map<std::string_view, Counts> counts_;
};

}  // namespace

std::vector<DatabaseReading> read_packages(const Host& host, const PackageVisitor& visit) {
  struct Manager {
    std::string_view type;
    bool (*present)(const Host&);
    PackageReading (*read)(const Host&, const PackageVisitor&);
  };
  static constexpr std::array kManagers{
      Manager{"deb", has_dpkg_database, read_dpkg_packages},
      Manager{"rpm", [](const Host& each) { return !rpm_databases(each).empty(); }, read_rpm_packages},
      Manager{"apk", has_apk_database, read_apk_packages},
      Manager{"pacman", has_pacman_database, read_pacman_packages}};
  std::vector<DatabaseReading> readings;
  bool enough = false;
  for (const Manager& manager : kManagers) {
    if (enough || !manager.present(host)) continue;
    PackageReading read = manager.read(host, [&](Package& package) {
      enough = !visit(package);
      return !enough;
    });
    readings.push_back({manager.type, read.packages, std::move(read.problem)});
  }
  return readings;
}

SourceOutcome collect_packages(Context& context) {
  SourceOutcome outcome;
  RecordFile records{context, "host.package"};
  const auto readings = read_packages(context.host, [&](const Package& package) {
    if (package.continued) return !context.stopping();
    RecordWriter record{"host.package"};
    record.put_bytes("package.name", package.name);
    record.put_bytes("package.version", package.version);
    if (!package.architecture.empty()) record.put_bytes("package.architecture", package.architecture);
    if (!package.maker.empty()) record.put_bytes("package.maker", package.maker);
    record.put("package.type", package.type);
    record.put("package.installed", package.installed);
    records.add(std::move(record));
    return !context.stopping();
  });
  for (const DatabaseReading& reading : readings)
    if (!reading.problem.empty()) add_problem(outcome, Outcome::partial, reading.problem);
  records.finish(outcome);
  if (context.stopping()) add_problem(outcome, Outcome::timed_out, "stopped");
  return outcome;
}

SourceOutcome collect_package_checks(Context& context) {
  PackageChecks checks{context};
  const auto readings =
      read_packages(context.host, [&](const Package& package) { return checks.package(package); });
  return checks.finish(readings);
}

}  // namespace firsthour::collectors
