// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_server.h"

#include "casefile/json.h"
#include "cli/serve/board_command.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <thread>

namespace firsthour::cli {
namespace {

using testing::HasSubstr;

// A board of nothing much: it counts what it is told.
class CountingSource final : public BoardSource {
 public:
  CountingSource() { put(1); }
  void put(int value) {
    BoardState::Draft draft;
    draft.put("board", Json{{"kind", "drill"}}, for_everyone());
    draft.put("count", Json(value), for_everyone());
    draft.put("script/i1", Json("secret"),
              {.everyone = false, .kinds = {ViewerKind::coordinator}, .roles = {}});
    state_.replace(std::move(draft));
  }
  [[nodiscard]] const BoardState& state() const override { return state_; }
  [[nodiscard]] std::vector<BoardRole> roles() const override { return {}; }
  [[nodiscard]] BoardAnswer command(const Viewer& viewer, std::string_view json) override {
    ++commands;
    last = viewer.role + " " + std::string{json};
    return {200, "{\"done\":true}"};
  }
  [[nodiscard]] BoardAnswer page(const Viewer&, std::string_view list, std::uint64_t from) override {
    return {200, Json{{"list", list}, {"from", from}}.dump()};
  }
  [[nodiscard]] Result<std::chrono::milliseconds> advance() override {
    return std::chrono::milliseconds{1000};
  }
  [[nodiscard]] Result<> close() override {
    state_.close();
    return {};
  }
  void wrong_tokens(std::uint64_t count) override { wrong = count; }

  std::atomic<int> commands = 0;
  std::atomic<std::uint64_t> wrong = 0;
  std::string last;

 private:
  BoardState state_;
};

// The server in this process, and a browser without a page.
class BoardServerTest : public testing::Test {
 protected:
  void SetUp() override {
    HttpBounds bounds;
    bounds.request_time = std::chrono::seconds{2};
    auto opened = HttpServer::open({"127.0.0.1", 0}, {}, bounds);
    ASSERT_TRUE(opened) << opened.error().what;
    http = std::move(*opened);
    BoardServer::Settings settings;
    settings.wrong_delay = std::chrono::milliseconds{50};
    settings.heartbeat = std::chrono::milliseconds{200};
    board = std::make_unique<BoardServer>(*http, source, door, settings);
    thread = std::thread{[this] { http->run(); }};
    origin = "http://127.0.0.1:" + std::to_string(http->port());
  }
  void TearDown() override {
    EXPECT_TRUE(source.close());
    http->stop();
    thread.join();
  }
  httplib::Client browser() const {
    httplib::Client client{"127.0.0.1", http->port()};
    client.set_read_timeout(5);
    return client;
  }
  httplib::Headers from(const std::string& token) const {
    return {{"Cookie", "other=1; board=" + token}, {"Origin", origin}};
  }

  CountingSource source;
  Door door{{{"commander", {{"commander", ViewerKind::player}, board_token_digest("t1")}},
             {"coordinator", {{"coordinator", ViewerKind::coordinator}, board_token_digest("t2")}}}};
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<BoardServer> board;
  std::thread thread;
  std::string origin;
};

TEST_F(BoardServerTest, TheOnePageIsStrictAboutWhatMayRun) {
  const auto page = browser().Get("/b/commander/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  const std::string policy = page->get_header_value("Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
  EXPECT_EQ(page->get_header_value("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page->get_header_value("Cache-Control"), "no-store");
  for (const char* pattern : {"innerHTML", "http://", "https://", " onclick=", " style=", "eval("})
    EXPECT_THAT(page->body, testing::Not(HasSubstr(pattern))) << pattern;
}

TEST_F(BoardServerTest, ATokenBecomesACookieThatScriptsAndOtherSitesDoNotGet) {
  const auto entered =
      browser().Post("/b/commander/enter", {{"Origin", origin}}, R"({"token":"t1"})", "application/json");
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->status, 200);
  EXPECT_EQ(entered->get_header_value("Set-Cookie"),
            "board=t1; Path=/b/commander; Max-Age=604800; HttpOnly; SameSite=Strict");
}

TEST_F(BoardServerTest, WrongTokensAreRefusedLateAndCounted) {
  const auto start = std::chrono::steady_clock::now();
  const auto entered =
      browser().Post("/b/commander/enter", {{"Origin", origin}}, R"({"token":"x"})", "application/json");
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->status, 403);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{50});
  EXPECT_EQ(browser().Get("/b/commander/events", from("t2"))->status, 403);  // another role's
  EXPECT_EQ(source.wrong, 2U);
  EXPECT_EQ(browser().Get("/b/commander/events")->status, 401);
}

TEST_F(BoardServerTest, ACommandNeedsThePagesOwnOriginJsonAndALength) {
  const std::string command = R"({"do":"pause"})";
  EXPECT_EQ(browser().Post("/b/coordinator/do", from("t2"), command, "application/json")->status, 200);
  EXPECT_EQ(source.last, "coordinator " + command);
  auto foreign = from("t2");
  foreign.erase("Origin");
  EXPECT_EQ(browser().Post("/b/coordinator/do", foreign, command, "application/json")->status, 403);
  foreign.emplace("Origin", "http://evil.example");
  EXPECT_EQ(browser().Post("/b/coordinator/do", foreign, command, "application/json")->status, 403);
  EXPECT_EQ(browser().Post("/b/coordinator/do", from("t2"), command, "text/plain")->status, 415);
  EXPECT_EQ(
      browser().Post("/b/coordinator/do", from("t2"), std::string(70'000, ' '), "application/json")->status,
      413);
  auto chunked = browser().Post(
      "/b/coordinator/do", from("t2"),
      [](std::size_t, httplib::DataSink& sink) {
        sink.done();
        return true;
      },
      "application/json");
  EXPECT_TRUE(!chunked || chunked->status == 411);
  EXPECT_EQ(source.commands, 1);
}

TEST_F(BoardServerTest, AStrangersNameThatPointsHereIsRefused) {
  auto headers = from("t1");
  headers.emplace("Host", "evil.example:" + std::to_string(http->port()));
  EXPECT_EQ(browser().Get("/b/commander/", headers)->status, 403);
}

TEST_F(BoardServerTest, PathsThatAreNoneAreNotFound) {
  EXPECT_EQ(browser().Get("/")->status, 404);
  EXPECT_EQ(browser().Get("/b/../../etc/passwd")->status, 404);
  EXPECT_EQ(browser().Get("/b/" + std::string(400, 'a') + "/")->status, 414);
  EXPECT_EQ(browser().Delete("/b/commander/")->status, 405);
}

// The events as they come, until `enough` says so.
std::string events_until(httplib::Client client, const httplib::Headers& headers,
                         const std::function<bool(const std::string&)>& enough) {
  std::string all;
  client.Get("/b/commander/events", headers, [&](const char* data, std::size_t size) {
    all.append(data, size);
    return !enough(all);
  });
  return all;
}
bool has(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

TEST_F(BoardServerTest, EventsBeginWithEverythingAndGoOnWithWhatChanges) {
  std::thread later{[this] {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    source.put(2);
  }};
  const std::string events =
      events_until(browser(), from("t1"), [](const auto& all) { return has(all, "\"count\":2"); });
  later.join();
  EXPECT_THAT(events, HasSubstr("event: whole\n"));
  EXPECT_THAT(events, HasSubstr("event: change\ndata: {\"version\":2"));
  EXPECT_THAT(events, testing::Not(HasSubstr("secret")));  // that is the coordinator's
}

TEST_F(BoardServerTest, ABrowserThatComesBackMissesNothingAndIsToldNothingTwice) {
  const std::string first =
      events_until(browser(), from("t1"), [](const auto& all) { return has(all, "\n\n"); });
  const std::string id =
      first.substr(first.find("id: ") + 4, first.find('\n', first.find("id: ")) - first.find("id: ") - 4);
  source.put(5);
  auto headers = from("t1");
  headers.emplace("Last-Event-ID", id);
  const std::string second =
      events_until(browser(), headers, [](const auto& all) { return has(all, "\n\n"); });
  EXPECT_THAT(second, HasSubstr("event: change\n"));
  EXPECT_THAT(second, HasSubstr("{\"count\":5}"));
  headers.erase("Last-Event-ID");
  headers.emplace("Last-Event-ID", "00000000.1");  // of a start before this one
  EXPECT_THAT(events_until(browser(), headers, [](const auto& all) { return has(all, "\n\n"); }),
              HasSubstr("event: whole\n"));
}

TEST_F(BoardServerTest, ASilentBoardSaysTheTime) {
  EXPECT_THAT(events_until(browser(), from("t1"), [](const auto& all) { return has(all, "event: time"); }),
              HasSubstr("event: time\ndata: {\"now\":"));
}

TEST_F(BoardServerTest, ARequestThatNeverEndsIsLetGo) {
  httplib::Client client = browser();
  const auto start = std::chrono::steady_clock::now();
  const auto reply = client.Get("/b/commander/", {{"X-Long", std::string(200'000, 'x')}});
  EXPECT_TRUE(!reply || reply->status == 400);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
  EXPECT_EQ(browser().Get("/b/commander/")->status, 200);
}

TEST_F(BoardServerTest, FiftyStreamsDoNotKeepOthersOut) {
  std::vector<std::thread> crowd;
  std::atomic<int> told = 0;
  for (int i = 0; i < 50; ++i)
    crowd.emplace_back([this, &told] {
      const std::string events =
          events_until(browser(), from("t1"), [](const auto& all) { return has(all, "\"count\":9"); });
      told += has(events, "\"count\":9") ? 1 : 0;
    });
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  EXPECT_EQ(browser().Get("/b/commander/")->status, 200);
  source.put(9);
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(told, 50);
}

}  // namespace
}  // namespace firsthour::cli
