// SPDX-License-Identifier: Apache-2.0
// The two byte streams of a TCP connection, in order, each byte once.
//
// Policies. Of bytes that come twice the first are handed out; that a later copy was different is counted. A
// hole is given up when the other side acknowledged beyond it and some more packets came, or when what waits
// behind it is too much (of all connections, the one that waits longest gives way); its length is told,
// nothing is put in its place. A connection that is met in its middle begins with what is seen first. One
// side alone is enough. Segments far outside the window are left out and counted, until several follow one
// another there. Urgent data stays in the stream.
#pragma once

#include "triage/network/flow/flow.h"

#include <array>
#include <cstdint>
#include <list>
#include <vector>

namespace firsthour::triage::network {

// Is told of the bytes of both directions, each in its order; of holes where they lie. Bytes are valid during
// the call; the moment is that of the packet that brought them, of a hole that of the bytes behind it.
class StreamListener {
 public:
  virtual ~StreamListener() = default;
  virtual void data(bool from_client, Bytes bytes, Moment moment) = 0;
  virtual void gap(bool from_client, std::uint64_t bytes, Moment moment) = 0;
};

struct StreamCounts {
  std::uint64_t out_of_order = 0, retransmitted = 0, differing = 0, gaps = 0, gap_bytes = 0;
  std::uint64_t out_of_window = 0, mid_stream = 0, over_memory = 0;
  std::uint64_t changed_too_often = 0;  // connections whose protocol changed so often that they were left
};

class Reassembly;

// Shared by all connections of one reading.
struct StreamMemory {
  std::size_t used = 0;  // by what waits behind holes
  std::size_t most = std::size_t{128} << 20;
  std::list<Reassembly*> waiting;  // connections with holes, the one that waits longest first
  StreamCounts counts;
};

class Reassembly {
 public:
  // Both outlive it. The listener is told when a packet is taken, and when another connection needs the room.
  Reassembly(StreamMemory& memory, StreamListener& to) : memory_{memory}, to_{to} {}
  Reassembly(const Reassembly&) = delete;
  Reassembly& operator=(const Reassembly&) = delete;
  ~Reassembly();
  void take(bool from_client, const Decoded& packet, Moment moment);
  // Whether bytes of this side were acknowledged that were not handed out.
  [[nodiscard]] bool missing(bool from_client) const;
  // Hands out what still waits.
  void finish();

 private:
  struct Segment {
    std::uint32_t sequence = 0;
    std::vector<std::byte> data;
    Moment moment;
    [[nodiscard]] std::size_t memory() const;
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
    std::uint8_t since_acknowledged = 0;  // packets, since the hole was
    std::uint8_t out_of_window = 0;       // segments in a row
    std::size_t waiting_memory = 0;
    std::vector<Segment> waiting;  // by sequence number, none overlapping
    std::array<Seen, 4> recent{};  // what was handed out last, to compare copies with
    std::uint8_t recent_at = 0;
  };
  void give(bool from_client, Side& side, Bytes bytes, Moment moment);
  void skip_to(bool from_client, Side& side, std::uint32_t sequence, Moment moment);
  void drain(bool from_client, Side& side);
  void keep(Side& side, std::uint32_t sequence, Bytes bytes, Moment moment);
  void insert(Side& side, std::vector<Segment>::iterator& at, Segment segment);
  void release(Side& side, const Segment& segment);
  void give_up_hole(bool from_client, Side& side);
  void give_up_holes();
  void make_room();
  void compare(Side& side, std::uint32_t sequence, Bytes bytes);
  void payload(bool from_client, Side& side, std::uint32_t sequence, Bytes bytes, Moment moment);
  StreamMemory& memory_;
  StreamListener& to_;
  std::array<Side, 2> sides_;
  std::list<Reassembly*>::iterator place_;  // in memory_.waiting, while anything waits
};

}  // namespace firsthour::triage::network
