// SPDX-License-Identifier: Apache-2.0
// /proc/PID/cgroup, cgroups(7), and the containers that its paths name.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::collectors {

struct ControlGroup {
  std::string path;          // the one that says most: unified, systemd's, else the longest; bytes
  std::string container_id;  // empty: none is named
  std::string
      container_runtime;  // "docker" "containerd" "cri-o" "podman" "lxc" "systemd-nspawn" "kubernetes"
};

[[nodiscard]] ControlGroup parse_control_group(std::string_view text);

}  // namespace firsthour::collectors
