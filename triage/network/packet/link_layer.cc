// SPDX-License-Identifier: Apache-2.0
// The layers below IP. Numbers of link types: https://www.tcpdump.org/linktypes.html
#include "triage/network/packet/decoder.h"

namespace firsthour::triage::network {

namespace {

enum LinkType : std::uint16_t {
  kNull = 0,
  kEthernet = 1,
  kPpp = 9,
  kPppHdlc = 50,
  kRawOld = 12,
  kRawOpenBsd = 14,
  kRaw = 101,
  kCiscoHdlc = 104,
  kWireless = 105,
  kFrameRelay = 107,
  kLoop = 108,
  kLinuxSll = 113,
  kRadiotap = 127,
  kIpv4 = 228,
  kIpv6Link = 229,
  kFilterLog = 239,
  kLinuxSll2 = 276,
};
enum EtherType : std::uint16_t {
  kIp4Type = 0x0800,
  kArp = 0x0806,
  kVlan = 0x8100,
  kIp6Type = 0x86dd,
  kMpls = 0x8847,
  kMplsMulticast = 0x8848,
  kPppoe = 0x8864,
  kQinQ = 0x88a8,
  kQinQOld = 0x9100,
  kTransparentEthernet = 0x6558,
  kErspan = 0x88be,
  kErspan3 = 0x22eb,
  kProviderBackbone = 0x88e7,
  kFabricPath = 0x8903,
  kVnTag = 0x8926,
  kServiceChain = 0x894f,
  kSmallestType = 0x0600,  // below it is a length, and LLC follows
};
constexpr unsigned kDeepest = 16;

}  // namespace

bool Decoder::decode(const Packet& packet, Decoded& into) {
  now_ = packet.time;
  cut_ = packet.data.size() < packet.original_length;
  aggregate_ = {};
  fragments_.next_packet();
  return counted(into, [&] { return link(packet, into); });
}

bool Decoder::decode_more(Decoded& into) {
  return counted(into, [&] { return aggregated(into); });
}

template <typename Read>
bool Decoder::counted(Decoded& into, Read read) {
  into = Decoded{};
  depth_ = link_depth_ = 0;
  const std::uint64_t ip = counts_.ip, malformed = counts_.malformed, cut_headers = counts_.cut_headers;
  const bool whole = read();
  const bool amiss = counts_.malformed > malformed || counts_.cut_headers > cut_headers;
  if (amiss && cut_) {
    counts_.malformed = malformed;
    counts_.cut_headers = cut_headers;
    ++counts_.headers_not_captured;
  }
  if (counts_.ip > ip) {
    counts_.ip = ip + 1;  // a tunnel counts once
  } else {
    ++counts_.other;
  }
  return whole;
}

bool Decoder::link(const Packet& packet, Decoded& into) {
  const Bytes b = packet.data;
  switch (packet.link_type) {
    case kEthernet:
      return ethernet(b, into);
    case kRaw:
    case kRawOld:
    case kRawOpenBsd:
    case kIpv4:
    case kIpv6Link:
      return by_version(b, into);
    // The family's number differs between systems and byte orders; the version in the header does not.
    case kNull:
    case kLoop:
      return b.size() < 4 ? headers_cut() : by_version(b.subspan(4), into);
    case kLinuxSll:
      if (b.size() < 16) return headers_cut();
      if (be16(b, 4) == 6) {
        into.has_mac = true;
        std::memcpy(into.source_mac.data(), b.data() + 6, 6);
      }
      return by_type(be16(b, 14), b.subspan(16), into);
    case kLinuxSll2:
      if (b.size() < 20) return headers_cut();
      if (byte_at(b, 11) == 6) {
        into.has_mac = true;
        std::memcpy(into.source_mac.data(), b.data() + 12, 6);
      }
      return by_type(be16(b, 0), b.subspan(20), into);
    case kCiscoHdlc:
      return b.size() < 4 ? headers_cut() : by_type(be16(b, 2), b.subspan(4), into);
    case kWireless:
      return wireless(b, false, into);
    case kRadiotap:
      return radiotap(b, into);
    case kFrameRelay:
      return frame_relay(b, into);
    case kFilterLog:
      return filter_log(b, into);
    case kPppHdlc:
    case kPpp:
      if (b.size() >= 2 && be16(b, 0) == 0xff03) return ppp(b.subspan(2), into);
      return ppp(b, into);
    default:
      ++counts_.unknown_link;
      return false;
  }
}

bool Decoder::ethernet(Bytes b, Decoded& into) {
  if (++link_depth_ > kDeepest) {
    ++counts_.too_deep;
    return false;
  }
  if (b.size() < 14) return headers_cut();
  into.has_mac = true;
  std::memcpy(into.source_mac.data(), b.data() + 6, 6);
  const std::uint16_t type = be16(b, 12);
  if (type < kSmallestType) return b.size() < 22 ? false : llc(b.subspan(14), into);
  return by_type(type, b.subspan(14), into);
}

bool Decoder::by_type(std::uint16_t type, Bytes b, Decoded& into) {
  for (unsigned tags = 0; type == kVlan || type == kQinQ || type == kQinQOld || type == kVnTag; ++tags) {
    if (tags == kDeepest) {
      ++counts_.too_deep;
      return false;
    }
    // What a switch adds for its own ports is no VLAN, and two bytes longer.
    const std::size_t size = type == kVnTag ? 6 : 4;
    if (b.size() < size) return headers_cut();
    if (type != kVnTag) into.vlan = be16(b, 0) & 0xfff;
    type = be16(b, size - 2);
    b = b.subspan(size);
  }
  switch (type) {
    case kIp4Type:
      return ip4(b, into);
    case kIp6Type:
      return ip6(b, into);
    case kArp:
      ++counts_.arp;
      return false;
    case kTransparentEthernet:
      return ethernet(b, into);
    case kServiceChain:
      return service_chain(b, into);
    case kErspan:  // its second version, without GRE around it
      return b.size() < 8 ? headers_cut() : ethernet(b.subspan(8), into);
    case kProviderBackbone:
      return b.size() < 4 ? headers_cut() : ethernet(b.subspan(4), into);
    case kFabricPath:
      return b.size() < 2 ? headers_cut() : ethernet(b.subspan(2), into);
    case kPppoe:
      return b.size() < 6 ? headers_cut() : ppp(b.subspan(6), into);
    case kMpls:
    case kMplsMulticast:
      for (;;) {
        if (b.size() < 4) return headers_cut();
        const bool bottom = byte_at(b, 2) & 1;
        b = b.subspan(4);
        if (bottom) break;
      }
      // What is under the labels is not said; a pseudowire's Ethernet has a control word of zeros first.
      if (b.size() > 18 && be32(b, 0) == 0) return ethernet(b.subspan(4), into);
      return by_version(b, into);
    default:
      return false;
  }
}

bool Decoder::ppp(Bytes b, Decoded& into) {
  if (b.empty()) return headers_cut();
  // The protocol's field may be compressed to one byte, which is odd.
  const bool one = byte_at(b, 0) & 1;
  if (!one && b.size() < 2) return headers_cut();
  const std::uint16_t protocol = one ? byte_at(b, 0) : be16(b, 0);
  b = b.subspan(one ? 1 : 2);
  if (protocol == 0x21) return ip4(b, into);
  if (protocol == 0x57) return ip6(b, into);
  return false;
}

bool Decoder::by_version(Bytes b, Decoded& into) {
  if (b.empty()) return headers_cut();
  const unsigned version = byte_at(b, 0) >> 4;
  if (version == 4) return ip4(b, into);
  if (version == 6) return ip6(b, into);
  return false;
}

bool Decoder::gre(Bytes b, Decoded& into) {
  if (b.size() < 4) return headers_cut();
  const std::uint16_t flags = be16(b, 0), type = be16(b, 2);
  std::size_t head = 4;
  if ((flags & 7) == 1) {  // PPTP: key always, then sequence and acknowledgement
    head = 8 + (flags & 0x1000 ? 4 : 0) + (flags & 0x0080 ? 4 : 0);
    if (b.size() < head) return headers_cut();
    if (b.size() == head) return false;
    b = b.subspan(head);
    if (b.size() >= 2 && be16(b, 0) == 0xff03) b = b.subspan(2);
    return ppp(b, into);
  }
  if (flags & 0xc000) head += 4;
  if (flags & 0x2000) head += 4;
  if (flags & 0x1000) head += 4;
  if (b.size() < head) return headers_cut();
  b = b.subspan(head);
  if (type == kErspan && b.size() > 8) return ethernet(b.subspan(flags & 0x1000 ? 8 : 0), into);  // ERSPAN
  if (type == kErspan3 && b.size() > 12)  // a part of eight bytes more when its last bit says so
    return b.size() < 20 ? headers_cut() : ethernet(b.subspan(byte_at(b, 11) & 1 ? 20 : 12), into);
  return by_type(type, b, into);
}

bool Decoder::vxlan(Bytes b, Decoded& into) {
  return b.size() < 8 + 14 ? false : ethernet(b.subspan(8), into);
}

}  // namespace firsthour::triage::network
