// SPDX-License-Identifier: Apache-2.0
#include "triage/network/packet/checksum.h"
#include "triage/network/packet/decoder.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr unsigned kMostHeaders = 8;  // IP in IP, and IPv6's extension headers
constexpr std::uint16_t kVxlanPort = 4789, kVxlanGenericPort = 4790, kGenevePort = 6081, kGtpPort = 2152,
                        kTeredoPort = 3544, kGrePort = 4754, kAyiyaPort = 5072;
}  // namespace

bool Decoder::ip4(Bytes b, Decoded& into) {
  if (++depth_ > kMostHeaders) {
    ++counts_.too_deep;
    return false;
  }
  if (b.size() < 20) return headers_cut();
  const std::size_t head = std::size_t{byte_at(b, 0) & 0xfu} * 4;
  if (byte_at(b, 0) >> 4 != 4 || head < 20) return damaged();
  if (b.size() < head) return headers_cut();
  ++counts_.ip;
  into.source = IpAddress::v4_from(b.subspan(12));
  into.destination = IpAddress::v4_from(b.subspan(16));
  into.protocol = byte_at(b, 9);
  into.tunnels = static_cast<std::uint8_t>(depth_ - 1);
  if (!checksum_holds(b.first(head), 0)) ++counts_.bad_ip_checksums;
  // Zero: the card was to fill it in (segmentation offload).
  std::uint32_t total = be16(b, 2);
  if (total == 0) total = static_cast<std::uint32_t>(b.size());
  if (total < head) return damaged();
  into.ip_bytes = total;
  const std::uint16_t flags = be16(b, 6);
  const Bytes data = b.subspan(head, std::min<std::size_t>(total, b.size()) - head);
  const std::uint32_t length = total - static_cast<std::uint32_t>(head);
  if (flags & 0x3fff) {
    if (data.size() < length) return headers_cut();
    return fragment(into, be16(b, 4), (flags & 0x1fffu) * 8, !(flags & 0x2000), data);
  }
  return transport(data, length, into);
}

bool Decoder::ip6(Bytes b, Decoded& into) {
  if (++depth_ > kMostHeaders) {
    ++counts_.too_deep;
    return false;
  }
  if (b.size() < 40) return headers_cut();
  if (byte_at(b, 0) >> 4 != 6) return damaged();
  ++counts_.ip;
  into.source = IpAddress::v6_from(b.subspan(8));
  into.destination = IpAddress::v6_from(b.subspan(24));
  into.tunnels = static_cast<std::uint8_t>(depth_ - 1);
  std::uint8_t next = byte_at(b, 6);
  std::uint32_t length = be16(b, 4);
  b = b.subspan(40);
  if (length == 0 && next != 0 && next != 59) length = static_cast<std::uint32_t>(b.size());  // offload
  if (length == 0 && next == 0) length = static_cast<std::uint32_t>(b.size());                // a jumbogram
  into.ip_bytes = length + 40;
  b = b.first(std::min<std::size_t>(length, b.size()));
  for (unsigned headers = 0; headers < kMostHeaders * 2; ++headers) {
    std::size_t size = 0;
    switch (next) {
      case 0:
      case 43:
      case 60:
      case 135:
      case 139:
      case 140:
        if (b.size() < 8) return headers_cut();
        size = (std::size_t{byte_at(b, 1)} + 1) * 8;
        break;
      case 51:  // authentication header: counted in words, less two
        if (b.size() < 8) return headers_cut();
        size = (std::size_t{byte_at(b, 1)} + 2) * 4;
        break;
      case 44: {
        if (b.size() < 8) return headers_cut();
        const std::uint16_t place = be16(b, 2);
        into.protocol = byte_at(b, 0);
        if ((place & 0xfff9) == 0) {  // an atomic fragment is whole
          size = 8;
          break;
        }
        if (b.size() < length) return headers_cut();
        return fragment(into, be32(b, 4), place & 0xfff8u, !(place & 1), b.subspan(8));
      }
      default:
        into.protocol = next;
        return transport(b, length, into);
    }
    if (b.size() < size || length < size) return headers_cut();
    next = byte_at(b, 0);
    length -= static_cast<std::uint32_t>(size);
    b = b.subspan(size);
  }
  ++counts_.too_deep;
  return false;
}

bool Decoder::fragment(Decoded& into, std::uint32_t id, std::uint32_t offset, bool last, Bytes data) {
  const auto whole =
      fragments_.take({into.source, into.destination, id, into.protocol, offset, last, data, now_});
  if (!whole) return false;
  // The datagram is counted as if it had come whole: headers of later fragments are not in it.
  into.ip_bytes = static_cast<std::uint32_t>(whole->size()) + (into.source.v6 ? 40 : 20);
  return transport(*whole, static_cast<std::uint32_t>(whole->size()), into);
}

bool Decoder::transport(Bytes b, std::uint32_t length, Decoded& into) {
  switch (into.protocol) {
    case kTcp:
      return tcp(b, length, into);
    case kUdp:
      return udp(b, length, into);
    case kIcmp:
    case kIcmp6:
      return icmp(b, length, into);
    case kIpip:
      return ip4(b, into);
    case kIpv6:
      return ip6(b, into);
    case kGre: {
      Decoded inside = into;
      if (gre(b, inside)) {
        into = inside;
        return true;
      }
      break;  // no IP inside: the tunnel itself is the flow
    }
    case kSctp:
      if (b.size() < 12) return headers_cut();
      into.has_ports = true;
      into.source_port = be16(b, 0);
      into.destination_port = be16(b, 2);
      into.payload_length = length - std::min<std::uint32_t>(length, 12);
      into.payload = b.subspan(12);
      into.cut = into.payload.size() < into.payload_length;
      return true;
    default:
      break;
  }
  into.payload_length = length;
  into.payload = b;
  into.cut = b.size() < length;
  return true;
}

void Decoder::check_sum(Bytes b, std::uint32_t length, Decoded& into) {
  if (b.size() < length) return;  // cut: cannot be said
  const std::uint64_t pseudo = sum_of(into.source.wire()) + sum_of(into.destination.wire()) +
                               __builtin_bswap16(into.protocol) + __builtin_bswap32(length);
  if (checksum_holds(b.first(length), pseudo)) return;
  into.bad_checksum = true;
  ++counts_.bad_transport_checksums;
}

bool Decoder::tcp(Bytes b, std::uint32_t length, Decoded& into) {
  if (length < 20) return damaged();
  if (b.size() < 20) return headers_cut();
  const std::size_t head = std::size_t{byte_at(b, 12)} / 16 * 4;
  if (head < 20 || head > length) return damaged();
  into.has_ports = true;
  into.source_port = be16(b, 0);
  into.destination_port = be16(b, 2);
  into.sequence = be32(b, 4);
  into.acknowledged = be32(b, 8);
  into.flags = byte_at(b, 13);
  into.window = be16(b, 14);
  into.payload_length = length - static_cast<std::uint32_t>(head);
  into.payload = b.size() > head ? b.subspan(head) : Bytes{};
  into.cut = into.payload.size() < into.payload_length;
  check_sum(b, length, into);
  return true;
}

bool Decoder::udp(Bytes b, std::uint32_t length, Decoded& into) {
  if (length < 8) return damaged();
  if (b.size() < 8) return headers_cut();
  into.has_ports = true;
  into.source_port = be16(b, 0);
  into.destination_port = be16(b, 2);
  std::uint32_t said = be16(b, 4);
  if (said < 8 || said > length) said = length;  // zero in jumbograms, else a lie
  into.payload_length = said - 8;
  into.payload = b.subspan(8, std::min<std::size_t>(said, b.size()) - 8);
  into.cut = into.payload.size() < into.payload_length;
  if (be16(b, 6) != 0) check_sum(b, said, into);
  Decoded inside = into;
  inside.cut = inside.has_ports = false;
  if (tunnel(into.destination_port, into.payload, inside) ||
      (into.source_port == kTeredoPort && teredo(into.payload, inside)) ||
      (into.source_port == kAyiyaPort && ayiya(into.payload, inside)))
    into = inside;
  return true;
}

bool Decoder::tunnel(std::uint16_t port, Bytes b, Decoded& into) {
  if (port == kVxlanPort) return b.size() >= 22 && (byte_at(b, 0) & 0x08) && vxlan(b, into);
  if (port == kTeredoPort) return teredo(b, into);
  if (port == kAyiyaPort) return ayiya(b, into);
  if (port == kGrePort) return gre(b, into);
  if (port == kVxlanGenericPort) return vxlan_generic(b, into);
  if (port == kGenevePort) {  // RFC 8926: options in words, then the type
    const std::size_t head = b.size() < 8 ? 8 : 8 + std::size_t{byte_at(b, 0) & 0x3fu} * 4;
    return b.size() > head && byte_at(b, 0) >> 6 == 0 && by_type(be16(b, 2), b.subspan(head), into);
  }
  if (port != kGtpPort || b.size() < 9 || byte_at(b, 0) >> 4 != 3 || byte_at(b, 1) != 0xff) return false;
  // GTP-U version 1 (3GPP TS 29.281): four further bytes when a flag is set, then extension headers in words.
  std::size_t head = 8;
  if (byte_at(b, 0) & 7) {
    head = 12;
    if (b.size() < head) return false;
    std::uint8_t next = byte_at(b, 11);
    while (next != 0) {
      if (b.size() <= head) return false;
      const std::size_t size = std::size_t{byte_at(b, head)} * 4;
      if (size == 0 || b.size() < head + size) return false;
      next = byte_at(b, head + size - 1);
      head += size;
    }
  }
  return b.size() > head && by_version(b.subspan(head), into);
}

bool Decoder::icmp(Bytes b, std::uint32_t length, Decoded& into) {
  if (length < 4) return damaged();
  if (b.size() < 4) return headers_cut();
  into.has_ports = true;
  into.source_port = byte_at(b, 0);
  into.destination_port = byte_at(b, 1);
  into.payload_length = length - std::min<std::uint32_t>(length, 8);
  into.payload = b.size() > 8 ? b.subspan(8) : Bytes{};
  into.cut = into.payload.size() < into.payload_length;
  return true;
}

}  // namespace firsthour::triage::network
