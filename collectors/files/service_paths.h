// SPDX-License-Identifier: Apache-2.0
// Where a running program keeps its configuration and logs, as far as its own words tell: what no definition
// can name, since people install under /opt, /usr/local, /data and wherever there was room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct ServicePaths {
  std::vector<std::string>
      files;  // absolute paths among the arguments: "-c /opt/x/nginx.conf", "--config=/srv/a.yml"
  std::vector<std::string> homes;  // folders that may have conf/, etc/, logs/ below them
};

// `command_line` as in /proc/PID/cmdline, arguments ended by NUL. `executable` and `working_directory` may be
// empty. Folders of the system itself and of users ("/", "/usr/bin", "/home/x") are no homes of services.
// Total; each path once.
[[nodiscard]] ServicePaths service_paths(std::string_view command_line, std::string_view executable,
                                         std::string_view working_directory);

// By name: worth taking as configuration, or as a log.
[[nodiscard]] bool is_configuration_name(std::string_view path);
[[nodiscard]] bool is_log_name(std::string_view path);

}  // namespace firsthour::collectors
