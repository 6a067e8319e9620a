// SPDX-License-Identifier: Apache-2.0
#include "cli/state_folder.h"

#include <sys/stat.h>

#include <filesystem>

namespace firsthour::cli {

std::string state_folder(const Environment& environment) {
  const auto said = [&](const char* name) -> std::string {
    const char* const value = environment(name);
    return value && value[0] == '/' ? value : "";
  };
  std::string base = said("XDG_STATE_HOME");
  if (base.empty()) {
    const std::string home = said("HOME");
    if (home.empty()) return "";
    base = home + "/.local/state";
  }
  const std::string folder = base + "/firsthour";
  std::error_code error;
  std::filesystem::create_directories(base, error);
  ::mkdir(folder.c_str(), 0700);
  return std::filesystem::is_directory(folder, error) ? folder : "";
}

}  // namespace firsthour::cli
