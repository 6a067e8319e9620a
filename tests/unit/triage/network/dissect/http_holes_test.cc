// SPDX-License-Identifier: Apache-2.0
// Requests and answers of a capture that has not all of them.
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

namespace firsthour::triage::network {
namespace {

std::string answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string{status} + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string{body};
}

struct Web {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 8000};
  Seen seen;
  Web() { tcp.open(); }
  void get(const std::string& target) { tcp.client("GET " + target + " HTTP/1.1\r\n\r\n"); }
  // The packets that `say` makes never reach the capture.
  template <class Say>
  void unseen(Say say) {
    const std::size_t before = made.packets().size();
    say();
    made.packets().resize(before);
  }
  // "target status", "-" for what is not known.
  std::vector<std::string> pairs() {
    seen.read(made);
    std::vector<std::string> out;
    for (const HttpExchange& e : seen.exchanges)
      out.push_back((e.request ? e.request->target : "-") + " " +
                    (e.response ? std::to_string(e.response->status) : "-"));
    return out;
  }
};

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

// The refusal was not captured, and the answer to the next request became that of the login: a wrong password
// counted as accepted.
TEST(HttpHoles, AnAnswerBehindAHoleBelongsToTheLastRequest) {
  Web w;
  w.get("/one");
  w.tcp.server(answer("200 OK", "1"));
  w.tcp.client("GET /admin HTTP/1.1\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n");
  w.unseen([&] { w.tcp.server(answer("401 No", "no")); });
  for (const std::string target : {"/three", "/four", "/five"}) {
    w.get(target);
    w.tcp.server(answer("20" + std::to_string(target.size() - 4) + " OK", std::string(5000, 'x')));
  }
  w.tcp.close();
  const auto pairs = w.pairs();
  EXPECT_THAT(pairs, Contains("/one 200"));
  EXPECT_THAT(pairs, Contains("/admin -"));
  EXPECT_THAT(pairs, Contains("/three 202"));
  EXPECT_THAT(pairs, Contains("/four 201"));
  EXPECT_THAT(pairs, Contains("/five 201"));
  ASSERT_EQ(w.seen.logins.size(), 1u);
  EXPECT_EQ(w.seen.logins[0].outcome, LoginOutcome::unknown);
}

TEST(HttpHoles, AnAnswerWhoseRequestIsMissingHasNone) {
  Web w;
  w.get("/one");
  w.tcp.server(answer("200 OK", "1"));
  w.unseen([&] { w.get("/two"); });
  w.tcp.server(answer("202 Two", "2"));
  w.get("/three");
  w.tcp.server(answer("203 Three", std::string(20'000, '3')));
  w.get("/four");
  w.tcp.server(answer("204 Four", ""));
  w.tcp.close();
  const auto pairs = w.pairs();
  EXPECT_THAT(pairs, Contains("- 202"));
  EXPECT_THAT(pairs, Not(Contains("/three 202")));
  EXPECT_THAT(pairs, Not(Contains("/three 204")));
  EXPECT_THAT(pairs, Contains("/four 204"));
}

TEST(HttpHoles, BothSidesOfAnExchangeMayBeMissing) {
  Web w;
  w.get("/one");
  w.tcp.server(answer("200 OK", "1"));
  w.unseen([&] {
    w.get("/two");
    w.tcp.server(answer("202 Two", "2"));
  });
  for (int i = 3; i < 9; ++i) {
    w.get("/" + std::to_string(i));
    w.tcp.server(answer("21" + std::to_string(i) + " OK", std::string(20'000, 'x')));
  }
  w.tcp.close();
  const auto pairs = w.pairs();
  for (int i = 3; i < 9; ++i) {
    for (int j = 3; j < 9; ++j) {
      if (i == j) continue;
      EXPECT_THAT(pairs, Not(Contains("/" + std::to_string(i) + " 21" + std::to_string(j))));
    }
  }
  EXPECT_THAT(pairs, Contains("/5 215"));
  EXPECT_THAT(pairs, Contains("/8 218"));
}

// Which of several waiting requests an answer belongs to, a hole makes a guess: it is not made.
TEST(HttpHoles, OfAPipelineBehindAHoleNothingIsPaired) {
  Web w;
  w.tcp.client("GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\n\r\nGET /three HTTP/1.1\r\n\r\n");
  w.tcp.server(answer("201 One", "1"));
  w.unseen([&] { w.tcp.server(answer("202 Two", "2")); });
  w.tcp.server(answer("203 Three", "3"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), testing::UnorderedElementsAre("/one 201", "/two -", "/three -", "- 203"));
}

TEST(HttpHoles, AHoleInABodyChangesNothing) {
  Web w;
  w.get("/one");
  w.tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
  w.unseen([&] { w.tcp.server(std::string(1000, 'x')); });
  w.tcp.server(std::string(2000, 'y'));
  for (int i = 2; i < 6; ++i) {
    w.get("/" + std::to_string(i));
    w.tcp.server(answer("21" + std::to_string(i) + " OK", std::string(9000, 'x')));
  }
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("/one 200", "/2 212", "/3 213", "/4 214", "/5 215"));
  EXPECT_FALSE(w.seen.exchanges[0].response->body.complete);
}

TEST(HttpHoles, AnAnswerBeforeTheEndOfItsRequestIsAlone) {
  Web w;
  w.tcp.client("POST /upload HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
  w.tcp.server(answer("413 Too much", ""));
  w.tcp.client("67890");
  w.get("/next");
  w.tcp.server(answer("200 OK", "n"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("- 413", "/upload -", "/next 200"));
}

// After a refused CONNECT, which most servers send, the connection was not looked at any more.
TEST(HttpHoles, ARefusedConnectHidesNothing) {
  Web w;
  w.tcp.client("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n");
  w.tcp.server(answer("405 No", ""));
  w.get("/after");
  w.tcp.server(answer("200 OK", "a"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("x:1 405", "/after 200"));
}

TEST(HttpHoles, AProxyMayAskForAPasswordFirst) {
  Web w;
  w.tcp.client("CONNECT host:80 HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
  w.tcp.client("CONNECT host:80 HTTP/1.1\r\nProxy-Authorization: Basic Ym9iOjEyMzQ1Ng==\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 Connection established\r\n\r\n");
  w.get("/inside");
  w.tcp.server(answer("200 OK", "i"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("host:80 407", "host:80 200", "/inside 200"));
}

TEST(HttpHoles, ABlankLineBehindConnectIsNoOtherProtocol) {
  Web w;
  w.tcp.client("CONNECT host:80 HTTP/1.1\r\n\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\n\r\n\r\n");
  w.get("/inside");
  w.tcp.server(answer("200 OK", "i"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("host:80 200", "/inside 200"));
}

TEST(HttpHoles, WhatAClientSendsBeforeItsConnectIsAnsweredIsHeld) {
  Web w;
  w.tcp.client("CONNECT host:80 HTTP/1.1\r\n\r\n");
  w.get("/early");
  w.tcp.server("HTTP/1.1 200 Connection established\r\n\r\n");
  w.tcp.server(answer("200 OK", "e"));
  w.tcp.close();
  EXPECT_THAT(w.pairs(), ElementsAre("host:80 200", "/early 200"));
}

}  // namespace
}  // namespace firsthour::triage::network
