// SPDX-License-Identifier: Apache-2.0
// Headers that wrap a packet and say themselves what is inside: frame relay, the Linux packet filter's log,
// service chains (RFC 8300), VXLAN's generic form, and the tunnels of early IPv6.
#include "triage/network/packet/decoder.h"

namespace firsthour::triage::network {

// RFC 2427; Cisco's own form has an EtherType behind the address.
bool Decoder::frame_relay(Bytes b, Decoded& into) {
  std::size_t head = 0;
  do {
    if (++head > 4) return damaged();
    if (b.size() < head + 2) return headers_cut();
  } while (!(byte_at(b, head - 1) & 1));
  b = b.subspan(head);
  if (byte_at(b, 0) != 3) return by_type(be16(b, 0), b.subspan(2), into);
  b = b.subspan(1);
  if (byte_at(b, 0) == 0) b = b.subspan(1);  // padding
  if (b.empty()) return headers_cut();
  switch (byte_at(b, 0)) {
    case 0xcc:
      return ip4(b.subspan(1), into);
    case 0x8e:
      return ip6(b.subspan(1), into);
    case 0x80:  // SNAP
      return b.size() < 6 ? headers_cut() : by_type(be16(b, 4), b.subspan(6), into);
    default:
      return false;
  }
}

// Parts with a length in the byte order of the host that captured; the packet is one of them.
bool Decoder::filter_log(Bytes b, Decoded& into) {
  constexpr std::size_t kHead = 4, kPartHead = 4;
  constexpr std::uint16_t kPayload = 9;
  if (b.size() < kHead + kPartHead) return headers_cut();
  b = b.subspan(kHead);
  // The first part is never as long as its length read the wrong way round.
  const bool little = le16(b, 0) <= be16(b, 0);
  while (b.size() >= kPartHead) {
    const std::size_t length = little ? le16(b, 0) : be16(b, 0);
    const std::uint16_t type = (little ? le16(b, 2) : be16(b, 2)) & 0x7fff;
    if (length < kPartHead) return damaged();
    if (type == kPayload)
      return by_version(b.subspan(kPartHead, std::min(length, b.size()) - kPartHead), into);
    b = b.subspan(std::min(b.size(), (length + 3) / 4 * 4));
  }
  return false;
}

bool Decoder::service_chain(Bytes b, Decoded& into) {
  if (b.size() < 8) return headers_cut();
  const std::size_t head = std::size_t{be16(b, 0) & 0x3fu} * 4;
  if (head < 8) return damaged();
  if (b.size() < head) return headers_cut();
  return by_next_protocol(byte_at(b, 3), b.subspan(head), into);
}

// The numbers are those of RFC 8300 and of VXLAN-GPE alike.
bool Decoder::by_next_protocol(std::uint8_t number, Bytes b, Decoded& into) {
  switch (number) {
    case 1:
      return ip4(b, into);
    case 2:
      return ip6(b, into);
    case 3:
      return ethernet(b, into);
    default:
      return false;
  }
}

// RFC 4380: IPv6, with what servers add before it.
bool Decoder::teredo(Bytes b, Decoded& into) {
  constexpr std::size_t kHeader6 = 40;
  if (b.size() > 4 && be16(b, 0) == 1) {  // authentication: two lengths, a nonce and a byte
    const std::size_t head = 4 + std::size_t{byte_at(b, 2)} + byte_at(b, 3) + 9;
    if (b.size() < head) return false;
    b = b.subspan(head);
  }
  if (b.size() > 8 && be16(b, 0) == 0) b = b.subspan(8);  // the address as the server saw it
  return b.size() >= kHeader6 && byte_at(b, 0) >> 4 == 6 && ip6(b, into);
}

// An identity and a signature, whose lengths are in the first two bytes, and then IPv6.
bool Decoder::ayiya(Bytes b, Decoded& into) {
  if (b.size() < 8 || byte_at(b, 3) != kIpv6) return false;
  const std::size_t head =
      8 + (std::size_t{1} << (byte_at(b, 0) >> 4)) + (std::size_t{byte_at(b, 1)} >> 4) * 4;
  return b.size() > head && byte_at(b, head) >> 4 == 6 && ip6(b.subspan(head), into);
}

bool Decoder::vxlan_generic(Bytes b, Decoded& into) {
  constexpr std::uint8_t kServiceChain = 4;
  if (b.size() < 8) return false;
  // The flag that announces the number is not set by every sender; in VXLAN proper the byte is zero.
  const std::uint8_t next = byte_at(b, 3);
  if (next == 0) return vxlan(b, into);
  if (next == kServiceChain) return service_chain(b.subspan(8), into);
  return by_next_protocol(next, b.subspan(8), into);
}

}  // namespace firsthour::triage::network
