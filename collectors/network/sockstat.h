// SPDX-License-Identifier: Apache-2.0
// /proc/PID/net/sockstat and sockstat6: how many sockets of each protocol are bound or connected in one
// network namespace, counted by the protocol itself when they enter and leave its tables, apart from any
// list.
#pragma once

#include "collectors/network/sock_diag.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// The number behind "inuse" in the line that begins with `label` ("TCP6:"). Total.
[[nodiscard]] std::optional<std::uint64_t> sockets_in_use(std::string_view text, std::string_view label);

// Where a kind of socket is counted: file "sockstat6" and label "TCP6:". Nothing for families that are not
// counted there.
struct CountPlace {
  std::string_view file;
  std::string label;
};
[[nodiscard]] std::optional<CountPlace> count_place(const DiagKind& kind);

}  // namespace firsthour::collectors
