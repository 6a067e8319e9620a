// SPDX-License-Identifier: Apache-2.0
#include "triage/network/flow/flow_table.h"

#include "triage/network/elapsed.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace firsthour::triage::network {

namespace {

enum ListName : std::uint8_t { kOpen, kClosed, kOther };

std::uint64_t word(const std::byte* at) {
  std::uint64_t w;
  std::memcpy(&w, at, 8);
  return w;
}

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h = (h ^ v) * 0x9fb21c651e98df25;
  return h ^ (h >> 32);
}

std::uint64_t endpoint_hash(std::uint64_t seed, const IpAddress& address, std::uint16_t port) {
  return mix(mix(mix(seed, word(address.bytes.data())), word(address.bytes.data() + 8)), port);
}

// The server's packet is the first that was captured: it agrees to a connection, or comes in the middle of a
// talk from a port that only servers have to one that clients are given.
bool begins_with_answer(const Decoded& p) {
  constexpr std::uint16_t kFirstOfClients = 1024;
  if (p.protocol == kTcp && (p.flags & kSyn)) return p.flags & kAck;
  return (p.protocol == kTcp || p.protocol == kUdp) && p.source_port < kFirstOfClients &&
         p.destination_port >= kFirstOfClients;
}

// The ports that the other direction would have. Types of ICMP that answer one another are one flow.
Endpoint source_of(const Decoded& p) { return {p.source, p.source_port}; }
Endpoint destination_of(const Decoded& p) {
  if (p.protocol == kIcmp || p.protocol == kIcmp6) {
    const auto pair = icmp_counterpart(p.protocol == kIcmp6, static_cast<std::uint8_t>(p.source_port));
    return {p.destination, pair ? std::uint16_t{*pair} : p.destination_port};
  }
  return {p.destination, p.destination_port};
}

// A flow that is over and a SYN: a new connection on the same ports.
bool begins_anew(const Flow& flow, const Decoded& p) {
  return flow.protocol == kTcp && (p.flags & (kSyn | kAck)) == kSyn && flow.closed();
}

}  // namespace

FlowTable::FlowTable(FlowLimits limits, Ended ended) : limits_{limits}, ended_{std::move(ended)} {
  index_.assign(std::bit_ceil(limits_.most * 2), kNone);
}

std::uint64_t FlowTable::hash_of(const Decoded& p) const {
  const Endpoint from = source_of(p), to = destination_of(p);
  const std::uint64_t a = endpoint_hash(limits_.seed, from.address, from.port),
                      b = endpoint_hash(limits_.seed, to.address, to.port);
  return mix(a + b, mix(a ^ b, p.protocol));
}

std::uint32_t FlowTable::find(const Decoded& p, std::uint64_t hash, bool& from_client) const {
  const Endpoint from = source_of(p), to = destination_of(p);
  const std::size_t mask = index_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const std::uint32_t slot = index_[at];
    if (slot == kNone) return kNone;
    const Slot& s = slots_[slot];
    if (s.hash != hash || s.flow.protocol != p.protocol) continue;
    if (s.flow.client == from && s.flow.server == to) {
      from_client = true;
      return slot;
    }
    if (s.flow.client == to && s.flow.server == from && !s.flow.one_way_icmp) {
      from_client = false;
      return slot;
    }
  }
}

std::uint32_t FlowTable::add(const Decoded& p, std::uint64_t hash, Moment moment) {
  if (free_.empty() && slots_.size() >= limits_.most) {
    ++counts_.evicted;
    for (const ListName list : {kClosed, kOther, kOpen}) {
      if (lists_[list].oldest == kNone) continue;
      end(lists_[list].oldest);
      break;
    }
  }
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
    slots_[slot] = Slot{};
  }
  Slot& s = slots_[slot];
  s.hash = hash;
  Flow& flow = s.flow;
  flow.number = ++counts_.flows;
  flow.client = source_of(p);
  flow.server = destination_of(p);
  if (begins_with_answer(p)) std::swap(flow.client, flow.server);
  flow.protocol = p.protocol;
  flow.one_way_icmp = (p.protocol == kIcmp || p.protocol == kIcmp6) &&
                      !icmp_counterpart(p.protocol == kIcmp6, static_cast<std::uint8_t>(p.source_port));
  flow.tunnels = p.tunnels;
  flow.vlan = p.vlan;
  flow.has_mac = p.has_mac && flow.client == source_of(p);
  if (flow.has_mac) flow.client_mac = p.source_mac;
  flow.first = flow.last = moment;
  const std::size_t mask = index_.size() - 1;
  std::size_t at = hash & mask;
  while (index_[at] != kNone) at = (at + 1) & mask;
  index_[at] = slot;
  append(slot, p.protocol == kTcp ? kOpen : kOther);
  return slot;
}

void FlowTable::append(std::uint32_t slot, std::uint8_t list) {
  List& l = lists_[list];
  Slot& s = slots_[slot];
  s.list = list;
  s.older = l.newest;
  s.newer = kNone;
  if (l.newest != kNone) slots_[l.newest].newer = slot;
  l.newest = slot;
  if (l.oldest == kNone) l.oldest = slot;
}

void FlowTable::unlink(std::uint32_t slot) {
  Slot& s = slots_[slot];
  List& l = lists_[s.list];
  (s.older == kNone ? l.oldest : slots_[s.older].newer) = s.newer;
  (s.newer == kNone ? l.newest : slots_[s.newer].older) = s.older;
}

// Removal that keeps the runs of open addressing whole: later entries of the run move up.
void FlowTable::forget(std::uint32_t slot) {
  const std::size_t mask = index_.size() - 1;
  std::size_t hole = slots_[slot].hash & mask;
  while (index_[hole] != slot) hole = (hole + 1) & mask;
  for (std::size_t at = (hole + 1) & mask; index_[at] != kNone; at = (at + 1) & mask) {
    const std::size_t home = slots_[index_[at]].hash & mask;
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    index_[hole] = index_[at];
    hole = at;
  }
  index_[hole] = kNone;
}

void FlowTable::end(std::uint32_t slot) {
  Slot& s = slots_[slot];
  ended_(s.flow);
  unlink(slot);
  forget(slot);
  s.flow.conversation.reset();
  free_.push_back(slot);
}

void FlowTable::expire(std::int64_t now) {
  const std::int64_t believed = std::min(now, std::exchange(previous_, now));
  for (const List& list : lists_) {
    while (list.oldest != kNone) {
      const Slot& oldest = slots_[list.oldest];
      if (elapsed(oldest.flow.last.time, believed) <= idle_limit(oldest)) break;
      end(list.oldest);
    }
  }
}

std::int64_t FlowTable::idle_limit(const Slot& slot) const {
  return slot.list == kOpen     ? limits_.tcp_idle
         : slot.list == kClosed ? limits_.closed_idle
                                : limits_.other_idle;
}

Flow& FlowTable::take(const Decoded& p, Moment moment, bool& from_client) {
  expire(moment.time);
  const std::uint64_t hash = hash_of(p);
  std::uint32_t slot = find(p, hash, from_client);
  if (slot != kNone && (begins_anew(slots_[slot].flow, p) ||
                        elapsed(slots_[slot].flow.last.time, moment.time) > idle_limit(slots_[slot]))) {
    end(slot);
    slot = kNone;
  }
  if (slot == kNone) {
    slot = add(p, hash, moment);
    from_client = slots_[slot].flow.client == source_of(p);
  } else {
    unlink(slot);
    append(slot, slots_[slot].list);
  }
  Flow& flow = slots_[slot].flow;
  flow.last = moment;
  FlowSide& side = from_client ? flow.from_client : flow.from_server;
  ++side.packets;
  side.ip_bytes += p.ip_bytes;
  side.payload_bytes += p.payload_length;
  flow.bad_checksums += p.bad_checksum;
  if (p.protocol != kTcp) return flow;
  side.flags |= p.flags;
  if (p.flags & kSyn) flow.history.add(p.flags & kAck ? 'h' : 's', from_client);
  if (p.payload_length > 0)
    flow.history.add('d', from_client);
  else if ((p.flags & (kAck | kSyn | kFin | kRst)) == kAck)
    flow.history.add('a', from_client);
  if (p.flags & kFin) flow.history.add('f', from_client);
  if (p.flags & kRst) {
    if (flow.history.text().find_first_of("rR") == std::string_view::npos) flow.reset_by_client = from_client;
    flow.history.add('r', from_client);
  }
  if (p.bad_checksum) flow.history.add('c', from_client);
  if (slots_[slot].list == kOpen && flow.closed()) {
    unlink(slot);
    append(slot, kClosed);
  }
  return flow;
}

void FlowTable::finish() {
  // By their last packets, so that the order of what is written does not depend on the lists.
  for (;;) {
    std::uint32_t next = kNone;
    for (const List& list : lists_) {
      if (list.oldest == kNone) continue;
      if (next == kNone || slots_[list.oldest].flow.last.packet < slots_[next].flow.last.packet)
        next = list.oldest;
    }
    if (next == kNone) return;
    end(next);
  }
}

}  // namespace firsthour::triage::network
