// SPDX-License-Identifier: Apache-2.0
// The containers that a running engine names when asked: GET /containers/json of Docker's Engine API, which
// Podman speaks too. It changes nothing, and no engine is started by it: a socket that only the service
// manager holds is left alone, since the manager starts the engine at the first connection.
#pragma once

#include "casefile/result.h"
#include "collectors/container/known_container.h"
#include "collectors/host.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class ProcessTable;

struct EngineSocket {
  std::string path;           // below /run, bytes
  std::string runtime;        // "docker" "podman", by the socket's name
  bool starts_engine = true;  // nobody but the service manager is known to hold it
};

// Listening sockets of engines in our network namespace, as /proc/net/unix names them; at most 64.
[[nodiscard]] std::vector<EngineSocket> find_engine_sockets(const Host& host, const ProcessTable& processes);
// All containers, stopped ones too. timed_out after `patience`; malformed for what is no list of containers.
[[nodiscard]] Result<std::vector<KnownContainer>> ask_engine(
    const Host& host, const EngineSocket& socket,
    std::chrono::milliseconds patience = std::chrono::seconds{2});
// The body of the answer. Total; entries without an ID are passed over.
[[nodiscard]] Result<std::vector<KnownContainer>> parse_engine_answer(std::string_view body,
                                                                      std::string_view runtime);

}  // namespace firsthour::collectors
