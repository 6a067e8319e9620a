// SPDX-License-Identifier: Apache-2.0
// Makes captures: packets of conversations that never took place, for everything of which there is no public
// trace.
//
//   MadeCapture made;
//   MadeTcp http{made, "10.0.0.2", 40000, "10.0.0.1", 80};
//   http.open();
//   http.client("GET / HTTP/1.1\r\n\r\n");
//   http.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
//   http.close();
//   made.pcap();
//
// Time goes on by a millisecond a packet, or as `wait` says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

class MadeCapture {
 public:
  struct Made {
    std::int64_t time;  // nanoseconds
    std::string bytes;  // an Ethernet frame
  };
  // 2026-11-23 00:00:00 UTC.
  std::int64_t time = 1'795'392'000'000'000'000;
  std::string client_mac = "020000000002";
  void wait(std::int64_t nanoseconds) { time += nanoseconds; }
  void frame(std::string bytes);
  void udp(std::string_view from, std::uint16_t from_port, std::string_view to, std::uint16_t to_port,
           std::string_view payload);
  void icmp(std::string_view from, std::string_view to, std::uint8_t type, std::uint8_t code,
            std::string_view payload);
  // An IP packet around `payload`, as a frame.
  void ip(std::string_view from, std::string_view to, std::uint8_t protocol, std::string_view payload);
  [[nodiscard]] std::vector<Made>& packets() { return packets_; }
  [[nodiscard]] std::string pcap() const;
  [[nodiscard]] static std::string ip_packet(std::string_view from, std::string_view to,
                                             std::uint8_t protocol, std::string_view payload);
  [[nodiscard]] static std::string udp_datagram(std::uint16_t from_port, std::uint16_t to_port,
                                                std::string_view payload);

 private:
  std::vector<Made> packets_;
};

class MadeTcp {
 public:
  MadeTcp(MadeCapture& into, std::string client, std::uint16_t client_port, std::string server,
          std::uint16_t server_port);
  void open();
  void client(std::string_view bytes);  // in segments of 1460
  void server(std::string_view bytes);
  void close();
  // One segment as it is: `at` bytes after the first of that side.
  void segment(bool from_client, std::uint32_t at, std::string_view bytes, std::uint8_t flags = 0x18);
  std::uint32_t client_start = 1000, server_start = 9000;  // sequence numbers of the SYNs

 private:
  void send(bool from_client, std::uint32_t sequence, std::uint32_t acknowledged, std::uint8_t flags,
            std::string_view bytes);
  void say(bool from_client, std::string_view bytes);
  MadeCapture& into_;
  std::string client_, server_;
  std::uint16_t client_port_, server_port_;
  std::uint32_t client_sent_ = 0, server_sent_ = 0;
};

// Numbers in network byte order.
[[nodiscard]] std::string big16(std::uint32_t v);
[[nodiscard]] std::string big32(std::uint32_t v);
[[nodiscard]] std::string little32(std::uint32_t v);

}  // namespace firsthour
