// SPDX-License-Identifier: Apache-2.0
// Where the board listens: on loopback unless told otherwise, and beyond it with TLS only.
#pragma once

#include "cli/exit.h"
#include "cli/serve/http_server.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

inline constexpr std::uint16_t kBoardPort = 8719;

// "192.0.2.7:8443", "192.0.2.7", ":8443", "[::1]:8443"; port 0 takes any that is free.
[[nodiscard]] Try<ListenAt> listening_place(std::string_view text);
[[nodiscard]] bool is_loopback(const std::string& address);
// The addresses under which a board that listens there can be reached, the likeliest first; those of this
// machine's interfaces for 0.0.0.0 and ::.
[[nodiscard]] std::vector<std::string> reachable_at(const std::string& address);
[[nodiscard]] std::string url_of(bool tls, const std::string& host, std::uint16_t port);

}  // namespace firsthour::cli
