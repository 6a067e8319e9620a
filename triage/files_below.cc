// SPDX-License-Identifier: Apache-2.0
#include "triage/files_below.h"

#include "casefile/folder.h"

#include <filesystem>
#include <system_error>

namespace firsthour::triage {

Result<std::vector<std::string>> files_below(const std::string& path,
                                             const std::function<bool(std::string_view name)>& wanted,
                                             std::vector<RuleProblem>& problems) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return fail(Errc::not_found, "nothing at " + path);
  if (!fs::is_directory(status)) return std::vector<std::string>{path};
  Listing below = firsthour::files_below(path);
  for (const auto& [folder, failed] : below.failed)
    problems.push_back({folder.native(), 0, "cannot be listed: " + failed.message()});
  std::vector<std::string> files;
  for (const fs::path& file : below.paths)
    if (wanted(file.filename().native())) files.push_back(file.native());
  return files;
}

}  // namespace firsthour::triage
