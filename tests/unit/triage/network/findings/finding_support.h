// SPDX-License-Identifier: Apache-2.0
// Reads made captures as `firsthour traffic` does, and looks for findings.
#pragma once

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/traffic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace firsthour::triage {

inline TrafficReport read(const MadeCapture& made) {
  auto file = std::make_shared<std::string>(made.pcap());
  TrafficOptions options;
  options.data = std::string{FIRSTHOUR_SOURCE_DIR} + "/triage/network/data";
  auto report = read_traffic({{"made.pcap", "", "",
                               [file]() -> Result<std::unique_ptr<ByteSource>> {
                                 return std::make_unique<MemorySource>(as_bytes(*file));
                               }}},
                             options);
  EXPECT_TRUE(report) << (report ? "" : report.error().what);
  return report ? std::move(*report) : TrafficReport{};
}

inline const NetworkFinding* find(const TrafficReport& report, std::string_view rule) {
  const auto at = std::find_if(report.findings.begin(), report.findings.end(),
                               [&](const auto& f) { return f.finding.rule == rule; });
  return at == report.findings.end() ? nullptr : &*at;
}

inline std::string rules(const TrafficReport& report) {
  std::string all;
  for (const auto& f : report.findings) all += f.finding.rule + " ";
  return all;
}

struct Asked {
  std::string request, answer;
};

// One connection with these exchanges.
inline MadeCapture web(const std::vector<Asked>& exchanges, std::uint16_t port = 80, std::int64_t pause = 0) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", port};
  tcp.open();
  for (const Asked& one : exchanges) {
    tcp.client(one.request);
    tcp.server(one.answer);
    made.wait(pause);
  }
  tcp.close();
  return made;
}

inline std::string post(const std::string& path, const std::string& body,
                        const std::string& headers = "Content-Type: text/plain\r\n") {
  return "POST " + path + " HTTP/1.1\r\nHost: www.example.gov\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
inline std::string answer(const std::string& body, const std::string& headers = "",
                          const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace firsthour::triage
