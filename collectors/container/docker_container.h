// SPDX-License-Identifier: Apache-2.0
// Docker's own description of a container: config.v2.json and hostconfig.json in DATA-ROOT/containers/ID.
#pragma once

#include "casefile/result.h"
#include "collectors/container/known_container.h"

#include <string_view>

namespace firsthour::collectors {

// Total. `host` may be empty: what only it says is then unknown. malformed: `config` is no JSON object with
// an ID.
[[nodiscard]] Result<KnownContainer> parse_docker_container(std::string_view config, std::string_view host);

}  // namespace firsthour::collectors
