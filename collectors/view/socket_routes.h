// SPDX-License-Identifier: Apache-2.0
// The routes to sockets on the running kernel: one sock_diag socket a namespace, the texts of /proc/PID/net.
#pragma once

#include "collectors/network/diag_presence.h"
#include "collectors/network/namespaces.h"
#include "collectors/view/socket_comparison.h"

#include <memory>

namespace firsthour::collectors {

// Valid as long as `context`. Namespaces are those that can be reached now.
[[nodiscard]] std::unique_ptr<SocketRoutes> kernel_socket_routes(Context& context);

}  // namespace firsthour::collectors
