// SPDX-License-Identifier: Apache-2.0
// The two byte streams of a TCP connection, in order, each byte once.
//
// Policies. Of bytes that come twice the first are handed out; that a later copy was different is counted. A
// hole is given up when the other side acknowledged beyond it and some more packets came, or when what waits
// behind it is too much; its length is told, nothing is put in its place. A connection that is met in its
// middle begins with what is seen first. One side alone is enough. Segments far outside the window are left
// out and counted, until several follow one another there. Urgent data stays in the stream.
#pragma once

#include "triage/network/flow/flow.h"

#include <array>
#include <cstdint>
#include <vector>

namespace firsthour::triage::network {

class StreamListener {
 public:
  virtual ~StreamListener() = default;
  virtual void data(bool from_client, Bytes bytes, Moment moment) = 0;
  virtual void gap(bool from_client, std::uint64_t bytes, Moment moment) = 0;
};

struct StreamCounts {
  std::uint64_t out_of_order = 0, retransmitted = 0, differing = 0, gaps = 0, gap_bytes = 0;
  std::uint64_t out_of_window = 0, mid_stream = 0, over_memory = 0;
};

// Shared by all connections of one reading.
struct StreamMemory {
  std::size_t used = 0;  // bytes that wait behind holes
  std::size_t most = std::size_t{128} << 20;
  StreamCounts counts;
};

class Reassembly {
 public:
  explicit Reassembly(StreamMemory& memory) : memory_{memory} {}
  Reassembly(const Reassembly&) = delete;
  Reassembly& operator=(const Reassembly&) = delete;
  ~Reassembly();
  void take(bool from_client, const Decoded& packet, Moment moment, StreamListener& to);
  // Hands out what still waits.
  void finish(StreamListener& to);

 private:
  struct Segment {
    std::uint32_t sequence = 0;
    std::vector<std::byte> data;
    Moment moment;
  };
  struct Seen {
    std::uint32_t sequence = 0, length = 0;
    std::uint64_t hash = 0;
  };
  struct Side {
    bool started = false;
    bool heard = false;              // bytes were handed out
    std::uint32_t next = 0;          // sequence number of the next byte to hand out
    std::uint32_t acknowledged = 0;  // by the other side
    bool any_acknowledged = false;
    std::uint8_t patience = 0;  // packets since the hole was acknowledged
    std::uint8_t strays = 0;    // segments outside the window in a row
    std::size_t waiting_bytes = 0;
    std::vector<Segment> waiting;  // by sequence number, none overlapping
    std::array<Seen, 4> recent{};  // what was handed out last, to compare copies with
    std::uint8_t recent_at = 0;
  };
  void give(bool from_client, Side& side, Bytes bytes, Moment moment, StreamListener& to);
  void skip_to(bool from_client, Side& side, std::uint32_t sequence, Moment moment, StreamListener& to);
  void drain(bool from_client, Side& side, StreamListener& to);
  void keep(Side& side, std::uint32_t sequence, Bytes bytes, Moment moment);
  void give_up_hole(bool from_client, Side& side, StreamListener& to);
  void compare(Side& side, std::uint32_t sequence, Bytes bytes);
  void payload(bool from_client, Side& side, std::uint32_t sequence, Bytes bytes, Moment moment,
               StreamListener& to);
  StreamMemory& memory_;
  std::array<Side, 2> sides_;
};

}  // namespace firsthour::triage::network
