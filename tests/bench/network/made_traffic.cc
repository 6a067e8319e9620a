// SPDX-License-Identifier: Apache-2.0
// Writes captures of any size, for measuring:
//
//   made_traffic KIND MEGABYTES FILE
//
//   files   downloads of 512 KiB by HTTP       pages   small pages, ten to a connection
//   tls     handshakes and what is encrypted   office  DNS, pages, mail, FTP, TLS, as a working day has them
//   flows   a million and more of one packet   strange protocols that nobody knows
#include "playbooks/drill/artefacts/made_capture.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>

namespace {

using namespace firsthour;

std::mt19937_64 g_random{1};

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at + 8 <= size; at += 8) {
    const std::uint64_t v = g_random();
    bytes.replace(at, 8, reinterpret_cast<const char*>(&v), 8);
  }
  return bytes;
}

std::string text(std::size_t size) {
  std::string bytes = "<html><head><title>made</title></head><body>";
  while (bytes.size() < size)
    bytes += "<p>paragraph " + std::to_string(g_random() % 1000) + " of <a href=\"/page\">a page</a></p>\n";
  return bytes;
}

class Maker {
 public:
  explicit Maker(const char* path) : out_{path, std::ios::binary} { out_ << MadeCapture{}.pcap(); }

  std::uint64_t flow(
      const std::function<void(MadeCapture&, const std::string& client, std::uint16_t port)>& make) {
    ++flows_;
    MadeCapture made;
    made.time = time_;
    make(made,
         "10." + std::to_string(flows_ >> 16 & 63) + "." + std::to_string(flows_ >> 8 & 255) + "." +
             std::to_string(flows_ & 255),
         static_cast<std::uint16_t>(20000 + flows_ % 40000));
    time_ = made.time;
    const std::string bytes = made.pcap();
    out_.write(bytes.data() + 24, static_cast<std::streamsize>(bytes.size()) - 24);
    return bytes.size() - 24;
  }

 private:
  std::ofstream out_;
  std::int64_t time_ = MadeCapture{}.time;
  std::uint64_t flows_ = 0;
};

void get(MadeTcp& tcp, const std::string& target, const std::string& type, const std::string& body) {
  tcp.client("GET " + target +
             " HTTP/1.1\r\nHost: www.made.example\r\nUser-Agent: made/1.0\r\nAccept: */*\r\n\r\n");
  tcp.server("HTTP/1.1 200 OK\r\nServer: made\r\nContent-Type: " + type +
             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::uint64_t files(Maker& to) {
  static const std::string body = noise(512 << 10);
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    MadeTcp tcp{made, client, port, "192.168.1.1", 80};
    tcp.open();
    get(tcp, "/big.bin", "application/octet-stream", body);
    tcp.close();
  });
}

std::uint64_t pages(Maker& to) {
  static const std::string body = text(6000);
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    MadeTcp tcp{made, client, port, "192.168.1.2", 80};
    tcp.open();
    for (int i = 0; i < 10; ++i)
      get(tcp, "/page/" + std::to_string(i), "text/html", body.substr(0, 500 + g_random() % 5500));
    tcp.close();
  });
}

std::string client_hello(const std::string& name) {
  const std::string server_name = big16(0) + big16(static_cast<std::uint32_t>(name.size()) + 5) +
                                  big16(static_cast<std::uint32_t>(name.size()) + 3) + '\0' +
                                  big16(static_cast<std::uint32_t>(name.size())) + name;
  const std::string groups = big16(10) + big16(6) + big16(4) + big16(0x1d) + big16(0x17);
  const std::string versions = big16(43) + big16(3) + '\2' + big16(0x304);
  const std::string extensions = server_name + groups + versions;
  const std::string body = big16(0x303) + noise(32) + '\0' + big16(6) + big16(0x1301) + big16(0x1302) +
                           big16(0xc02f) + '\1' + '\0' +
                           big16(static_cast<std::uint32_t>(extensions.size())) + extensions;
  const std::string message = '\1' + big32(static_cast<std::uint32_t>(body.size())).substr(1) + body;
  return "\x16\x03\x01" + big16(static_cast<std::uint32_t>(message.size())) + message;
}

std::uint64_t tls(Maker& to) {
  static const std::string data = noise(16000);
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    MadeTcp tcp{made, client, port, "192.168.1.3", 443};
    tcp.open();
    tcp.client(client_hello("host" + std::to_string(g_random() % 500) + ".made.example"));
    const std::string body = big16(0x303) + noise(32) + '\0' + big16(0x1301) + '\0' + big16(6) + big16(43) +
                             big16(2) + big16(0x304);
    const std::string message = '\2' + big32(static_cast<std::uint32_t>(body.size())).substr(1) + body;
    tcp.server("\x16\x03\x03" + big16(static_cast<std::uint32_t>(message.size())) + message);
    for (int i = 0; i < 8; ++i)
      tcp.server("\x17\x03\x03" + big16(static_cast<std::uint32_t>(data.size())) + data);
    tcp.close();
  });
}

std::uint64_t dns(Maker& to) {
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    const std::string name = "host" + std::to_string(g_random() % 5000);
    const std::string question =
        static_cast<char>(name.size()) + name + std::string{"\4made\7example\0\0\1\0\1", 17};
    made.udp(client, port, "192.168.1.53", 53,
             big16(g_random() & 0xffff) + big16(0x0100) + big16(1) + std::string(6, '\0') + question);
    made.udp("192.168.1.53", 53, client, port,
             big16(7) + big16(0x8180) + big16(1) + big16(1) + big32(0) + question + big16(0xc00c) + big16(1) +
                 big16(1) + big32(300) + big16(4) + big32(0xc0a80101));
  });
}

std::uint64_t mail(Maker& to) {
  static const std::string body = text(20000);
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    MadeTcp tcp{made, client, port, "192.168.1.25", 25};
    tcp.open();
    tcp.server("220 made.example ESMTP\r\n");
    for (const char* said :
         {"EHLO pc\r\n", "MAIL FROM:<a@made.example>\r\n", "RCPT TO:<b@made.example>\r\n", "DATA\r\n"}) {
      tcp.client(said);
      tcp.server(said[0] == 'D' ? "354 go on\r\n" : "250 fine\r\n");
    }
    tcp.client("Subject: made\r\n\r\n" + body + "\r\n.\r\n");
    tcp.server("250 taken\r\n");
    tcp.close();
  });
}

std::uint64_t strange(Maker& to) {
  static const std::string body = noise(100'000);
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    MadeTcp tcp{made, client, port, "192.168.1.9", 4444};
    tcp.open();
    tcp.client(body.substr(0, 1000));
    tcp.server(body);
    tcp.close();
  });
}

std::uint64_t one_packet(Maker& to) {
  return to.flow([](MadeCapture& made, const std::string& client, std::uint16_t port) {
    made.udp(client, port, "192.168.1.7", static_cast<std::uint16_t>(1 + g_random() % 60000), "ping");
  });
}

std::uint64_t office(Maker& to) {
  const std::uint64_t dice = g_random() % 100;
  if (dice < 50) return dns(to);
  if (dice < 70) return pages(to);
  if (dice < 90) return tls(to);
  return dice < 96 ? mail(to) : dice < 98 ? files(to) : strange(to);
}

}  // namespace

int main(int count, char** words) {
  const std::map<std::string, std::uint64_t (*)(Maker&)> kinds{{"files", files},      {"pages", pages},
                                                               {"tls", tls},          {"office", office},
                                                               {"flows", one_packet}, {"strange", strange}};
  if (count != 4 || !kinds.contains(words[1])) {
    std::cerr << "usage: made_traffic files|pages|tls|office|flows|strange MEGABYTES FILE\n";
    return 2;
  }
  Maker to{words[3]};
  const std::uint64_t wanted = std::strtoull(words[2], nullptr, 10) << 20;
  for (std::uint64_t written = 0; written < wanted;) written += kinds.at(words[1])(to);
  return 0;
}
