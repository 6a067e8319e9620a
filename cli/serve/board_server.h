// SPDX-License-Identifier: Apache-2.0
// The board's addresses, over cpp-httplib:
//   GET  /b/ROLE/              the page; the token is in the link's fragment, which no browser sends
//   POST /b/ROLE/enter         {"token"}: a cookie for this path, out of the page's reach
//   GET  /b/ROLE/events        server-sent events: what changed, each with an id to go on from
//   POST /b/ROLE/do            a command (board_source.h)
//   GET  /b/ROLE/list/LIST     a page of a long list, ?from=N
// The role in the path lets one browser show several roles in several tabs.
#pragma once

#include "cli/serve/board_source.h"
#include "cli/serve/door.h"
#include "cli/serve/http_server.h"
#include "cli/serve/page.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace httplib {
struct Request;
struct Response;
}  // namespace httplib

namespace firsthour::cli {

class BoardServer {
 public:
  struct Settings {
    bool tls = false;                             // cookies go by TLS only
    std::vector<std::string> names;               // further Host names
    std::chrono::milliseconds wrong_delay{1000};  // before a wrong token is answered
    std::chrono::milliseconds heartbeat{10'000};
  };
  // Puts its handlers into `http`; both others must outlive it.
  BoardServer(HttpServer& http, BoardSource& source, Door& door, Settings settings);

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;
  // True when it was answered already: it is none of ours.
  bool refused(const Request& request, Response& response) const;
  void enter(const Request& request, Response& response);
  void events(const Request& request, Response& response);
  void command(const Request& request, Response& response);
  void list(const Request& request, Response& response);
  // Who asks, by the cookie; otherwise answered.
  [[nodiscard]] std::optional<Viewer> viewer(const Request& request, Response& response);
  void wrong_token(Response& response);

  BoardSource& source_;
  Door& door_;
  Settings settings_;
  HostNames hosts_;
  BoardPage page_;
  std::string epoch_;  // of this start: versions of another one mean nothing here
  std::atomic<int> delayed_ = 0;
};

}  // namespace firsthour::cli
