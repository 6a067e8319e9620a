// SPDX-License-Identifier: Apache-2.0
// What went over each flow, as contents to be matched by rules: the two directions of every TCP connection,
// and the payloads of all other packets of a flow, one behind the other. In pieces that lie a little over
// each other, so that a long stream needs little memory and nothing is split for good.
#pragma once

#include "triage/network/observation.h"

#include <functional>
#include <string>
#include <unordered_map>

namespace firsthour::triage::network {

struct PieceLimits {
  std::size_t piece = std::size_t{16} << 20;
  std::size_t overlap = std::size_t{64} << 10;  // of one piece with the next; holes have none
  std::size_t most = std::size_t{256} << 20;    // of all streams at one time
  // Of streams that are encrypted the beginning is enough: names and certificates.
  std::size_t encrypted = std::size_t{64} << 10;
};

struct StreamPiece {
  bool from_client = false;
  std::uint64_t offset = 0;  // in its direction, counting what holes had
  Bytes bytes;               // valid during the call
};

struct PieceCounts {
  std::uint64_t encrypted = 0, encrypted_bytes = 0;  // directions of which a part was left out, and how much
  std::uint64_t gaps = 0, gap_bytes = 0;             // holes
  std::uint64_t hurried = 0;  // pieces given early for lack of room, without an overlap
};

class StreamPieces final : public Observer {
 public:
  using Take = std::function<void(const Flow&, const StreamPiece&)>;
  explicit StreamPieces(Take take, PieceLimits limits = {}) : take_{std::move(take)}, limits_{limits} {}
  [[nodiscard]] bool wants_streams() const override { return true; }
  void packet(const Flow& flow, const Decoded& packet, bool from_client, Moment moment) override;
  void stream(const Flow& flow, bool from_client, Bytes bytes, Moment moment) override;
  void stream_gap(const Flow& flow, bool from_client, std::uint64_t bytes) override;
  void flow(const Flow& flow) override;
  [[nodiscard]] const PieceCounts& counts() const { return counts_; }

 private:
  struct Side {
    std::string bytes;
    std::uint64_t offset = 0;  // of bytes
    std::size_t given = 0;     // of bytes: the overlap, which was in the piece before
    bool left_out = false;
  };
  struct Sides {
    const Flow* flow = nullptr;
    Side client, server;
  };
  void add(const Flow& flow, bool from_client, Bytes bytes);
  void give(const Flow& flow, bool from_client, Side& side, std::size_t keep);
  void make_room();
  Take take_;
  PieceLimits limits_;
  PieceCounts counts_;
  std::unordered_map<std::uint64_t, Sides> open_;  // by the flow's number
  std::size_t held_ = 0;
};

}  // namespace firsthour::triage::network
