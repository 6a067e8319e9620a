// SPDX-License-Identifier: Apache-2.0
// Puts IP fragments together. Of bytes that come twice the first are kept, and a difference is counted; bytes
// behind the end that the last fragment says are a difference too, and left out.
// Bounded in datagrams and bytes; what is given up is counted.
#pragma once

#include "triage/network/packet/ip_address.h"

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <vector>

namespace firsthour::triage::network {

struct FragmentCounts {
  std::uint64_t fragments = 0, datagrams = 0;  // datagrams that became whole
  std::uint64_t given_up = 0;                  // timed out, or more than are kept
  std::uint64_t overlaps = 0, differences = 0, malformed = 0;
};

class Fragments {
 public:
  // One fragment. Its data is copied.
  struct Piece {
    IpAddress source, destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;
    std::uint32_t offset = 0;  // bytes
    bool last = false;
    Bytes data;
    std::int64_t time = 0;
  };
  // The whole datagram's payload when this piece completes it; valid until next_packet(): inside it may be
  // the last fragment of another datagram.
  [[nodiscard]] std::optional<Bytes> take(const Piece& piece);
  [[nodiscard]] const FragmentCounts& counts() const { return counts_; }
  void next_packet() { whole_.clear(); }
  // At the end of the input: what never became whole is given up.
  void finish();

 private:
  struct Datagram {
    IpAddress source, destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;
    std::int64_t first = 0;
    std::vector<std::byte> data;
    std::vector<bool> have;  // in units of eight bytes
    std::size_t units = 0;   // that are there
    std::optional<std::uint32_t> length;
  };
  [[nodiscard]] Datagram& datagram_of(const Piece& piece);
  [[nodiscard]] Bytes within(const Datagram& into, const Piece& piece);
  void end_at(Datagram& d, std::uint32_t length);
  void put(Datagram& into, std::uint32_t offset, Bytes data);
  std::deque<Datagram> waiting_;             // oldest first
  std::list<std::vector<std::byte>> whole_;  // those of this packet, the innermost last
  FragmentCounts counts_;
};

}  // namespace firsthour::triage::network
