// SPDX-License-Identifier: Apache-2.0
// Triage of files and folders that are in no case. Regular files only; symlinks are not followed.
#include "casefile/encoding.h"
#include "triage/triage.h"
#include "triage/yara/content_scan.h"

#include <filesystem>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

void add_file(const fs::path& path, std::vector<ScanTarget>& targets, TriageReport& report) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (error) {
    report.not_scanned.push_back({"", display_utf8(path.native()), error.message()});
    return;
  }
  if (!fs::is_regular_file(status)) {
    if (!fs::is_directory(status)) {
      report.not_scanned.push_back({"", display_utf8(path.native()), "not a regular file"});
    }
    return;
  }
  ScanTarget target;
  target.path = path.native();
  target.size = fs::file_size(path, error);
  target.open = [name = path.native()] { return open_source(name); };
  targets.push_back(std::move(target));
}

void add_folder(const fs::path& folder, std::vector<ScanTarget>& targets, TriageReport& report) {
  std::error_code error;
  for (fs::recursive_directory_iterator walk{folder, error}, end; walk != end && !error;
       walk.increment(error)) {
    std::error_code unreadable;
    if (walk->is_directory(unreadable) && !walk->is_symlink(unreadable) &&
        fs::directory_iterator{walk->path(), unreadable} == fs::directory_iterator{} && unreadable) {
      report.not_scanned.push_back({"", display_utf8(walk->path().native()), unreadable.message()});
      walk.disable_recursion_pending();
      continue;
    }
    add_file(walk->path(), targets, report);
  }
  if (error) report.not_scanned.push_back({"", display_utf8(folder.native()), error.message()});
}

}  // namespace

Result<TriageReport> triage_paths(const std::vector<std::string>& paths, const TriageOptions& options) {
  TriageReport report;
  auto rules = RuleSet::compile(options.yara, report.rule_problems);
  if (!rules) return tl::unexpected{rules.error()};
  report.yara_rules = (*rules)->rules();
  report.rules_digest = (*rules)->digest();
  std::vector<ScanTarget> targets;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return fail(Errc::not_found, "no such file or folder: " + path);
    fs::is_directory(status) ? add_folder(path, targets, report) : add_file(path, targets, report);
  }
  if (auto scanned = scan_contents(*rules, std::move(targets), options, report); !scanned) {
    return tl::unexpected{scanned.error()};
  }
  rank(report.findings);
  return report;
}

}  // namespace firsthour::triage
