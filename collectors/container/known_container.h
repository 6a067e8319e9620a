// SPDX-License-Identifier: Apache-2.0
// A container as the files of its engine describe it, whether it runs or not. All text is bytes from the
// host.
#pragma once

#include "casefile/instant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct KnownContainer {
  std::string id, name, runtime;  // runtime as in RECORDS.md: "docker" "podman" "containerd" …
  std::string image, image_id;
  std::string command;  // path and arguments, joined by one blank
  std::string state;    // "running" "exited" "created" "paused" "dead", as the engine wrote it
  std::string user, network_mode, pid_mode, restart_policy, hostname;
  std::string pod, pod_namespace;         // of Kubernetes
  std::string definition;                 // the file that says so
  std::vector<std::string> mounts;        // "source:destination:ro|rw"
  std::vector<std::string> environment;   // "NAME=value", unmasked: mask before writing
  std::vector<std::string> capabilities;  // beyond the engine's usual set
  std::vector<std::string> ports;         // "0.0.0.0:8080->80/tcp"
  std::optional<Instant> created, started, finished;
  std::optional<std::int64_t> exit_code, pid;
  std::optional<bool> privileged;
  bool by_answer = false;  // the engine was asked; `definition` is its socket
};

}  // namespace firsthour::collectors
