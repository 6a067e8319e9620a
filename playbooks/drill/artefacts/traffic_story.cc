// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill/artefacts/traffic_story.h"

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"

#include <fmt/format.h>

#include <charconv>

namespace firsthour::playbooks {
namespace {

constexpr const char *kFiles = "10.255.0.21", *kCamera = "10.255.0.55", *kWeb = "10.255.0.80";

void talk_ftp(MadeCapture& made, const std::string& who, std::string_view mark) {
  MadeTcp ftp{made, who, 41001, kFiles, 21};
  ftp.open();
  ftp.server("220 exercise\r\n");
  ftp.client("USER anonymous\r\n");
  ftp.server("331 any mail address\r\n");
  ftp.client("PASS exercise@example.invalid\r\n");
  ftp.server("230 welcome\r\n");
  ftp.client("PASV\r\n");
  ftp.server("227 Entering Passive Mode (10,255,0,21,200,1)\r\n");
  ftp.client("RETR plan.txt\r\n");
  MadeTcp data{made, who, 41002, kFiles, 200 * 256 + 1};
  data.open();
  ftp.server("150 here it comes\r\n");
  data.server(fmt::format("EXERCISE 演练 {}: a file that says nothing\n", mark));
  data.close();
  ftp.server("226 done\r\n");
  ftp.close();
}

void ask(MadeCapture& made, const std::string& who, std::uint16_t port, const char* server,
         const std::string& request, std::string_view body) {
  MadeTcp web{made, who, port, server, 80};
  web.open();
  web.client(request);
  web.server(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{}",
                         body.size(), body));
  web.close();
}

}  // namespace

std::string story_address(std::string_view mark) {
  unsigned number = 0;
  std::from_chars(mark.data(), mark.data() + std::min<std::size_t>(mark.size(), 6), number, 16);
  return fmt::format("10.{}.{}.{}", number >> 16 & 127, number >> 8 & 255, 1 + (number & 255) % 254);
}

std::string traffic_story(std::string_view mark) {
  const std::string who = story_address(mark);
  MadeCapture made;
  ask(made, who, 41000, kWeb, "GET / HTTP/1.1\r\nHost: www.example.invalid\r\n\r\n",
      "<html>演练 EXERCISE</html>");
  talk_ftp(made, who, mark);
  ask(made, who, 41003, kCamera,
      "GET /ISAPI/System/deviceInfo HTTP/1.1\r\nHost: camera\r\nAuthorization: Basic " +
          to_base64(as_bytes("admin:12345")) + "\r\n\r\n",
      "<DeviceInfo/>");
  made.udp(who, 2425, "10.255.255.255", 2425,
           "1_lbt6_0#128#020000000002#0#0#0#4001#9:1795392000:exercise:EXERCISE:288:drill");
  const std::string command = "a=@eval(base64_decode($_POST[z0]));&z0=QGluaV9zZXQ";
  ask(made, who, 41004, kWeb,
      fmt::format("POST /up/exercise-{}.php HTTP/1.1\r\nHost: www.example.invalid\r\nContent-Type: "
                  "application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                  mark, command.size(), command),
      "->|exercise|<-");
  return made.pcap();
}

}  // namespace firsthour::playbooks
