// SPDX-License-Identifier: Apache-2.0
// The sockets below wire.h: numeric addresses, patience on every call, no SIGPIPE.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "casefile/wire.h"

#include <chrono>
#include <functional>
#include <string>

namespace firsthour {

[[nodiscard]] Result<Descriptor> connect_wire(const WireAddress& to);
[[nodiscard]] Result<Descriptor> listen_wire(const WireAddress& at);
struct Accepted {
  Descriptor socket;
  std::string peer;  // "192.0.2.7:51544"
};
// Looks at `stop` five times a second; `interrupted` when it says so.
[[nodiscard]] Result<Accepted> accept_wire(int listener, const std::function<bool()>& stop);
// How long a single send or receive may wait; 0 = without end.
void set_patience(int socket, std::chrono::seconds receive, std::chrono::seconds send);

}  // namespace firsthour
