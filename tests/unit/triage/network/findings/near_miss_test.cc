// SPDX-License-Identifier: Apache-2.0
// Findings that finders_test.cc does not have: each capture that shows one has a twin which differs in the
// one thing that matters, and must stay silent.
#include "casefile/freed.h"
#include "tests/support/made_hello.h"
#include "tests/support/made_quic.h"
#include "tests/unit/triage/network/findings/finding_support.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>

namespace firsthour::triage {
namespace {

using testing::HasSubstr;

// --- Logins ---

std::string basic(const std::string& user_and_password) {
  return "GET /status HTTP/1.1\r\nHost: cam\r\nAuthorization: Basic " +
         to_base64(as_bytes(user_and_password)) + "\r\n\r\n";
}

TEST(NearMiss, AWeakBasicPasswordOnlyWhenTheServerTookIt) {
  EXPECT_TRUE(find(read(web({{basic("admin:admin"), answer("in")}})), "network.login.weak-password"));
  EXPECT_EQ(rules(read(web({{basic("admin:admin"), answer("", "", "401 Unauthorized")}}))), "");
  EXPECT_FALSE(find(read(web({{basic("admin:Zq8vLm2x"), answer("in")}})), "network.login.weak-password"));
}

TEST(NearMiss, AClearTextLoginOnlyWhenItWasInTheClear) {
  const auto ftp = [](bool encrypted, const std::string& reply) {
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 21};
    tcp.open();
    tcp.server("220 ready\r\n");
    if (encrypted) {
      tcp.client("AUTH TLS\r\n");
      tcp.server("234 go on\r\n");
      tcp.client("\x17\x03\x03" + big16(40) + std::string(40, 'e'));
      tcp.server("\x17\x03\x03" + big16(40) + std::string(40, 'e'));
    } else {
      tcp.client("USER bob\r\nPASS Zq8vLm2x\r\n");
      tcp.server("331 go on\r\n" + reply + "\r\n");
    }
    return made;
  };
  EXPECT_TRUE(find(read(ftp(false, "230 in")), "network.login.clear-text"));
  EXPECT_EQ(rules(read(ftp(false, "530 no"))), "");
  EXPECT_EQ(rules(read(ftp(true, ""))), "");
}

TEST(NearMiss, AnOnvifServiceThatAnswersAnybody) {
  const auto call = [](const std::string& what, const std::string& said) {
    return web({{post("/onvif/media_service", "<s:Envelope><" + what + "/></s:Envelope>"), answer(said)}});
  };
  EXPECT_TRUE(find(read(call("GetProfiles", "<Profiles/>")), "network.onvif.no-authentication"));
  EXPECT_EQ(rules(read(call("GetProfiles", "<s:Fault>NotAuthorized</s:Fault>"))), "");
  // The standard lets anybody ask for the time.
  EXPECT_EQ(rules(read(call("GetSystemDateAndTime", "<UTCDateTime/>"))), "");
}

// --- Messengers ---

MadeCapture datagram(const std::string& bytes, std::uint16_t port) {
  MadeCapture made;
  made.udp("10.0.0.2", port, "10.0.0.255", port, bytes);
  return made;
}

TEST(NearMiss, NeiwangtongByItsWords) {
  EXPECT_TRUE(find(read(datagram("1@shiyeline:1:bob:PC:1:hello", 2425)), "network.messenger.neiwangtong"));
  EXPECT_EQ(rules(read(datagram("1@shiyelin:1:bob:PC:1:hello", 12425))), "");
}

TEST(NearMiss, NeiwangtongByItsPresence) {
  const auto presence = [](const std::string& id) {
    std::string out = big32(0x130) + std::string(8, 'c') + big32(0x5fc1d8ec) + std::string(14, 'x');
    return datagram(out + id, 9011);
  };
  EXPECT_TRUE(find(read(presence("0123456789abcdef0123456789ABCDEF")), "network.messenger.neiwangtong"));
  EXPECT_EQ(rules(read(presence("0123456789abcdef0123456789ABCDEG"))), "");
}

// --- Webshells ---

TEST(NearMiss, BehinderByItsJsonAndByItsAnswer) {
  const auto json = [](const std::string& value) {
    return web(
        {{post("/a.jsp", "{\"x\":\"" + value + "\"}", "Content-Type: application/json\r\n"), answer("x")}});
  };
  EXPECT_TRUE(find(read(json("yv66vgAAADQA")), "network.webshell.behinder"));
  EXPECT_EQ(rules(read(json("yv66vgAABDQA"))), "");  // other bytes than a class file's
  const auto answered = [](const std::string& text) { return web({{post("/a.jsp", "x"), answer(text)}}); };
  EXPECT_TRUE(find(read(answered("TxcIQFUbXEcrest")), "network.webshell.behinder"));
  EXPECT_EQ(rules(read(answered("a TxcIQFUbXEcrest"))), "");  // not at its beginning
}

// What Behinder sends to a page in PHP: its code, encrypted with the key of the tool as it comes, in base64.
std::string behinder_body(const std::string& code, const char* key) {
  const std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>> cipher{EVP_CIPHER_CTX_new()};
  const std::array<unsigned char, 16> no_iv{};
  EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_cbc(), nullptr, reinterpret_cast<const unsigned char*>(key),
                     no_iv.data());
  std::string out(code.size() + 16, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  int first = 0, last = 0;
  EVP_EncryptUpdate(cipher.get(), to, &first, reinterpret_cast<const unsigned char*>(code.data()),
                    static_cast<int>(code.size()));
  EVP_EncryptFinal_ex(cipher.get(), to + first, &last);
  out.resize(static_cast<std::size_t>(first + last));
  return to_base64(as_bytes(out));
}

TEST(NearMiss, BehinderByItsKeyAsItComes) {
  const auto sent = [](const std::string& body) { return web({{post("/a.php", body), answer("x")}}); };
  const char* const as_it_comes = "e45e329feb5d925b";
  EXPECT_TRUE(find(read(sent(behinder_body("assert|eval(base64_decode('QGV2", as_it_comes))),
                   "network.webshell.behinder"));
  EXPECT_TRUE(find(read(sent(behinder_body("@error_reporting(0);\nfunction main", as_it_comes))),
                   "network.webshell.behinder"));
  EXPECT_EQ(rules(read(sent(behinder_body("assert|eval(base64_decode('QGV2", "0123456789abcdef")))), "");
  EXPECT_EQ(rules(read(sent(behinder_body("a page of its own, encrypted", as_it_comes)))), "");
}

TEST(NearMiss, ChinaChopperByItsAnswer) {
  const auto asked = [](const std::string& body, const std::string& said) {
    return web({{post("/a.asp", body), answer(said)}});
  };
  const std::string body = "c=Response.Write(1)&z1=Yzpc&z2=";
  const std::string said = "->|C:\\web\t2026-11-23\t4096\t0\r\n|<-";
  EXPECT_TRUE(find(read(asked(body, said)), "network.webshell.china"));
  EXPECT_EQ(rules(read(asked(body, "a page with |<- and ->| in it"))), "");
  EXPECT_EQ(rules(read(asked("c=1&name=z1", said))), "");
}

TEST(NearMiss, GodzillaByItsEvalMode) {
  EXPECT_TRUE(find(read(web({{post("/a.php", "pass=eval%28base64_decode%28strrev%28urldecode%28%27K0QfK0"),
                              answer("x")}})),
                   "network.webshell.godzilla"));
  EXPECT_EQ(rules(read(web({{post("/a.php", "pass=eval(base64_decode('x'))"), answer("x")}}))), "");
}

TEST(NearMiss, AntSwordByItsAgent) {
  const auto agent = [](const std::string& name) {
    return web(
        {{post("/a.php", "x=1", "Content-Type: text/plain\r\nUser-Agent: " + name + "\r\n"), answer("x")}});
  };
  EXPECT_TRUE(find(read(agent("antSword/v2.1")), "network.webshell.antsword"));
  EXPECT_EQ(rules(read(agent("Mozilla/5.0 (like antSword/v2.1)"))), "");
}

TEST(NearMiss, AnUploadOfAScriptThatRunsWhatItIsSent) {
  const auto upload = [](const std::string& content) {
    return web({{post("/up.php",
                      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.php\"\r\n\r\n" +
                          content + "\r\n--b--\r\n",
                      "Content-Type: multipart/form-data; boundary=b\r\n"),
                 answer("saved")}});
  };
  const TrafficReport shell = read(upload("<?php @eval($_POST['x']);?>"));
  const NetworkFinding* found = find(shell, "network.webshell.upload");
  ASSERT_TRUE(found) << rules(shell);
  EXPECT_FALSE(found->identified);
  const TrafficReport keyed = read(upload("$key=\"e45e329feb5d925b\";"));
  ASSERT_TRUE(find(keyed, "network.webshell.upload"));
  EXPECT_TRUE(find(keyed, "network.webshell.upload")->identified);
  EXPECT_EQ(rules(read(upload("<?php echo 'hello';?>"))), "");
}

TEST(NearMiss, AScriptThatOnlyGetsBodiesWithoutAType) {
  const auto story = [](const std::string& headers, const std::string& last) {
    std::vector<Asked> all;
    for (int i = 0; i < 3; ++i)
      all.push_back({post("/x.jsp", "body " + std::to_string(i), headers), answer("x")});
    all.push_back({last, answer("x")});
    return web(all);
  };
  const std::string one_more = post("/x.jsp", "more", "");
  EXPECT_TRUE(find(read(story("", one_more)), "network.webshell.shape"));
  EXPECT_EQ(rules(read(story("Content-Type: text/plain\r\n", one_more))), "");
  // Somebody also reads the page: a script of the site.
  EXPECT_EQ(rules(read(story("", "GET /x.jsp HTTP/1.1\r\nHost: www.example.gov\r\n\r\n"))), "");
}

// --- Command and control ---

TEST(NearMiss, CobaltStrikeByItsStagerAndItsDefaultProfile) {
  const auto fetch = [](const std::string& path, std::size_t size) {
    return web({{"GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n", answer(std::string(size, 'x'))}});
  };
  // The letters of "aaa9" give 92 modulo 256, those of "aaab" do not.
  EXPECT_TRUE(find(read(fetch("/aaa9", 120'000)), "network.c2.cobalt-strike"));
  EXPECT_FALSE(find(read(fetch("/aaab", 120'000)), "network.c2.cobalt-strike"));
  EXPECT_FALSE(find(read(fetch("/aaa9", 2'000)), "network.c2.cobalt-strike"));
  EXPECT_TRUE(find(read(web({{post("/submit.php?id=2049", "x"), answer("")}})), "network.c2.cobalt-strike"));
  EXPECT_FALSE(
      find(read(web({{post("/submit.php?id=form7", "x"), answer("")}})), "network.c2.cobalt-strike"));
}

// A hello with these suites and extensions, empty but for the curves.
std::string hello(const std::vector<std::uint32_t>& suites, const std::vector<std::uint32_t>& extensions) {
  const auto sized = [](const std::string& text) {
    return big16(static_cast<std::uint32_t>(text.size())) + text;
  };
  std::string listed, carried;
  for (const std::uint32_t suite : suites) listed += big16(suite);
  for (const std::uint32_t extension : extensions)
    carried += big16(extension) + sized(extension == 10   ? sized(big16(29) + big16(23) + big16(24))
                                        : extension == 11 ? std::string{"\1\0", 2}
                                                          : std::string{});
  return big16(0x0303) + std::string(32, 'r') + std::string(1, '\0') + sized(listed) +
         std::string("\1\0", 2) + sized(carried);
}

// The client's JA3 is that of Windows itself: only with the answer of a team server it says anything.
TEST(NearMiss, CobaltStrikeByBothHellos) {
  const auto session = [](const std::vector<std::uint32_t>& answered) {
    const std::string client =
        made_message(1, hello({49196, 49195, 49200, 49199, 49188, 49187, 49192, 49191, 49162, 49161, 49172,
                               49171, 157, 156, 61, 60, 53, 47, 10},
                              {5, 10, 11, 13, 35, 23, 65281}));
    std::string extensions;
    for (const std::uint32_t one : answered) extensions += big16(one) + big16(0);
    const std::string server = made_message(
        2, big16(0x0303) + std::string(32, 'R') + std::string(1, '\0') + big16(49200) + std::string(1, '\0') +
               big16(static_cast<std::uint32_t>(extensions.size())) + extensions);
    const auto record = [](const std::string& message) {
      return "\x16\x03\x03" + big16(static_cast<std::uint32_t>(message.size())) + message;
    };
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "203.0.113.7", 443};
    tcp.open();
    tcp.client(record(client));
    tcp.server(record(server));
    tcp.close();
    return made;
  };
  const TrafficReport both = read(session({23, 35, 65281}));
  ASSERT_TRUE(find(both, "network.c2.cobalt-strike")) << rules(both);
  EXPECT_THAT(find(both, "network.c2.cobalt-strike")->finding.why, HasSubstr("JA3"));
  EXPECT_EQ(rules(read(session({65281, 35, 23}))), "");
}

// --- Remote control and tunnels ---

TEST(NearMiss, ToolsByAHeader) {
  const auto header = [](const std::string& value) {
    return web(
        {{"GET /ws HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Protocol: " + value + "\r\n\r\n", answer("")}});
  };
  EXPECT_TRUE(find(read(header("chisel-v3")), "network.remote-control"));
  EXPECT_EQ(rules(read(header("graphql-ws, chisel-v3-like"))), "");
}

TEST(NearMiss, ToolsByTheBeginningOfAStream) {
  const auto stream = [](const std::string& bytes) {
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 7000};
    tcp.open();
    tcp.client(bytes);
    tcp.server("an answer of no known protocol");
    tcp.close();
    return made;
  };
  EXPECT_TRUE(find(read(stream("{\"version\":\"0.5\",\"privilege_key\":\"x\"}")), "network.remote-control"));
  EXPECT_EQ(rules(read(stream("{\"version\":\"0.5\",\"privileged_key\":\"x\"}"))), "");
  EXPECT_TRUE(find(read(stream("TST and whatever else there is")), "network.remote-control"));
  EXPECT_EQ(rules(read(stream("a TST in the middle of a stream"))), "");
}

// A certificate that names itself so, in DER.
std::string certificate(const char* name) {
  const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key{EVP_EC_gen("P-256")};
  const std::unique_ptr<X509, Freed<X509_free>> made{X509_new()};
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 86'400);
  X509_set_pubkey(made.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1,
                             -1, 0);
  X509_set_issuer_name(made.get(), subject);
  X509_sign(made.get(), key.get(), EVP_sha256());
  std::string der(static_cast<std::size_t>(i2d_X509(made.get(), nullptr)), '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(made.get(), &to);
  return der;
}

TEST(NearMiss, ToolsByTheServersCertificate) {
  const auto server = [](const char* name) {
    const auto three = [](std::size_t n) { return big32(static_cast<std::uint32_t>(n)).substr(1); };
    const std::string der = certificate(name);
    const std::string chain = three(der.size() + 3) + three(der.size()) + der;
    const std::string said = made_message(2, made_server_hello(0x0303)) + made_message(11, chain);
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "203.0.113.7", 443};
    tcp.open();
    tcp.server("\x16\x03\x03" + big16(static_cast<std::uint32_t>(said.size())) + said);
    tcp.close();
    return made;
  };
  EXPECT_TRUE(find(read(server("AnyNet Relay")), "network.remote-control"));
  EXPECT_EQ(rules(read(server("AnyNet Relais"))), "");
}

// What hides in QUIC is found as in TLS.
TEST(NearMiss, ToolsByTheNameInAQuicHello) {
  const auto quic = [](const std::string& name) {
    MadeCapture made;
    const std::string hello = made_message(1, made_client_hello(0x0303, name));
    made.udp("10.0.0.2", 40000, "203.0.113.7", 443,
             MadeQuic{1, "8 bytes!"}.packet(true, 0, MadeQuic::crypto(0, hello)));
    return made;
  };
  const TrafficReport known = read(quic("connect.ngrok-agent.com"));
  ASSERT_TRUE(find(known, "network.remote-control")) << rules(known);
  EXPECT_THAT(find(known, "network.remote-control")->finding.why, HasSubstr("connect.ngrok-agent.com"));
  EXPECT_EQ(rules(read(quic("ngrok-agent.com.example.org"))), "");
}

}  // namespace
}  // namespace firsthour::triage
