// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_server.h"

#include "casefile/instant.h"
#include "casefile/json.h"
#include "casefile/number.h"

#include <httplib.h>

#include <thread>

namespace firsthour::cli {
namespace {

constexpr std::size_t kLongestPath = 160;  // std::regex matches by recursion
constexpr std::size_t kLargestBody = 64 * 1024;
constexpr int kMostDelayed = 16;
constexpr std::string_view kJson = "application/json; charset=utf-8";

void answer(httplib::Response& response, const BoardAnswer& what) {
  response.status = what.status;
  response.set_content(what.body, std::string{kJson});
}

std::string role_of(const httplib::Request& request) { return request.matches[1]; }

// The value of our cookie; a browser sends only the one of this path.
std::optional<std::string> cookie_of(const httplib::Request& request) {
  const std::string all = request.get_header_value("Cookie");
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find(';', at), all.size());
    std::string_view one = std::string_view{all}.substr(at, end - at);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with("board=")) return std::string{one.substr(6)};
    at = end + 1;
  }
  return {};
}

std::int64_t now_ms() { return SystemClock{}.now().nanoseconds / 1'000'000; }

}  // namespace

BoardAnswer board_refusal(int status, const playbooks::Words& why) {
  return {status, Json{{"error", {{"en", why.en}, {"zh", why.zh}}}}.dump(-1, ' ', false,
                                                                         Json::error_handler_t::replace)};
}

BoardServer::BoardServer(HttpServer& http, BoardSource& source, Door& door, Settings settings)
    : source_{source},
      door_{door},
      settings_{std::move(settings)},
      hosts_{http.port(), settings_.names},
      page_{board_page()},
      epoch_{new_board_token().value_or(std::to_string(now_ms())).substr(0, 8)} {
  httplib::Server& routes = http.routes();
  routes.set_default_headers({{"Content-Security-Policy", page_.policy},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Cache-Control", "no-store"},
                              {"Cross-Origin-Opener-Policy", "same-origin"},
                              {"Cross-Origin-Resource-Policy", "same-origin"}});
  routes.set_pre_routing_handler([this](const Request& request, Response& response) {
    return refused(request, response) ? httplib::Server::HandlerResponse::Handled
                                      : httplib::Server::HandlerResponse::Unhandled;
  });
  routes.Get("/b/([a-z0-9_-]+)/?", [this](const Request&, Response& response) {
    response.set_content(page_.html, "text/html; charset=utf-8");
  });
  routes.Post("/b/([a-z0-9_-]+)/enter",
              [this](const Request& request, Response& response) { enter(request, response); });
  routes.Get("/b/([a-z0-9_-]+)/events",
             [this](const Request& request, Response& response) { events(request, response); });
  routes.Post("/b/([a-z0-9_-]+)/do",
              [this](const Request& request, Response& response) { command(request, response); });
  routes.Get("/b/([a-z0-9_-]+)/list/([a-z]+)",
             [this](const Request& request, Response& response) { list(request, response); });
}

bool BoardServer::refused(const Request& request, Response& response) const {
  const auto say = [&](int status, const playbooks::Words& why) {
    answer(response, board_refusal(status, why));
    return true;
  };
  if (!hosts_.allows(request.get_header_value("Host")))
    return say(403, {"此地址不属于本看板", "this is not an address of the board"});
  if (request.target.size() > kLongestPath) return say(414, {"地址过长", "the address is too long"});
  if (request.method == "GET") return false;
  if (request.method != "POST") return say(405, {"不支持此方法", "no such method here"});
  const std::string origin = request.get_header_value("Origin");
  if (origin != (settings_.tls ? "https://" : "http://") + request.get_header_value("Host"))
    return say(403, {"请求不是由看板页面发出的", "the request does not come from the board's page"});
  if (!request.get_header_value("Content-Type").starts_with("application/json"))
    return say(415, {"只接受 JSON", "only JSON is taken"});
  const auto length = number_from<std::size_t>(request.get_header_value("Content-Length"));
  if (request.has_header("Transfer-Encoding") || !length)
    return say(411, {"请求须注明长度", "the request must say its length"});
  if (*length > kLargestBody) return say(413, {"内容过长", "the text is too long"});
  return false;
}

void BoardServer::wrong_token(Response& response) {
  source_.wrong_tokens(door_.count_wrong());
  // A bounded number of threads may wait here.
  if (++delayed_ <= kMostDelayed) std::this_thread::sleep_for(settings_.wrong_delay);
  --delayed_;
  answer(response, board_refusal(403, {"链接无效：请向演练协调人索取新的链接",
                                       "this link is not valid: ask the coordinator for a new one"}));
}

std::optional<Viewer> BoardServer::viewer(const Request& request, Response& response) {
  const auto token = cookie_of(request);
  if (!token) {
    answer(response, board_refusal(401, {"请用发给您的链接打开", "open the link that you were given"}));
    return {};
  }
  auto known = door_.enter(role_of(request), *token);
  if (!known) wrong_token(response);
  return known;
}

void BoardServer::enter(const Request& request, Response& response) {
  const auto body = parse_json(request.body);
  const auto token = body && body->is_object() ? body->find("token") : Json::const_iterator{};
  if (!body || !body->is_object() || token == body->end() || !token->is_string())
    return answer(response, board_refusal(400, {"缺少令牌", "the token is missing"}));
  const auto known = door_.enter(role_of(request), token->get<std::string>());
  if (!known) return wrong_token(response);
  response.set_header("Set-Cookie", "board=" + token->get<std::string>() + "; Path=/b/" + known->role +
                                        "; Max-Age=604800; HttpOnly; SameSite=Strict" +
                                        (settings_.tls ? "; Secure" : ""));
  answer(response, {200, Json{{"role", known->role}, {"kind", name_of(known->kind)}}.dump()});
}

void BoardServer::command(const Request& request, Response& response) {
  const auto known = viewer(request, response);
  if (known) answer(response, source_.command(*known, request.body));
}

void BoardServer::list(const Request& request, Response& response) {
  const auto known = viewer(request, response);
  if (!known) return;
  const auto from =
      number_from<std::uint64_t>(request.has_param("from") ? request.get_param_value("from") : "0");
  if (!from) return answer(response, board_refusal(400, {"from 须为数字", "`from` is no number"}));
  answer(response, source_.page(*known, std::string{request.matches[2]}, *from));
}

void BoardServer::events(const Request& request, Response& response) {
  const auto known = viewer(request, response);
  if (!known) return;
  std::uint64_t seen = 0;
  const std::string last = request.get_header_value("Last-Event-ID");
  if (last.starts_with(epoch_ + "."))
    seen = number_from<std::uint64_t>(std::string_view{last}.substr(epoch_.size() + 1)).value_or(0);
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, who = *known, seen, greeted = false](std::size_t, httplib::DataSink& sink) mutable {
        const BoardState& state = source_.state();
        if (greeted) state.wait(seen, settings_.heartbeat);
        if (state.closed()) return false;
        std::string text;
        if (!greeted || state.version() > seen) {
          const BoardChanges changes = state.changes(who, seen);
          text = (greeted ? "" : "retry: 1000\n") +
                 ("id: " + epoch_ + "." + std::to_string(changes.version)) +
                 "\nevent: " + (changes.whole ? "whole" : "change") +
                 "\ndata: {\"version\":" + std::to_string(changes.version) +
                 ",\"now\":" + std::to_string(now_ms()) + ",\"parts\":" + changes.document + "}\n\n";
          seen = changes.version;
          greeted = true;
        } else {
          text = "event: time\ndata: {\"now\":" + std::to_string(now_ms()) + "}\n\n";
        }
        return sink.write(text.data(), text.size());
      });
}

}  // namespace firsthour::cli
