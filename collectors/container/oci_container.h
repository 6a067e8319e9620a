// SPDX-License-Identifier: Apache-2.0
// A container as the OCI runtime specification (config.json) describes it, with the annotations by which
// containerd, CRI-O and Podman name it; and the list that containers-storage keeps beside (containers.json).
#pragma once

#include "casefile/result.h"
#include "collectors/container/known_container.h"

#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Total. The id is the caller's: it is the folder's name, the specification has none. malformed: no JSON
// object.
[[nodiscard]] Result<KnownContainer> parse_oci_container(std::string_view config);
// Total. The same with what Podman adds around it in its database (libpod's ContainerConfig), and its state
// beside it.
[[nodiscard]] Result<KnownContainer> parse_podman_config(std::string_view config);
void add_podman_state(std::string_view state, KnownContainer& into);
// Total. Entries without an id are passed over.
[[nodiscard]] Result<std::vector<KnownContainer>> parse_storage_containers(std::string_view list);

}  // namespace firsthour::collectors
