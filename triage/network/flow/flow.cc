// SPDX-License-Identifier: Apache-2.0
#include "triage/network/flow/flow.h"

#include <algorithm>

namespace firsthour::triage::network {

void FlowHistory::add(char letter, bool from_client) {
  constexpr std::string_view kLetters = "shadfrctgw";
  const std::size_t place = kLetters.find(letter);
  if (place == std::string_view::npos || size_ == letters_.size()) return;
  const std::uint32_t bit = 1u << (place + (from_client ? 16 : 0));
  if (seen_ & bit) return;
  seen_ |= bit;
  letters_[size_++] = from_client ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool Flow::closed() const {
  if (protocol != kTcp) return false;
  return ((from_client.flags | from_server.flags) & kRst) || (from_client.flags & from_server.flags & kFin);
}

std::string_view Flow::tcp_state() const {
  if (protocol != kTcp) return {};
  const std::string_view seen = history.text();
  const auto has = [&](char letter) { return seen.find(letter) != std::string_view::npos; };
  const bool syn = has('S'), answer = has('h');
  // Both said that they are done; a reset behind that changes nothing.
  const std::size_t finished = has('F') && has('f') ? std::max(seen.find('F'), seen.find('f')) : seen.npos;
  if (finished != seen.npos && !(syn && !answer) && seen.substr(0, finished).find_first_of("Rr") == seen.npos)
    return "SF";
  if (syn && answer) {
    if (has('R') || has('r')) return reset_by_client ? "RSTO" : "RSTR";
    if (has('F')) return "S2";
    return has('f') ? "S3" : "S1";
  }
  if (syn) {
    if (has('r') && !reset_by_client) return "REJ";
    if (has('R')) return "RSTOS0";
    if (from_server.packets > 0) return "OTH";
    return has('F') ? "SH" : "S0";
  }
  if (answer) {
    if (has('r')) return "RSTRH";
    if (has('f') && from_client.packets == 0) return "SHR";
  }
  // Met in its middle.
  if (!answer) {
    if (has('R') || has('r')) return reset_by_client ? "RSTOS0" : "RSTRH";
    if (has('F')) return "SH";
    if (has('f')) return "SHR";
  }
  return "OTH";
}

}  // namespace firsthour::triage::network
