// SPDX-License-Identifier: Apache-2.0
// The containers that the engines of a host keep files of: Docker, Podman and CRI-O (of the system and of
// users), containerd, Kubernetes' pods, LXC, systemd-nspawn.
#pragma once

#include "collectors/container/known_container.h"
#include "collectors/host.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace firsthour::collectors {

class ProcessTable;

struct EngineReading {
  std::vector<std::string> problems;  // files that could not be read or understood
  bool cut = false;                   // more containers than kMostContainers
};
inline constexpr std::size_t kMostContainers = 20'000;

// Where Docker keeps its data: what dockerd was told by its arguments or by /etc/docker/daemon.json, else the
// usual places. `processes` may be null.
[[nodiscard]] std::vector<std::string> docker_roots(const Host& host, const ProcessTable* processes);

// Calls `visit` once for each definition; the same container may be named by two engines (Docker runs on
// containerd).
[[nodiscard]] EngineReading read_engine_files(const Host& host, const ProcessTable* processes,
                                              const std::function<void(KnownContainer)>& visit);

}  // namespace firsthour::collectors
