// SPDX-License-Identifier: Apache-2.0
#include "triage/network/stream/reassembly.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostWaiting = std::size_t{1} << 20;  // behind one hole
constexpr std::size_t kMostSegments = 4096;
constexpr std::int32_t kWindow = 64 << 20;  // beyond what was acknowledged: no sender is that far ahead
constexpr std::uint8_t kPacketsAfter = 8;   // an acknowledgement of a hole, before it is given up
constexpr std::uint8_t kBelieved = 4;       // segments outside the window in a row

std::int32_t distance(std::uint32_t from, std::uint32_t to) { return static_cast<std::int32_t>(to - from); }

std::uint64_t hash_of(Bytes b) {
  std::uint64_t h = 0xcbf29ce484222325 ^ b.size();
  std::size_t at = 0;
  for (; at + 8 <= b.size(); at += 8) {
    std::uint64_t w;
    std::memcpy(&w, b.data() + at, 8);
    h = (h ^ w) * 0x9fb21c651e98df25;
    h ^= h >> 29;
  }
  for (; at < b.size(); ++at) h = (h ^ byte_at(b, at)) * 0x100000001b3;
  return h;
}

}  // namespace

Reassembly::~Reassembly() {
  for (Side& side : sides_) {
    for (const Segment& segment : side.waiting) release(side, segment);
  }
}

void Reassembly::give(bool from_client, Side& side, Bytes bytes, Moment moment) {
  side.recent[side.recent_at++ % side.recent.size()] = {side.next, static_cast<std::uint32_t>(bytes.size()),
                                                        hash_of(bytes)};
  side.next += static_cast<std::uint32_t>(bytes.size());
  side.out_of_window = 0;
  side.heard = true;
  to_.data(from_client, bytes, moment);
}

void Reassembly::skip_to(bool from_client, Side& side, std::uint32_t sequence, Moment moment) {
  const std::uint32_t missing = sequence - side.next;
  side.next = sequence;
  ++memory_.counts.gaps;
  memory_.counts.gap_bytes += missing;
  to_.gap(from_client, missing, moment);
}

void Reassembly::drain(bool from_client, Side& side) {
  std::size_t done = 0;
  for (; done < side.waiting.size(); ++done) {
    Segment& s = side.waiting[done];
    const std::int32_t ahead = distance(side.next, s.sequence);
    if (ahead > 0) break;
    release(side, s);
    if (static_cast<std::size_t>(-std::int64_t{ahead}) < s.data.size())
      give(from_client, side, Bytes{s.data}.subspan(static_cast<std::size_t>(-ahead)), s.moment);
  }
  if (done == 0) return;
  side.waiting.erase(side.waiting.begin(), side.waiting.begin() + static_cast<std::ptrdiff_t>(done));
  side.since_acknowledged = 0;
}

void Reassembly::keep(Side& side, std::uint32_t sequence, Bytes bytes, Moment moment) {
  ++memory_.counts.out_of_order;
  auto at = std::upper_bound(side.waiting.begin(), side.waiting.end(), sequence,
                             [](std::uint32_t s, const Segment& o) { return distance(s, o.sequence) > 0; });
  if (at != side.waiting.begin()) {
    const Segment& before = *std::prev(at);
    const std::size_t from = static_cast<std::size_t>(distance(before.sequence, sequence));
    if (from < before.data.size()) {
      const std::size_t same = std::min(before.data.size() - from, bytes.size());
      ++memory_.counts.retransmitted;
      if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(same),
                      before.data.begin() + static_cast<std::ptrdiff_t>(from)))
        ++memory_.counts.differing;
      bytes = bytes.subspan(same);
      sequence += static_cast<std::uint32_t>(same);
    }
  }
  // What reaches over later segments is kept in front of and behind them.
  while (!bytes.empty()) {
    std::size_t n = bytes.size(), covered = 0;
    if (at != side.waiting.end()) {
      const std::size_t room = static_cast<std::size_t>(distance(sequence, at->sequence));
      if (room < n) {
        covered = std::min(n - room, at->data.size());
        if (!std::equal(at->data.begin(), at->data.begin() + static_cast<std::ptrdiff_t>(covered),
                        bytes.begin() + static_cast<std::ptrdiff_t>(room)))
          ++memory_.counts.differing;
        n = room;
      }
    }
    if (n > 0) {
      insert(side, at, {sequence, {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n)}, moment});
    }
    bytes = bytes.subspan(n + covered);
    sequence += static_cast<std::uint32_t>(n + covered);
    if (covered > 0) ++at;
  }
}

std::size_t Reassembly::Segment::memory() const {
  constexpr std::size_t kAllocation = 16;
  return 2 * sizeof(Segment) + kAllocation + data.size();  // twice: the list of them grows by doubling
}

// `at` is behind the segment then.
void Reassembly::insert(Side& side, std::vector<Segment>::iterator& at, Segment segment) {
  if (sides_[0].waiting_memory + sides_[1].waiting_memory == 0)
    place_ = memory_.waiting.insert(memory_.waiting.end(), this);
  side.waiting_memory += segment.memory();
  memory_.used += segment.memory();
  at = std::next(side.waiting.insert(at, std::move(segment)));
}

void Reassembly::release(Side& side, const Segment& segment) {
  side.waiting_memory -= segment.memory();
  memory_.used -= segment.memory();
  if (sides_[0].waiting_memory + sides_[1].waiting_memory == 0) memory_.waiting.erase(place_);
}

void Reassembly::give_up_holes() {
  for (const bool from_client : {true, false}) {
    while (!sides_[from_client].waiting.empty()) give_up_hole(from_client, sides_[from_client]);
  }
}

// A hole that is old is a loss; one that is new is mostly two packets that changed places.
void Reassembly::make_room() {
  while (memory_.used > memory_.most && !memory_.waiting.empty()) {
    ++memory_.counts.over_memory;
    memory_.waiting.front()->give_up_holes();
  }
}

void Reassembly::give_up_hole(bool from_client, Side& side) {
  if (side.waiting.empty()) return;
  skip_to(from_client, side, side.waiting.front().sequence, side.waiting.front().moment);
  drain(from_client, side);
}

void Reassembly::compare(Side& side, std::uint32_t sequence, Bytes bytes) {
  ++memory_.counts.retransmitted;
  for (const Seen& seen : side.recent) {
    if (seen.sequence == sequence && seen.length == bytes.size() && seen.hash != hash_of(bytes)) {
      ++memory_.counts.differing;
      return;
    }
  }
}

void Reassembly::payload(bool from_client, Side& side, std::uint32_t sequence, Bytes bytes, Moment moment) {
  std::int32_t ahead = distance(side.next, sequence);
  if (ahead > 0) {
    const bool far =
        ahead > kWindow && (!side.any_acknowledged || distance(side.acknowledged, sequence) > kWindow);
    if (far && ++side.out_of_window < kBelieved) {
      ++memory_.counts.out_of_window;
      return;
    }
    keep(side, sequence, bytes, moment);
    while (!side.waiting.empty() &&
           (far || side.waiting.size() > kMostSegments || side.waiting_memory > kMostWaiting)) {
      memory_.counts.over_memory += !far;
      give_up_hole(from_client, side);
    }
    return make_room();
  }
  if (ahead < 0) {
    const std::size_t old = static_cast<std::size_t>(-std::int64_t{ahead});
    if (old >= bytes.size()) {
      // A byte in front of the window is how a quiet connection is kept open.
      if (bytes.size() > 1) compare(side, sequence, bytes);
      return;
    }
    ++memory_.counts.retransmitted;
    bytes = bytes.subspan(old);
  }
  give(from_client, side, bytes, moment);
  drain(from_client, side);
}

void Reassembly::take(bool from_client, const Decoded& packet, Moment moment) {
  Side& side = sides_[from_client];
  Side& other = sides_[!from_client];
  if (packet.flags & kRst) return;  // what it carries is no part of the stream
  std::uint32_t sequence = packet.sequence;
  if (packet.flags & kSyn) {
    ++sequence;
    // Of several SYNs before the first byte the last one holds: the others were not taken up.
    if (!side.heard && side.waiting.empty()) {
      side.started = true;
      side.next = sequence;
    }
  }
  if (packet.flags & kAck) {
    if (!other.any_acknowledged || distance(other.acknowledged, packet.acknowledged) > 0)
      other.acknowledged = packet.acknowledged;
    other.any_acknowledged = true;
    // Beyond the hole, so it was received and is missing in the capture alone.
    if (!other.waiting.empty() && distance(other.waiting.front().sequence, other.acknowledged) >= 0 &&
        ++other.since_acknowledged >= kPacketsAfter)
      give_up_hole(!from_client, other);
  }
  if (packet.payload_length == 0) return;
  if (!side.started) {
    side.started = true;
    side.next = sequence;
    ++memory_.counts.mid_stream;
  }
  if (!packet.payload.empty()) payload(from_client, side, sequence, packet.payload, moment);
  const std::uint32_t end = sequence + packet.payload_length;
  // Cut by the snap length: the rest of the segment can never come.
  if (packet.cut && side.next == static_cast<std::uint32_t>(sequence + packet.payload.size())) {
    skip_to(from_client, side, end, moment);
    drain(from_client, side);
  }
}

bool Reassembly::missing(bool from_client) const {
  const Side& side = sides_[from_client];
  return !side.waiting.empty() ||
         (side.started && side.any_acknowledged && distance(side.next, side.acknowledged) > 1);
}

void Reassembly::finish() { give_up_holes(); }

}  // namespace firsthour::triage::network
