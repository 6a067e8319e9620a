// SPDX-License-Identifier: Apache-2.0
#include "triage/files_below.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace firsthour::triage {

Result<std::vector<std::string>> files_below(const std::string& path,
                                             const std::function<bool(std::string_view name)>& wanted,
                                             std::vector<RuleProblem>& problems) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return fail(Errc::not_found, "nothing at " + path);
  if (!fs::is_directory(status)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  std::vector<fs::path> waiting{path};
  while (!waiting.empty()) {
    const fs::path folder = std::move(waiting.back());
    waiting.pop_back();
    fs::directory_iterator walk{folder, error};
    for (; !error && walk != fs::directory_iterator{}; walk.increment(error)) {
      std::error_code ignored;
      if (walk->symlink_status(ignored).type() == fs::file_type::directory)
        waiting.push_back(walk->path());
      else if (wanted(walk->path().filename().native()) && walk->is_regular_file(ignored))
        files.push_back(walk->path().native());
    }
    if (error) problems.push_back({folder.native(), 0, "cannot be listed: " + error.message()});
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace firsthour::triage
