// SPDX-License-Identifier: Apache-2.0
// From the bytes of a packet to the innermost IP packet and its transport header. Link layers: Ethernet (with
// VLAN, QinQ, PPPoE, MPLS, LLC/SNAP), 802.11 with radiotap, SLL, SLL2, raw IP, loopback, PPP, frame relay,
// NFLOG; tunnels: GRE (also in UDP), VXLAN, GENEVE, GTP-U, NSH, Teredo, AYIYA, IP in IP; IPv6 extension
// headers; IP fragments are put together. Checksums are never a reason to drop a packet (a capture on the
// sending host has them unfinished); wrong ones are counted.
#pragma once

#include "triage/network/capture/packet.h"
#include "triage/network/packet/fragments.h"
#include "triage/network/packet/ip_address.h"

#include <array>
#include <cstdint>

namespace firsthour::triage::network {

enum TcpFlag : std::uint8_t { kFin = 1, kSyn = 2, kRst = 4, kPush = 8, kAck = 16, kUrgent = 32 };
enum Protocol : std::uint8_t {
  kIcmp = 1,
  kIpip = 4,
  kTcp = 6,
  kUdp = 17,
  kIpv6 = 41,
  kGre = 47,
  kIcmp6 = 58,
  kSctp = 132,
};

// What was found. Spans are into the packet, or into the decoder's own memory for a datagram of several
// fragments: valid until the next packet.
struct Decoded {
  IpAddress source, destination;  // of the innermost IP header
  std::uint8_t protocol = 0;
  bool has_ports = false;  // a transport header was there; of ICMP the type and the code
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint32_t sequence = 0, acknowledged = 0;
  std::uint16_t window = 0;
  std::uint8_t flags = 0;
  bool cut = false;  // some of the payload was not captured
  bool has_mac = false;
  bool bad_checksum = false;  // of the transport
  std::array<std::byte, 6> source_mac{};
  std::uint16_t vlan = 0;            // the innermost tag's number
  std::uint8_t tunnels = 0;          // IP headers around the innermost one
  std::uint32_t ip_bytes = 0;        // length of the innermost IP packet on the wire
  std::uint32_t payload_length = 0;  // on the wire
  Bytes payload;
};

struct DecodeCounts {
  std::uint64_t ip = 0, other = 0;  // packets with and without IP inside
  std::uint64_t arp = 0;
  std::uint64_t wireless_protected = 0;  // 802.11 frames whose contents need a key
  std::uint64_t malformed = 0, cut_headers = 0, unknown_link = 0, too_deep = 0;
  std::uint64_t headers_not_captured = 0;  // a snap length cut them, and nobody's mistake
  std::uint64_t bad_ip_checksums = 0, bad_transport_checksums = 0;
};

class Decoder {
 public:
  // True when there is a whole IP packet: not for fragments that wait for others, ARP and the like.
  [[nodiscard]] bool decode(const Packet& packet, Decoded& into);
  // An 802.11 frame may hold several packets (A-MSDU): whether there is another, and the next one, as
  // decode().
  [[nodiscard]] bool more() const { return !aggregate_.empty(); }
  [[nodiscard]] bool decode_more(Decoded& into);
  [[nodiscard]] const DecodeCounts& counts() const { return counts_; }
  [[nodiscard]] const FragmentCounts& fragments() const { return fragments_.counts(); }
  void finish() { fragments_.finish(); }

 private:
  template <typename Read>
  [[nodiscard]] bool counted(Decoded& into, Read read);
  [[nodiscard]] bool link(const Packet& packet, Decoded& into);
  [[nodiscard]] bool ethernet(Bytes b, Decoded& into);
  [[nodiscard]] bool by_type(std::uint16_t type, Bytes b, Decoded& into);
  [[nodiscard]] bool ppp(Bytes b, Decoded& into);
  [[nodiscard]] bool radiotap(Bytes b, Decoded& into);
  [[nodiscard]] bool wireless(Bytes b, bool pad, Decoded& into);
  [[nodiscard]] bool aggregated(Decoded& into);
  [[nodiscard]] bool llc(Bytes b, Decoded& into);
  [[nodiscard]] bool frame_relay(Bytes b, Decoded& into);
  [[nodiscard]] bool filter_log(Bytes b, Decoded& into);
  [[nodiscard]] bool service_chain(Bytes b, Decoded& into);
  [[nodiscard]] bool by_next_protocol(std::uint8_t number, Bytes b, Decoded& into);
  [[nodiscard]] bool by_version(Bytes b, Decoded& into);
  [[nodiscard]] bool ip4(Bytes b, Decoded& into);
  [[nodiscard]] bool ip6(Bytes b, Decoded& into);
  [[nodiscard]] bool fragment(Decoded& into, std::uint32_t id, std::uint32_t offset, bool last, Bytes data);
  // `length` is what the IP header says there is; `b` what was captured of it.
  [[nodiscard]] bool transport(Bytes b, std::uint32_t length, Decoded& into);
  [[nodiscard]] bool tcp(Bytes b, std::uint32_t length, Decoded& into);
  [[nodiscard]] bool udp(Bytes b, std::uint32_t length, Decoded& into);
  [[nodiscard]] bool icmp(Bytes b, std::uint32_t length, Decoded& into);
  [[nodiscard]] bool gre(Bytes b, Decoded& into);
  [[nodiscard]] bool vxlan(Bytes b, Decoded& into);
  [[nodiscard]] bool vxlan_generic(Bytes b, Decoded& into);
  [[nodiscard]] bool teredo(Bytes b, Decoded& into);
  [[nodiscard]] bool ayiya(Bytes b, Decoded& into);
  // What datagrams to this port carry: VXLAN, GENEVE, GTP-U and older ones.
  [[nodiscard]] bool tunnel(std::uint16_t port, Bytes b, Decoded& into);
  void check_sum(Bytes b, std::uint32_t length, Decoded& into);
  [[nodiscard]] bool damaged() {
    ++counts_.malformed;
    return false;
  }
  [[nodiscard]] bool headers_cut() {
    ++counts_.cut_headers;
    return false;
  }
  DecodeCounts counts_;
  Fragments fragments_;
  std::int64_t now_ = 0;
  bool cut_ = false;         // the snap length cut the frame
  unsigned depth_ = 0;       // IP headers
  unsigned link_depth_ = 0;  // Ethernet headers
  Bytes aggregate_;          // packets of the frame that are still to be looked at
};

}  // namespace firsthour::triage::network
