// SPDX-License-Identifier: Apache-2.0
#include "triage/network/stream/pieces.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <array>
#include <vector>

namespace firsthour::triage::network {
namespace {

bool is_encrypted(std::string_view service) {
  constexpr std::array<std::string_view, 4> kEncrypted{"tls", "ssh", "quic", "dtls"};
  return std::ranges::find(kEncrypted, service) != kEncrypted.end();
}

}  // namespace

void StreamPieces::packet(const Flow& flow, const Decoded& packet, bool from_client, Moment) {
  if (flow.protocol != kTcp) add(flow, from_client, packet.payload);
}

void StreamPieces::stream(const Flow& flow, bool from_client, Bytes bytes, Moment) {
  add(flow, from_client, bytes);
}

void StreamPieces::add(const Flow& flow, bool from_client, Bytes bytes) {
  if (bytes.empty()) return;
  Sides& sides = open_[flow.number];
  sides.flow = &flow;
  Side& side = from_client ? sides.client : sides.server;
  if (side.offset + side.bytes.size() >= limits_.encrypted && is_encrypted(flow.service)) {
    counts_.encrypted += side.left_out ? 0 : 1;
    counts_.encrypted_bytes += bytes.size();
    side.left_out = true;
    return;
  }
  side.bytes.append(text_of(bytes));
  held_ += bytes.size();
  if (side.bytes.size() >= limits_.piece) give(flow, from_client, side, limits_.overlap);
  if (held_ > limits_.most) make_room();
}

// The last `keep` bytes stay, to be the beginning of the next piece.
void StreamPieces::give(const Flow& flow, bool from_client, Side& side, std::size_t keep) {
  if (side.bytes.size() > side.given) take_(flow, {from_client, side.offset, as_bytes(side.bytes)});
  keep = std::min(keep, side.bytes.size());
  const std::size_t gone = side.bytes.size() - keep;
  side.bytes.erase(0, gone);
  side.offset += gone;
  side.given = keep;
  held_ -= gone;
  if (keep == 0) side.bytes.shrink_to_fit();
}

void StreamPieces::make_room() {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, sides] : open_) numbers.push_back(number);
  std::ranges::sort(numbers);  // the same reading gives the same pieces
  for (const std::uint64_t number : numbers) {
    Sides& sides = open_[number];
    for (Side* side : {&sides.client, &sides.server}) {
      counts_.hurried += side->bytes.size() > side->given;
      give(*sides.flow, side == &sides.client, *side, 0);
    }
  }
}

void StreamPieces::stream_gap(const Flow& flow, bool from_client, std::uint64_t bytes) {
  ++counts_.gaps;
  counts_.gap_bytes += bytes;
  Sides& sides = open_[flow.number];
  sides.flow = &flow;
  Side& side = from_client ? sides.client : sides.server;
  give(flow, from_client, side, 0);
  side.offset += bytes;
}

void StreamPieces::flow(const Flow& flow) {
  const auto found = open_.find(flow.number);
  if (found == open_.end()) return;
  give(flow, true, found->second.client, 0);
  give(flow, false, found->second.server, 0);
  open_.erase(found);
}

}  // namespace firsthour::triage::network
