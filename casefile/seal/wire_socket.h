// SPDX-License-Identifier: Apache-2.0
// The sockets below wire.h: numeric addresses, patience on every call, no SIGPIPE.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "casefile/wire.h"

#include <chrono>
#include <optional>
#include <string>

namespace firsthour {

[[nodiscard]] Result<Descriptor> connect_wire(const WireAddress& to);
[[nodiscard]] Result<Descriptor> listen_wire(const WireAddress& at);
struct Accepted {
  Descriptor socket;
  std::string peer;  // "192.0.2.7:51544"
};
// Who waits at the door now, on a socket that does not block; nothing when nobody does.
[[nodiscard]] Result<std::optional<Accepted>> accept_wire(int listener);
void set_blocking(int socket);
// How long a single send or receive may wait; 0 = without end.
void set_patience(int socket, std::chrono::seconds receive, std::chrono::seconds send);

}  // namespace firsthour
