// SPDX-License-Identifier: Apache-2.0
// Indicators in what was said: each kind with its hit, and what is near one and must stay silent.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/traffic.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string hex_of(Algorithm algorithm, std::string_view text) {
  Hasher hasher{algorithm};
  hasher.update(text);
  return hasher.finish_hex();
}

MadeCapture download() {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "203.0.113.9", 80};
  tcp.open();
  tcp.client("GET /drop/a.bin HTTP/1.1\r\nHost: cdn.bad.example\r\nUser-Agent: made-bot/1\r\n\r\n");
  tcp.server("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 7\r\n\r\npayload");
  tcp.close();
  return made;
}

TrafficReport read(const std::string& list) {
  const std::string name =
      testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
  std::ofstream{name} << "type,value\n" << list << "\n";
  std::vector<std::string> problems;
  TrafficOptions options;
  auto indicators = load_indicators({name}, problems);
  std::filesystem::remove(name);
  EXPECT_TRUE(indicators);
  if (indicators) options.indicators = *indicators;
  const std::string file = download().pcap();
  auto report = read_traffic({{"made.pcap", "", "",
                               [&]() -> Result<std::unique_ptr<ByteSource>> {
                                 return std::make_unique<MemorySource>(as_bytes(file));
                               }}},
                             options);
  EXPECT_TRUE(report);
  return report ? std::move(*report) : TrafficReport{};
}

std::vector<std::string> hits(const std::string& list) {
  std::vector<std::string> all;
  for (const auto& found : read(list).findings)
    if (found.finding.detector == "indicator") all.push_back(found.finding.why);
  return all;
}

TEST(IndicatorFinder, FindsAddressesDomainsAndUrls) {
  EXPECT_THAT(hits("ip,203.0.113.9"), SizeIs(1));
  EXPECT_THAT(hits("domain,cdn.bad.example"), SizeIs(1));
  EXPECT_THAT(hits("url,http://cdn.bad.example/drop/a.bin"), SizeIs(1));
}

TEST(IndicatorFinder, WhatIsNearOneIsSilent) {
  EXPECT_THAT(hits("ip,203.0.113.90"), IsEmpty());
  EXPECT_THAT(hits("domain,ad.example"), IsEmpty());
  EXPECT_THAT(hits("url,http://cdn.bad.example/drop/a"), IsEmpty());
  EXPECT_THAT(hits("md5," + hex_of(Algorithm::md5, "payloae")), IsEmpty());
}

TEST(IndicatorFinder, FindsBodiesByEachDigestThatListsHave) {
  EXPECT_THAT(hits("sha256," + hex_of(Algorithm::sha256, "payload")), Contains(HasSubstr("HTTP body")));
  EXPECT_THAT(hits("sha1," + hex_of(Algorithm::sha1, "payload")), Contains(HasSubstr("HTTP body")));
  EXPECT_THAT(hits("md5," + hex_of(Algorithm::md5, "payload")), Contains(HasSubstr("HTTP body")));
  EXPECT_THAT(read("md5," + hex_of(Algorithm::md5, "payload")).unknown,
              Not(Contains(HasSubstr("only SHA-256"))));
}

}  // namespace
}  // namespace firsthour::triage
