// SPDX-License-Identifier: Apache-2.0
// Networks and volumes of Docker, as its files describe them: DATA-ROOT/network/files/local-kv.db (a bbolt
// database of libnetwork) and DATA-ROOT/volumes.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct DockerResource {
  std::string id, name, kind;   // "network" "volume"
  std::string driver;           // "bridge" "overlay" "macvlan" …; of a volume what it mounts: "nfs" …
  std::string device, options;  // of a volume: where it comes from; options unmasked: mask before writing
  std::vector<std::string> subnets;
  std::optional<bool> internal;
  std::optional<Instant> created;
};

// A value of the database: eight bytes of the store, then JSON. Malformed when it names no network.
[[nodiscard]] Result<DockerResource> parse_docker_network(std::string_view value);
// The file opts.json of a volume.
[[nodiscard]] Result<DockerResource> parse_docker_volume(std::string_view text);

}  // namespace firsthour::collectors
