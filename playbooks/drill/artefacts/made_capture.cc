// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill/artefacts/made_capture.h"

#include "casefile/encoding.h"

#include <arpa/inet.h>

#include <algorithm>

namespace firsthour {

namespace {

std::string address(std::string_view text) {
  const std::string terminated{text};
  const bool v6 = text.find(':') != std::string_view::npos;
  std::string bytes(v6 ? 16 : 4, '\0');
  inet_pton(v6 ? AF_INET6 : AF_INET, terminated.c_str(), bytes.data());
  return bytes;
}

std::uint16_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << (i % 2 ? 0 : 8);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// The transport's checksum at `at`, with the pseudo header.
std::string summed(std::string segment, std::size_t at, std::string_view from, std::string_view to,
                   std::uint8_t protocol) {
  const std::string pseudo =
      address(from) + address(to) + big32(protocol) + big32(static_cast<std::uint32_t>(segment.size()));
  const std::string sum = big16(checksum(pseudo + segment));
  segment.replace(at, 2, sum);
  return segment;
}

}  // namespace

std::string big16(std::uint32_t v) { return {static_cast<char>(v >> 8 & 0xff), static_cast<char>(v & 0xff)}; }
std::string big32(std::uint32_t v) { return big16(v >> 16) + big16(v & 0xffff); }
std::string little32(std::uint32_t v) {
  std::string bytes = big32(v);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

void MadeCapture::frame(std::string bytes) {
  packets_.push_back({time, std::move(bytes)});
  time += 1'000'000;
}

std::string MadeCapture::ip_packet(std::string_view from, std::string_view to, std::uint8_t protocol,
                                   std::string_view payload) {
  if (from.find(':') != std::string_view::npos)
    return big32(0x60000000) + big16(static_cast<std::uint32_t>(payload.size())) +
           static_cast<char>(protocol) + '\x40' + address(from) + address(to) + std::string{payload};
  std::string head = big16(0x4500) + big16(static_cast<std::uint32_t>(payload.size()) + 20) +
                     big32(0x12340000) + '\x40' + static_cast<char>(protocol) + big16(0) + address(from) +
                     address(to);
  head.replace(10, 2, big16(checksum(head)));
  return head + std::string{payload};
}

void MadeCapture::ip(std::string_view from, std::string_view to, std::uint8_t protocol,
                     std::string_view payload) {
  const auto mac = from_hex(client_mac);
  const std::string source{as_text(*mac)};
  const bool v6 = from.find(':') != std::string_view::npos;
  frame(std::string("\x02\0\0\0\0\x01", 6) + source + big16(v6 ? 0x86dd : 0x0800) +
        ip_packet(from, to, protocol, payload));
}

std::string MadeCapture::udp_datagram(std::uint16_t from_port, std::uint16_t to_port,
                                      std::string_view payload) {
  return big16(from_port) + big16(to_port) + big16(static_cast<std::uint32_t>(payload.size()) + 8) +
         big16(0) + std::string{payload};
}

void MadeCapture::udp(std::string_view from, std::uint16_t from_port, std::string_view to,
                      std::uint16_t to_port, std::string_view payload) {
  ip(from, to, 17, summed(udp_datagram(from_port, to_port, payload), 6, from, to, 17));
}

void MadeCapture::icmp(std::string_view from, std::string_view to, std::uint8_t type, std::uint8_t code,
                       std::string_view payload) {
  std::string message = std::string{static_cast<char>(type), static_cast<char>(code)} + big16(0) +
                        big32(0x00010001) + std::string{payload};
  message.replace(2, 2, big16(checksum(message)));
  ip(from, to, 1, message);
}

std::string MadeCapture::pcap() const {
  std::string file =
      big32(0xa1b23c4d) + big16(2) + big16(4) + big32(0) + big32(0) + big32(262'144) + big32(1);
  for (const Made& p : packets_) {
    const auto size = static_cast<std::uint32_t>(p.bytes.size());
    file += big32(static_cast<std::uint32_t>(p.time / 1'000'000'000)) +
            big32(static_cast<std::uint32_t>(p.time % 1'000'000'000)) + big32(size) + big32(size) + p.bytes;
  }
  return file;
}

MadeTcp::MadeTcp(MadeCapture& into, std::string client, std::uint16_t client_port, std::string server,
                 std::uint16_t server_port)
    : into_{into},
      client_{std::move(client)},
      server_{std::move(server)},
      client_port_{client_port},
      server_port_{server_port} {}

void MadeTcp::send(bool from_client, std::uint32_t sequence, std::uint32_t acknowledged, std::uint8_t flags,
                   std::string_view bytes) {
  const std::string& from = from_client ? client_ : server_;
  const std::string& to = from_client ? server_ : client_;
  const std::string head = big16(from_client ? client_port_ : server_port_) +
                           big16(from_client ? server_port_ : client_port_) + big32(sequence) +
                           big32(acknowledged) + big16(0x5000u | flags) + big16(64'000) + big32(0);
  into_.ip(from, to, 6, summed(head + std::string{bytes}, 16, from, to, 6));
}

void MadeTcp::open() {
  send(true, client_start, 0, 0x02, {});
  send(false, server_start, client_start + 1, 0x12, {});
  send(true, client_start + 1, server_start + 1, 0x10, {});
}

void MadeTcp::segment(bool from_client, std::uint32_t at, std::string_view bytes, std::uint8_t flags) {
  send(from_client, (from_client ? client_start : server_start) + 1 + at,
       (from_client ? server_start + server_sent_ : client_start + client_sent_) + 1, flags, bytes);
}

void MadeTcp::say(bool from_client, std::string_view bytes) {
  std::uint32_t& sent = from_client ? client_sent_ : server_sent_;
  for (std::size_t at = 0; at < bytes.size(); at += 1460) {
    const std::string_view part = bytes.substr(at, 1460);
    segment(from_client, sent, part);
    sent += static_cast<std::uint32_t>(part.size());
  }
  segment(!from_client, from_client ? server_sent_ : client_sent_, {}, 0x10);
}

void MadeTcp::client(std::string_view bytes) { say(true, bytes); }
void MadeTcp::server(std::string_view bytes) { say(false, bytes); }

void MadeTcp::close() {
  segment(true, client_sent_, {}, 0x11);
  ++client_sent_;
  segment(false, server_sent_, {}, 0x11);
  ++server_sent_;
  segment(true, client_sent_, {}, 0x10);
}

}  // namespace firsthour
