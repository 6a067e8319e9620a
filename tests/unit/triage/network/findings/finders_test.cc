// SPDX-License-Identifier: Apache-2.0
// Each finding on a capture made for it, and its near miss, which must stay silent.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "tests/unit/triage/network/findings/finding_support.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace firsthour::triage {
namespace {

using testing::HasSubstr;
using testing::Not;

MadeCapture ftp(const std::string& user, const std::string& reply) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 21};
  tcp.open();
  tcp.server("220 ready\r\n");
  tcp.client("USER " + user + "\r\n");
  tcp.server("331 go on\r\n");
  tcp.client("PASS Zq8vLm2x\r\n");
  tcp.server(reply + "\r\n");
  return made;
}

TEST(Findings, AnonymousFtpOnlyWhenTheServerLetItIn) {
  const TrafficReport in = read(ftp("Anonymous", "230 in"));
  const NetworkFinding* found = find(in, "network.ftp.anonymous");
  ASSERT_TRUE(found) << rules(in);
  EXPECT_TRUE(found->identified);
  EXPECT_THAT(found->packets, testing::Contains(6u));
  EXPECT_EQ(rules(read(ftp("anonymous", "530 no"))), "");
}

TEST(Findings, ClearTextLoginsDoNotTellThePassword) {
  const TrafficReport report = read(ftp("bob", "230 in"));
  const NetworkFinding* found = find(report, "network.login.clear-text");
  ASSERT_TRUE(found) << rules(report);
  EXPECT_THAT(found->finding.why, Not(HasSubstr("Zq8vLm2x")));
}

TEST(Findings, TenRefusalsAreGuessingNineAreNot) {
  const auto tries = [](int count) {
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 21};
    tcp.open();
    tcp.server("220 ready\r\n");
    for (int i = 0; i < count; ++i) {
      tcp.client("USER bob\r\n");
      tcp.server("331 go on\r\n");
      tcp.client("PASS " + std::to_string(i) + "\r\n");
      tcp.server("530 no\r\n");
    }
    return made;
  };
  EXPECT_TRUE(find(read(tries(10)), "network.login.guessing"));
  EXPECT_EQ(rules(read(tries(9))), "");
}

std::string md5(const std::string& text) {
  Hasher hasher{Algorithm::md5};
  hasher.update(text);
  return hasher.finish_hex();
}

MadeCapture rtsp_digest(const std::string& password, const std::string& status) {
  const std::string response =
      md5(md5("admin:cam:" + password) + ":abc:" + md5("DESCRIBE:rtsp://10.0.0.1/1"));
  return web({{"DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n",
               "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n"},
              {"DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Digest username=\"admin\", "
               "realm=\"cam\", nonce=\"abc\", uri=\"rtsp://10.0.0.1/1\", response=\"" +
                   response + "\"\r\n\r\n",
               "RTSP/1.0 " + status + "\r\nCSeq: 2\r\n\r\n"}},
             554);
}

TEST(Findings, AWeakDigestPasswordOnlyWhenTheCameraAgreed) {
  const TrafficReport agreed = read(rtsp_digest("12345", "200 OK"));
  const NetworkFinding* found = find(agreed, "network.login.weak-password");
  ASSERT_TRUE(found) << rules(agreed);
  EXPECT_EQ(found->finding.severity, Severity::high);
  EXPECT_THAT(found->finding.why, HasSubstr("entry"));
  EXPECT_EQ(rules(read(rtsp_digest("12345", "401 Unauthorized"))), "");
  EXPECT_EQ(rules(read(rtsp_digest("Zq8vLm2x", "200 OK"))), "");
}

TEST(Findings, AStreamThatAsksForNothing) {
  const auto describe = [](const std::string& status) {
    return web({{"DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n",
                 "RTSP/1.0 " + status + "\r\nCSeq: 1\r\n\r\n"}},
               554);
  };
  EXPECT_TRUE(find(read(describe("200 OK")), "network.rtsp.no-authentication"));
  EXPECT_EQ(rules(read(describe("401 Unauthorized"))), "");
}

// The vector of WS-UsernameToken's published example has another password; this is computed here.
TEST(Findings, AWeakOnvifToken) {
  const auto call = [](const std::string& password, const std::string& status) {
    const std::string nonce = "0123456789abcdef", created = "2026-11-23T00:00:00Z";
    Hasher hasher{Algorithm::sha1};
    hasher.update(nonce + created + password);
    const std::string digest = to_base64(*from_hex(hasher.finish_hex()));
    return web({{post("/onvif/device_service",
                      "<s:Envelope><wsse:Security><wsse:UsernameToken><wsse:Username>admin</"
                      "wsse:Username><wsse:Password Type=\"x#PasswordDigest\">" +
                          digest + "</wsse:Password><wsse:Nonce>" + to_base64(as_bytes(nonce)) +
                          "</wsse:Nonce><wsu:Created>" + created +
                          "</wsu:Created></wsse:UsernameToken></wsse:Security><GetProfiles/></s:Envelope>"),
                 answer("<Profiles/>", "", status)}});
  };
  EXPECT_TRUE(find(read(call("admin", "200 OK")), "network.login.weak-password"));
  EXPECT_EQ(rules(read(call("admin", "401 Unauthorized"))), "");
  EXPECT_EQ(rules(read(call("Zq8vLm2x", "200 OK"))), "");
}

TEST(Findings, HikvisionsBypassByItsExactValue) {
  const auto ask = [](const std::string& value) {
    return web({{"GET /onvif-http/snapshot?auth=" + value + " HTTP/1.1\r\n\r\n",
                 answer("JPEG", "Content-Type: image/jpeg\r\n")}});
  };
  const TrafficReport bypassed = read(ask("YWRtaW46MTEK"));
  const NetworkFinding* found = find(bypassed, "network.hikvision.auth-bypass");
  ASSERT_TRUE(found) << rules(bypassed);
  EXPECT_EQ(found->finding.severity, Severity::critical);
  EXPECT_EQ(rules(read(ask("dG9rZW46MTEK"))), "");
  // Another parameter whose name ends like it, or is the same, hid it.
  for (const std::string first : {"x&auth=", "x&oauth=1&auth="})
    EXPECT_TRUE(find(read(ask(first + "YWRtaW46MTEK")), "network.hikvision.auth-bypass")) << first;
  EXPECT_EQ(rules(read(ask("x&oauth=YWRtaW46MTEK"))), "");
}

// A shell behind many decoys was not told, and that something was left out was not told either.
TEST(Findings, WhatIsTurnedAwayIsCounted) {
  std::vector<Asked> asked;
  for (int i = 0; i < 10'003; ++i)
    asked.push_back(
        {"POST /" + std::to_string(i) + ".php HTTP/1.1\r\nUser-Agent: antSword/v2\r\n\r\n", answer("")});
  const TrafficReport report = read(web(asked));
  EXPECT_NE(std::ranges::find(report.unknown,
                              "webshells: requests that show a tool, by address: 3 beyond the first "
                              "10000 were not judged"),
            report.unknown.end());
}

// All of them stood in the name of the last capture that was called so, found one by one.
TEST(Findings, StandInTheCaptureThatHasTheirPackets) {
  std::vector<TrafficInput> inputs;
  for (const std::string shell : {"/a.php", "/b.php"}) {
    auto file = std::make_shared<std::string>(
        web({{"POST " + shell + " HTTP/1.1\r\nUser-Agent: antSword/v2\r\n\r\n", answer("")}}).pcap());
    inputs.push_back({"same.pcap", "item" + shell, "host", [file]() -> Result<std::unique_ptr<ByteSource>> {
                        return std::make_unique<MemorySource>(as_bytes(*file));
                      }});
  }
  TrafficOptions options;
  options.data = std::string{FIRSTHOUR_SOURCE_DIR} + "/triage/network/data";
  const auto report = read_traffic(inputs, options);
  ASSERT_TRUE(report);
  std::vector<std::string> items;
  for (const NetworkFinding& f : report->findings) items.push_back(f.finding.item + " " + f.finding.path);
  EXPECT_EQ(items,
            (std::vector<std::string>{"item/a.php 10.0.0.1:80/a.php", "item/b.php 10.0.0.1:80/b.php"}));
  ASSERT_EQ(report->captures.size(), 2u);
  EXPECT_EQ(report->captures[0].item, "item/a.php");
}

std::string dhip(const std::string& json) {
  const auto length = static_cast<std::uint32_t>(json.size());
  return std::string("\x20\0\0\0DHIP", 8) + std::string(8, '\0') + little32(length) + little32(0) +
         little32(length) + little32(0) + json;
}

TEST(Findings, DahuasDigestAgainstTheList) {
  const auto login = [](const std::string& password, const std::string& result) {
    const auto upper_md5 = [](const std::string& text) {
      std::string hex = md5(text);
      std::transform(hex.begin(), hex.end(), hex.begin(),
                     [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
      return hex;
    };
    const std::string hash = upper_md5("admin:77:" + upper_md5("admin:Login to X:" + password));
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 5000};
    tcp.open();
    tcp.client(dhip(
        R"({"method":"global.login","params":{"userName":"admin","password":"","clientType":"Dahua3.0-Web3.0"}})"));
    tcp.server(
        dhip(R"({"result":false,"params":{"random":"77","realm":"Login to X","encryption":"Default"}})"));
    tcp.client(
        dhip(R"({"method":"global.login","params":{"userName":"admin","password":")" + hash + R"("}})"));
    tcp.server(dhip(R"({"result":)" + result + "}"));
    return made;
  };
  EXPECT_TRUE(find(read(login("admin", "true")), "network.login.weak-password"));
  EXPECT_EQ(rules(read(login("admin", "false"))), "");
  EXPECT_EQ(rules(read(login("Zq8vLm2x", "true"))), "");
}

TEST(Findings, FeiqByContentOnAnyPortWithItsNames) {
  MadeCapture made;
  made.client_mac = "2c56dc3a719b";
  // "测试" and "研发部" in GBK.
  const std::string said =
      "1_lbt6_0#128#2C56DC3A719B#0#0#0#4001#9:1488994780:Administrator:DESKTOP-2NQ89L3:6291457:"
      "\xb2\xe2\xca\xd4" +
      std::string(1, '\0') + "\xd1\xd0\xb7\xa2\xb2\xbf";
  made.udp("10.0.0.2", 12425, "10.0.0.255", 12425, said);
  const TrafficReport report = read(made);
  const NetworkFinding* found = find(report, "network.messenger.feiq");
  ASSERT_TRUE(found) << rules(report);
  EXPECT_TRUE(found->identified);
  EXPECT_THAT(found->finding.why, HasSubstr("测试"));
  EXPECT_THAT(found->finding.why, HasSubstr("研发部"));
  EXPECT_THAT(found->finding.why, Not(HasSubstr("not that of the frame")));
}

TEST(Findings, AForeignMacInAMessageIsTold) {
  MadeCapture made;
  made.udp("10.0.0.2", 2425, "10.0.0.255", 2425, "1_lbt6_0#128#2C56DC3A719B#0#0#0#4001#9:1:u:h:6291457:x");
  const TrafficReport report = read(made);
  ASSERT_TRUE(find(report, "network.messenger.feiq"));
  EXPECT_THAT(find(report, "network.messenger.feiq")->finding.why, HasSubstr("not that of the frame"));
}

TEST(Findings, AFileOfferOfIpmsgNamesTheFile) {
  MadeCapture made;
  made.udp("10.0.0.2", 2425, "10.0.0.3", 2425,
           std::string{"1:100:bob:PC:2097184:see"} + '\0' + "0:plan::a.doc:1f:5f000000:1:\x07");
  const TrafficReport report = read(made);
  const NetworkFinding* found = find(report, "network.messenger.ipmsg");
  ASSERT_TRUE(found) << rules(report);
  EXPECT_THAT(found->finding.why, HasSubstr("plan:a.doc (31)"));
}

TEST(Findings, ColonsAloneAreNoMessenger) {
  MadeCapture made;
  made.udp("10.0.0.2", 2425, "10.0.0.3", 2425, "1:x:bob:PC:32:no number of a packet");
  made.udp("10.0.0.2", 2425, "10.0.0.3", 2425, "2:100:bob:PC:32:another version");
  made.udp("10.0.0.2", 2425, "10.0.0.3", 2425, "1_lbt_0#1:100:bob:PC:32:no digits");
  EXPECT_EQ(rules(read(made)), "");
}

TEST(Findings, BehinderByItsFirstBytes) {
  EXPECT_TRUE(find(read(web({{post("/a.jsp", "\xfe\xcb\xdf\x8d\x32\x39\x66rest"), answer("x")}})),
                   "network.webshell.behinder"));
  EXPECT_TRUE(find(read(web({{post("/a.php", "3Mn1yNMtoZViV5wotQHPJxyz"), answer("x")}})),
                   "network.webshell.behinder"));
  EXPECT_EQ(rules(read(web({{post("/a.jsp", "\xca\xfe\xba\xbe\x32\x39\x66rest"), answer("x")}}))), "");
}

TEST(Findings, GodzillaByItsAnswers) {
  const auto framed = [](const std::string& front, const std::string& back) {
    std::vector<Asked> all;
    for (const char* middle : {"AAAAQUJD", "BBBBQUJD", "CCCCQUJD"})
      all.push_back({post("/shell.php", "pass=abc"), answer(front + middle + back)});
    return web(all);
  };
  EXPECT_TRUE(find(read(framed("11cd6a8758984163", "6c37ac826a2a04bc")), "network.webshell.godzilla"));
  const TrafficReport other_key = read(framed("72a9c691ccdaab98", "b4c4e1f6ddd2a488"));
  const NetworkFinding* shape = find(other_key, "network.webshell.shape");
  ASSERT_TRUE(shape) << rules(other_key);
  EXPECT_FALSE(shape->identified);
  EXPECT_EQ(rules(read(framed("no hex at all!!!", "no hex at all!!!"))), "");
}

TEST(Findings, ChopperAndAntSwordByTheirBodies) {
  EXPECT_TRUE(find(
      read(web({{post("/c.php", "a=@eval(base64_decode($_POST[z0]));&z0=QGluaV9zZXQ"), answer("->|x|<-")}})),
      "network.webshell.china"));
  EXPECT_TRUE(find(
      read(web({{post("/c.php", "a=%40ini_set(%22display_errors%22%2C%20%220%22)%3B%40set_time_limit(0)"),
                 answer("x")}})),
      "network.webshell.antsword"));
  EXPECT_EQ(rules(read(web({{post("/c.php", "a=base64_decode&z0=1"), answer("->|x")}}))), "");
}

MadeCapture contacts(const std::vector<std::int64_t>& pauses_ms) {
  MadeCapture made;
  std::uint16_t port = 30000;
  for (const std::int64_t pause : pauses_ms) {
    MadeTcp tcp{made, "10.0.0.2", port++, "203.0.113.9", 4444};
    tcp.open();
    tcp.client("knock knock knock");
    tcp.server("who is there today");
    tcp.close();
    made.wait(pause * 1'000'000);
  }
  return made;
}

TEST(Findings, RegularContactsAreABeaconIrregularOnesAreNot) {
  std::vector<std::int64_t> regular, irregular;
  unsigned state = 12345;
  for (int i = 0; i < 30; ++i) {
    state = state * 1103515245 + 12345;
    regular.push_back(4900 + state / 65536 % 200);
    irregular.push_back(100 + (i % 7 == 0 ? 30'000 : 0) + state / 65536 % 4000);
  }
  const TrafficReport beacon = read(contacts(regular));
  ASSERT_TRUE(find(beacon, "network.beacon")) << rules(beacon);
  EXPECT_FALSE(find(beacon, "network.beacon")->identified);
  EXPECT_FALSE(find(read(contacts(irregular)), "network.beacon"));
}

TEST(Findings, RegularRequestsOnOneKeptConnectionAreABeaconToo) {
  const TrafficReport report = read(web(
      std::vector<Asked>(20, {"GET /poll?n=1 HTTP/1.1\r\n\r\n", answer("nothing")}), 8080, 5'000'000'000));
  EXPECT_TRUE(find(report, "network.beacon")) << rules(report);
}

TEST(Findings, AShortSeriesIsNotJudgedAndSaidSo) {
  const TrafficReport report = read(contacts(std::vector<std::int64_t>(20, 500)));
  EXPECT_FALSE(find(report, "network.beacon"));
  EXPECT_THAT(report.unknown, testing::Contains(HasSubstr("span too short")));
}

MadeCapture queries(const std::vector<std::string>& names) {
  MadeCapture made;
  for (const std::string& name : names) {
    std::string question = big16(7) + big16(0x0100) + big16(1) + big16(0) + big32(0);
    for (std::size_t at = 0; at < name.size();) {
      const std::size_t end = std::min(name.find('.', at), name.size());
      question += static_cast<char>(end - at) + name.substr(at, end - at);
      at = end + 1;
    }
    made.udp("10.0.0.2", 5000, "10.0.0.53", 53, question + std::string(1, '\0') + big16(16) + big16(1));
  }
  return made;
}

TEST(Findings, LongRandomNamesUnderOneDomainAreATunnelManyShortOnesAreNot) {
  std::vector<std::string> tunnel, content;
  for (int i = 0; i < 150; ++i) {
    tunnel.push_back(sha256(std::to_string(i)).hex().substr(0, 40) + ".t.example.net");
    content.push_back("img" + std::to_string(i) + ".cdn.example.net");
  }
  EXPECT_TRUE(find(read(queries(tunnel)), "network.dns-tunnel"));
  EXPECT_EQ(rules(read(queries(content))), "");
}

const std::string kGet = "GET / HTTP/1.1\r\nHost: www.example.gov\r\nUser-Agent: Mozilla/5.0\r\n\r\n";
const std::string kRobot = "GET / HTTP/1.1\r\nHost: www.example.gov\r\nUser-Agent: Baiduspider/2.0\r\n\r\n";
const std::string kHtml = "Content-Type: text/html; charset=utf-8\r\n";

TEST(Findings, HiddenLinksToOtherSitesHiddenMenusAreNone) {
  const std::string links =
      "<a href='http://a.example'>1</a><a href='http://b.example'>2</a><a href=\"//c.example/\">百家乐</a>";
  const TrafficReport hidden =
      read(web({{kGet, answer("<html><div style=\"display: none\">" + links + "</div></html>", kHtml)}}));
  const NetworkFinding* found = find(hidden, "network.page.hidden-links");
  ASSERT_TRUE(found) << rules(hidden);
  EXPECT_TRUE(found->identified);
  EXPECT_EQ(rules(read(web({{kGet, answer("<html><div>" + links + "</div></html>", kHtml)}}))), "");
  EXPECT_EQ(rules(read(web({{kGet, answer("<html><ul style=\"display:none\"><li><a href=/one>1</a><a "
                                          "href='http://sub.example.gov'>2</a></ul></html>",
                                          kHtml)}}))),
            "");
}

TEST(Findings, APageThatAnswersSearchEnginesDifferently) {
  const TrafficReport cloaked = read(web({{kGet, answer("<html>welcome</html>", kHtml)},
                                          {kRobot, answer("<html>彩票平台 casino</html>", kHtml)}}));
  EXPECT_TRUE(find(cloaked, "network.page.cloaking")) << rules(cloaked);
  EXPECT_EQ(rules(read(web({{kGet, answer("<html>welcome 1</html>", kHtml)},
                            {kRobot, answer("<html>welcome 2</html>", kHtml)}}))),
            "");
}

TEST(Findings, RemoteControlByNamesOfTheTable) {
  const TrafficReport known = read(queries({"relay-1.net.anydesk.com"}));
  ASSERT_TRUE(find(known, "network.remote-control")) << rules(known);
  EXPECT_TRUE(find(known, "network.remote-control")->identified);
  EXPECT_EQ(rules(read(queries({"net.anydesk.com.example.org", "notnet.anydesk.community"}))), "");
}

}  // namespace
}  // namespace firsthour::triage
