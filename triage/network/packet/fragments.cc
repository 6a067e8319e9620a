// SPDX-License-Identifier: Apache-2.0
#include "triage/network/packet/fragments.h"

#include "triage/network/elapsed.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostDatagrams = 256;  // of 64 KiB at most: 16 MiB
constexpr std::int64_t kLongestWait = 30'000'000'000;
constexpr std::uint32_t kLargest = 65'535;
}  // namespace

Fragments::Datagram& Fragments::datagram_of(const Piece& piece) {
  while (!waiting_.empty() && elapsed(waiting_.front().first, piece.time) > kLongestWait) {
    waiting_.pop_front();
    ++counts_.given_up;
  }
  for (Datagram& d : waiting_) {
    if (d.id == piece.id && d.protocol == piece.protocol && d.source == piece.source &&
        d.destination == piece.destination)
      return d;
  }
  if (waiting_.size() >= kMostDatagrams) {
    waiting_.pop_front();
    ++counts_.given_up;
  }
  Datagram& added = waiting_.emplace_back();
  added.source = piece.source;
  added.destination = piece.destination;
  added.id = piece.id;
  added.protocol = piece.protocol;
  added.first = piece.time;
  return added;
}

void Fragments::put(Datagram& into, std::uint32_t offset, Bytes data) {
  if (data.empty()) return;
  const std::size_t end = offset + data.size();
  if (into.data.size() < end) {
    into.data.resize(end);
    into.have.resize((end + 7) / 8);
  }
  bool overlap = false, differs = false;
  for (std::size_t unit = offset / 8; unit * 8 < end; ++unit) {
    const std::size_t at = unit * 8, n = std::min<std::size_t>(8, end - at);
    const Bytes from = data.subspan(at - offset, n);
    if (into.have[unit]) {
      overlap = true;
      differs |= !std::equal(from.begin(), from.end(), into.data.begin() + static_cast<std::ptrdiff_t>(at));
      continue;
    }
    std::copy(from.begin(), from.end(), into.data.begin() + static_cast<std::ptrdiff_t>(at));
    into.have[unit] = true;
    ++into.units;
  }
  counts_.overlaps += overlap;
  counts_.differences += differs;
}

// The end of a datagram is where its last fragment ends. What is known to lie behind it was never part of it.
void Fragments::end_at(Datagram& d, std::uint32_t length) {
  d.length = length;
  if (d.data.size() <= length) return;
  ++counts_.differences;
  d.data.resize(length);
  d.have.resize((length + 7) / 8);
  d.units = static_cast<std::size_t>(std::count(d.have.begin(), d.have.end(), true));
}

// The part of a piece that lies within the datagram: its end stands as it was said first.
Bytes Fragments::within(const Datagram& into, const Piece& piece) {
  const std::size_t end = piece.offset + piece.data.size();
  if (!into.length || (piece.last ? end == *into.length : end <= *into.length)) return piece.data;
  ++counts_.differences;
  const std::size_t room = *into.length - std::min(*into.length, piece.offset);
  if (piece.data.size() >= room) return piece.data.first(room);
  return piece.data.first(piece.data.size() / 8 * 8);
}

std::optional<Bytes> Fragments::take(const Piece& piece) {
  ++counts_.fragments;
  // All but the last are whole units; a datagram cannot be longer than its length field can say.
  if (piece.data.empty() || piece.offset + piece.data.size() > kLargest ||
      (!piece.last && piece.data.size() % 8 != 0)) {
    ++counts_.malformed;
    return std::nullopt;
  }
  Datagram& d = datagram_of(piece);
  if (piece.last && !d.length) end_at(d, piece.offset + static_cast<std::uint32_t>(piece.data.size()));
  put(d, piece.offset, within(d, piece));
  if (!d.length || d.units < (*d.length + 7) / 8) return std::nullopt;
  const std::uint32_t length = *d.length;
  whole_.push_back(std::move(d.data));
  waiting_.erase(std::find_if(waiting_.begin(), waiting_.end(), [&](const Datagram& o) { return &o == &d; }));
  ++counts_.datagrams;
  return Bytes{whole_.back()}.first(length);
}

void Fragments::finish() {
  counts_.given_up += waiting_.size();
  waiting_.clear();
}

}  // namespace firsthour::triage::network
