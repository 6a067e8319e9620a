// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/serve_case.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/qr_code.h"
#include "casefile/tls_identity.h"
#include "cli/case_door.h"
#include "cli/serve/board_file.h"
#include "cli/serve/board_server.h"
#include "cli/serve/case_board.h"
#include "cli/serve/drill_board.h"
#include "cli/serve/listening_place.h"
#include "cli/serve/messages.h"
#include "cli/stop.h"
#include "playbooks/drill_papers.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

namespace firsthour::cli {
namespace {

constexpr std::chrono::milliseconds kLongestSleep{100};  // a wish to stop is seen that soon

// What a start of a board consists of.
struct Start {
  const Invocation& call;
  std::string case_id, folder;
  ListenAt at;
  std::optional<TlsFiles> tls;
  BoardFile kept;
};

struct Link {
  BoardRole role;
  std::string token;  // "" when it was given out before
};

Try<std::string> text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file) return give_up(Exit::failed, "cannot read " + path);
  return text;
}

// The certificate of the command line, else one of our own, which lasts as long as the links do.
Try<std::optional<TlsFiles>> tls_for(const Start& start) {
  const auto certificate = start.call.said.value("tls-cert"), key = start.call.said.value("tls-key");
  if (certificate.has_value() != key.has_value())
    return give_up(Exit::usage, "--tls-cert and --tls-key go together");
  if (certificate) return std::optional{TlsFiles{*certificate, *key}};
  if (is_loopback(start.at.host)) return std::optional<TlsFiles>{};
  const std::string stem = start.folder + "/" + start.case_id;
  TlsFiles own{stem + ".crt", stem + ".key"};
  if (start.call.said.has("new-links") || ::access(own.key.c_str(), R_OK) != 0) {
    const auto made = make_tls_identity(reachable_at(start.at.host), start.call.said.values("name"),
                                        start.call.clock.now());
    if (!made) return give_up(made.error());
    if (auto put = write_private_file(own.certificate, made->certificate); !put) return give_up(put.error());
    if (auto put = write_private_file(own.key, made->key); !put) return give_up(put.error());
  }
  return std::optional{own};
}

Try<std::vector<Link>> links_for(Start& start, const std::vector<BoardRole>& roles) {
  if (start.call.said.has("new-links")) start.kept.links.clear();
  std::vector<Link> links;
  std::map<std::string, std::string> digests;
  for (const BoardRole& role : roles) {
    const auto given = start.kept.links.find(role.viewer.role);
    if (given != start.kept.links.end()) {
      digests.insert(*given);
      links.push_back({role, ""});
      continue;
    }
    auto token = new_board_token();
    if (!token) return give_up(token.error());
    digests[role.viewer.role] = board_token_digest(*token);
    links.push_back({role, std::move(*token)});
  }
  start.kept.links = std::move(digests);
  return links;
}

Door door_for(const Start& start, const std::vector<BoardRole>& roles) {
  std::map<std::string, Pass, std::less<>> passes;
  for (const BoardRole& role : roles)
    passes[role.viewer.role] = {role.viewer, start.kept.links.at(role.viewer.role)};
  return Door{std::move(passes)};
}

void show_links(const Start& start, const std::vector<Link>& links, std::uint16_t port) {
  Terminal& terminal = start.call.terminal;
  const std::string url = url_of(start.tls.has_value(), reachable_at(start.at.host).front(), port);
  const bool chinese = terminal.language() == Language::zh;
  const bool with_codes = terminal.out_is_tty() && (!is_loopback(start.at.host) || start.call.said.has("qr"));
  terminal.emit(Json{{"type", "board"}, {"url", url}, {"case", start.case_id}});
  for (const Link& link : links) {
    const std::string address =
        url + "/b/" + link.role.viewer.role + "/" + (link.token.empty() ? "" : "#" + link.token);
    const std::string name = escape_for_terminal(chinese ? link.role.name.zh : link.role.name.en);
    terminal.emit(Json{{"type", "link"},
                       {"role", link.role.viewer.role},
                       {"kind", name_of(link.role.viewer.kind)},
                       {"url", address},
                       {"new", !link.token.empty()}});
    terminal.print(
        terminal.text(link.token.empty() ? say::board_link_holds : say::board_new_link, name, address));
    if (!with_codes || link.token.empty()) continue;
    if (const auto code = encode_qr(address))
      terminal.print(qr_for_screen(*code, terminal.columns(), terminal.console()));
  }
  if (std::ranges::any_of(links, [](const Link& link) { return !link.token.empty(); }))
    terminal.say(say::board_links_once);
}

Try<> show_certificate(const Start& start) {
  if (!start.tls) return {};
  const auto text = text_of(start.tls->certificate);
  if (!text) return give_up(text.error());
  const auto fingerprint = tls_fingerprint(*text);
  if (!fingerprint) return give_up(fingerprint.error());
  start.call.terminal.emit(Json{{"type", "certificate"}, {"sha256", *fingerprint}});
  if (!start.call.said.has("tls-cert"))
    start.call.terminal.say(say::board_fingerprint, in_groups(*fingerprint, 2));
  return {};
}

// Until a stop is asked for: what is due is done, and the state follows.
Result<> keep_going(BoardSource& source) {
  while (!stop_asked()) {
    const auto idle = source.advance();
    if (!idle) return tl::unexpected{idle.error()};
    const auto until = std::chrono::steady_clock::now() + *idle;
    while (!stop_asked() && std::chrono::steady_clock::now() < until) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      std::this_thread::sleep_for(std::clamp(left, std::chrono::milliseconds{1}, kLongestSleep));
    }
  }
  return {};
}

Try<std::unique_ptr<HttpServer>> open_page(Start& start) {
  // Where it was before, so that open pages find it again.
  if (start.at.port == 0 && start.kept.port != 0) {
    ListenAt before = start.at;
    before.port = start.kept.port;
    if (auto http = HttpServer::open(before, start.tls)) return std::move(*http);
  }
  auto http = HttpServer::open(start.at, start.tls);
  if (!http) return give_up(http.error());
  start.kept.port = (*http)->port();
  return std::move(*http);
}

Try<Exit> serve(Start& start, BoardSource& source) {
  if (auto first = source.advance(); !first) return give_up(case_failure(first.error()));
  auto tls = tls_for(start);
  if (!tls) return give_up(tls.error());
  start.tls = *tls;
  auto http = open_page(start);
  if (!http) return give_up(http.error());
  const auto links = links_for(start, source.roles());
  if (!links) return give_up(links.error());
  Door door = door_for(start, source.roles());
  BoardServer::Settings settings;
  settings.tls = start.tls.has_value();
  settings.names = start.call.said.values("name");
  const BoardServer board{**http, source, door, settings};
  if (auto put = write_board_file(start.folder, start.case_id, start.kept); !put) return give_up(put.error());
  show_links(start, *links, (*http)->port());
  if (auto shown = show_certificate(start); !shown) return give_up(shown.error());
  start.call.terminal.say(say::board_is_at, start.call.said.words[0],
                          url_of(settings.tls, reachable_at(start.at.host).front(), (*http)->port()));
  std::thread pages{[&] { (*http)->run(); }};
  const auto went = keep_going(source);
  const auto closed = source.close();
  (*http)->stop();
  pages.join();
  start.call.terminal.emit(Json{{"type", "summary"}, {"wrong_tokens", door.wrong()}});
  if (door.wrong() > 0) start.call.terminal.say(say::board_wrong_tokens, door.wrong());
  if (!went) return give_up(case_failure(went.error()));
  if (!closed) return give_up(case_failure(closed.error()));
  start.call.terminal.say(say::board_ended);
  return Exit::done;
}

}  // namespace

Try<Exit> serve_case(const Invocation& call) {
  const auto at = listening_place(call.said.value("listen").value_or("127.0.0.1"));
  if (!at) return give_up(at.error());
  auto the_case = read_case(call);
  if (!the_case) return give_up(the_case.error());
  const auto overview = (*the_case)->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  const auto folder = board_folder(call.environment);
  if (!folder) return give_up(folder.error());
  auto kept = read_board_file(*folder, overview->id);
  if (!kept) return give_up(kept.error());
  Start start{call, overview->id, *folder, *at, {}, std::move(*kept)};
  const auto drill = playbooks::drill_in(**the_case);
  if (!drill) return give_up(case_failure(drill.error()));
  if (*drill) {
    auto board =
        DrillBoard::open(call, (*the_case)->path(), overview->name, call.said.values("allow-target"));
    if (!board) return give_up(board.error());
    return serve(start, **board);
  }
  call.terminal.say(say::board_case_only);
  CaseBoard board{std::move(*the_case)};
  return serve(start, board);
}

}  // namespace firsthour::cli
