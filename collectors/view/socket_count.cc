// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/socket_count.h"

#include "collectors/network/sockstat.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr int kLooks = 8;

// What ended (TIME_WAIT) and what only reserved a port is in lists and not in the count.
bool may_be_counted(const SocketFacts& socket) {
  return socket.state != "TIME_WAIT" && socket.state != "BOUND";
}

}  // namespace

std::optional<CountDifference> SocketCount::missing_from(std::size_t ns, std::size_t kind) {
  const auto& of = diag_kinds()[kind];
  const auto before = routes_.counted(ns, of);
  if (!before) {
    // A namespace without a process has no text, and a kernel without the protocol no line.
    if (before.error().code != Errc::not_found && closed_.size() < 64) {
      std::string line = "sockstat: " + before.error().what;
      if (std::ranges::find(closed_, line) == closed_.end()) closed_.push_back(std::move(line));
    }
    return std::nullopt;
  }
  if (*before == 0) return std::nullopt;
  std::uint64_t dumped = 0, written = 0;
  const auto dump = routes_.dump(ns, of, [&](const SocketFacts& s) { dumped += may_be_counted(s) ? 1 : 0; });
  // The text is made line by line and slow: it is asked where the dump does not explain the count.
  if (dump && dumped >= *before) return std::nullopt;
  const auto text = routes_.text(ns, of, [&](const SocketFacts& s) { written += may_be_counted(s) ? 1 : 0; });
  const auto after = routes_.counted(ns, of);
  if ((!dump && !text) || !after) return std::nullopt;
  CountDifference found{ns, kind, std::min(*before, *after), std::max(dumped, written)};
  if (found.counted <= found.listed) return std::nullopt;
  return found;
}

bool SocketCount::look() {
  for (std::size_t ns = 0; ns < routes_.namespaces(); ++ns)
    for (std::size_t kind = 0; kind < diag_kinds().size(); ++kind) {
      if (!count_place(diag_kinds()[kind])) continue;
      compared_ += routes_.counted(ns, diag_kinds()[kind]).value_or(0);
      if (const auto found = missing_from(ns, kind)) missing_.push_back(*found);
    }
  return !missing_.empty();
}

void SocketCount::look_again() {
  for (int i = 0; i < kLooks && !missing_.empty(); ++i)
    std::erase_if(missing_, [&](CountDifference& known) {
      const auto found = missing_from(known.ns, known.kind);
      if (found && found->counted - found->listed < known.counted - known.listed) known = *found;
      return !found;
    });
}

}  // namespace firsthour::collectors
