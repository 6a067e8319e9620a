// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/sockstat.h"

#include "collectors/host/kernel_text.h"

#include <sys/socket.h>

namespace firsthour::collectors {

std::optional<std::uint64_t> sockets_in_use(std::string_view text, std::string_view label) {
  while (auto line = next_line(text)) {
    if (next_field(*line) != label) continue;
    while (!line->empty())
      if (next_field(*line) == "inuse") return number_from<std::uint64_t>(next_field(*line));
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<CountPlace> count_place(const DiagKind& kind) {
  switch (kind.transport) {
    case Transport::tcp:
    case Transport::udp:
    case Transport::udplite:
    case Transport::raw:
      break;
    default:
      return std::nullopt;
  }
  std::string label;
  for (const char c : name_of(kind.transport)) label += static_cast<char>(c - 'a' + 'A');
  if (kind.family == AF_INET6) return CountPlace{"sockstat6", label + "6:"};
  return CountPlace{"sockstat", label + ":"};
}

}  // namespace firsthour::collectors
