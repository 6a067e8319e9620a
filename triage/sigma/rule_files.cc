// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace firsthour::triage::sigma {
namespace {

bool is_rule_file(const std::filesystem::path& path) {
  return path.extension() == ".yml" || path.extension() == ".yaml";
}

}  // namespace

Result<std::vector<std::string>> rule_files(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail(Errc::not_found, "no such rule file or folder: " + path);
  }
  if (status.type() != std::filesystem::file_type::directory) return std::vector<std::string>{path};
  std::vector<std::string> files;
  std::filesystem::recursive_directory_iterator walk{path, error};
  for (; !error && walk != std::filesystem::recursive_directory_iterator{}; walk.increment(error)) {
    std::error_code ignored;
    if (is_rule_file(walk->path()) && walk->is_regular_file(ignored)) files.push_back(walk->path().string());
  }
  if (error) return fail(Errc::io, "cannot read rule folder " + path + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace firsthour::triage::sigma
