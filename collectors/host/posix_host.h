// SPDX-License-Identifier: Apache-2.0
// The Host of Linux: the live one and a mounted image differ only in the lookup of paths.
#pragma once

#include "collectors/host.h"
#include "collectors/host/lookup.h"

#include <memory>
#include <string>

namespace firsthour::collectors {

// `name` is what root() says.
[[nodiscard]] std::unique_ptr<Host> make_posix_host(std::string name, Root root, Care* care = nullptr);

}  // namespace firsthour::collectors
