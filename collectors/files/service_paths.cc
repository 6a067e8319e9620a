// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/service_paths.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kLongest = 4096, kMostPaths = 64;
// Where people put what no package brought.
constexpr std::array<std::string_view, 12> kOwnPlaces{"/opt/",  "/usr/local/", "/srv/",     "/data",
                                                      "/www/",  "/app",        "/home/",    "/u01/",
                                                      "/root/", "/export/",    "/var/www/", "/mnt/"};
constexpr std::array<std::string_view, 6> kProgramFolders{"bin", "sbin", "lib", "libexec", "bin64", "jre"};

std::string_view without_slashes(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

std::size_t depth_of(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

bool is_own_place(std::string_view path) {
  return std::any_of(kOwnPlaces.begin(), kOwnPlaces.end(),
                     [&](std::string_view place) { return path.starts_with(place); });
}

// Two names below the root at least, three in homes of users and below /usr/local.
bool may_be_home(std::string_view path) {
  if (!is_own_place(path)) return false;
  const bool deeper = path.starts_with("/home/") || path.starts_with("/usr/local/");
  return depth_of(path) >= (deeper ? 3u : (path.starts_with("/data") || path.starts_with("/app") ? 1u : 2u));
}

// The last name goes when it is a folder of programs: /opt/x/bin/run belongs to /opt/x.
std::string_view home_of_program(std::string_view executable) {
  std::string_view folder = executable.substr(0, std::max<std::size_t>(executable.rfind('/'), 1));
  for (int i = 0; i < 2; ++i) {
    const std::size_t slash = folder.rfind('/');
    const auto last = folder.substr(slash + 1);
    if (slash == 0 ||
        std::find(kProgramFolders.begin(), kProgramFolders.end(), last) == kProgramFolders.end())
      break;
    folder = folder.substr(0, slash);
  }
  return folder;
}

void add(std::vector<std::string>& paths, std::string_view path) {
  if (paths.size() >= kMostPaths || std::find(paths.begin(), paths.end(), path) != paths.end()) return;
  paths.emplace_back(path);
}

// What is a path in "-Dname=/x", "--name=/x", "-c/x" or "/x"; empty when nothing is.
std::string_view path_in(std::string_view argument) {
  if (argument.starts_with('-')) {
    const std::size_t equals = argument.find('=');
    if (equals != std::string_view::npos)
      argument.remove_prefix(equals + 1);
    else if (argument.size() > 2 && argument[2] == '/')
      argument.remove_prefix(2);
  }
  argument = argument.substr(argument.starts_with("file:/") ? 5 : 0);
  const bool good = argument.size() > 1 && argument.size() < kLongest && argument.front() == '/' &&
                    argument.find(':') == std::string_view::npos;  // a list, such as a class path
  return good ? without_slashes(argument) : std::string_view{};
}

}  // namespace

ServicePaths service_paths(std::string_view command_line, std::string_view executable,
                           std::string_view working_directory) {
  ServicePaths paths;
  bool is_first = true;
  while (!command_line.empty()) {
    const std::string_view argument = command_line.substr(0, command_line.find('\0'));
    command_line.remove_prefix(std::min(argument.size() + 1, command_line.size()));
    const std::string_view path = path_in(argument);
    if (!path.empty() && !is_first) {
      add(paths.files, path);
      if (may_be_home(path)) add(paths.homes, path);
    }
    is_first = false;
  }
  if (executable.starts_with('/')) {
    const std::string_view home = home_of_program(executable);
    if (may_be_home(home)) add(paths.homes, home);
  }
  working_directory = without_slashes(working_directory);
  if (may_be_home(working_directory)) add(paths.homes, home_of_program(std::string{working_directory} + "/"));
  return paths;
}

bool is_configuration_name(std::string_view path) {
  constexpr std::array<std::string_view, 12> kEnds{".conf",       ".cnf",  ".cfg",    ".ini",
                                                   ".xml",        ".yml",  ".yaml",   ".toml",
                                                   ".properties", ".json", ".config", ".rc"};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return path.ends_with(end); });
}

bool is_log_name(std::string_view path) {
  for (const std::string_view end : {".log", ".out", ".err", ".trc"})
    if (path.ends_with(end)) return true;
  return path.find("/log/") != std::string_view::npos || path.find("/logs/") != std::string_view::npos;
}

}  // namespace firsthour::collectors
