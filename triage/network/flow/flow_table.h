// SPDX-License-Identifier: Apache-2.0
// All flows that are open, found by their endpoints; those that were quiet for long, or too many, are ended,
// oldest first. No memory is taken for a packet; a flow's is used again.
//
// How long a flow was quiet its own packets say. For the others a stamp counts only when the next packet's is
// no earlier: one packet from the future does not end them all.
#pragma once

#include "triage/network/flow/flow.h"

#include <deque>
#include <functional>
#include <vector>

namespace firsthour::triage::network {

struct FlowLimits {
  std::size_t most = std::size_t{1} << 18;
  std::int64_t tcp_idle = 3'600'000'000'000;  // an hour: a quiet connection is still one
  std::int64_t closed_idle = 10'000'000'000;
  std::int64_t other_idle = 60'000'000'000;
  std::uint64_t seed = 0x9e3779b97f4a7c15;  // of the table's hash
};

struct FlowCounts {
  std::uint64_t flows = 0, evicted = 0;  // evicted: ended because there were too many
};

class FlowTable {
 public:
  // Is told of a flow that ends, once; the flow is gone when it returns.
  using Ended = std::function<void(Flow&)>;
  FlowTable(FlowLimits limits, Ended ended);
  // The flow that the packet belongs to, with the packet counted. Valid until the next call.
  [[nodiscard]] Flow& take(const Decoded& packet, Moment moment, bool& from_client);
  // Ends all, in the order of their last packets.
  void finish();
  [[nodiscard]] const FlowCounts& counts() const { return counts_; }

 private:
  struct Slot {
    Flow flow;
    std::uint64_t hash = 0;
    std::uint32_t older = kNone, newer = kNone;
    std::uint8_t list = 0;
  };
  struct List {
    std::uint32_t oldest = kNone, newest = kNone;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;
  [[nodiscard]] std::uint64_t hash_of(const Decoded& p) const;
  [[nodiscard]] std::uint32_t find(const Decoded& p, std::uint64_t hash, bool& from_client) const;
  [[nodiscard]] std::uint32_t add(const Decoded& p, std::uint64_t hash, Moment moment);
  void end(std::uint32_t slot);
  void unlink(std::uint32_t slot);
  void append(std::uint32_t slot, std::uint8_t list);
  void expire(std::int64_t now);
  [[nodiscard]] std::int64_t idle_limit(const Slot& slot) const;
  void forget(std::uint32_t slot);
  FlowLimits limits_;
  Ended ended_;
  std::deque<Slot> slots_;  // a deque: flows do not move
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> index_;  // open addressing; kNone is empty
  std::array<List, 3> lists_;         // open TCP, closed TCP, the others: each by the newest packet
  FlowCounts counts_;
  std::int64_t previous_ = INT64_MIN;  // stamp of the packet before
};

}  // namespace firsthour::triage::network
