// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/http.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::network {

namespace {

// Types that pages consist of: these are no files that somebody fetched.
bool part_of_a_page(std::string_view type) {
  constexpr std::array<std::string_view, 8> kParts{"text/html",
                                                   "text/css",
                                                   "text/javascript",
                                                   "application/javascript",
                                                   "application/x-javascript",
                                                   "application/json",
                                                   "image/",
                                                   "font/"};
  return type.empty() || std::any_of(kParts.begin(), kParts.end(),
                                     [&](std::string_view p) { return begins_with_word(type, p); });
}

}  // namespace

std::string file_name(const HttpExchange& exchange) {
  if (!exchange.response) return {};
  if (const auto said = between(exchange.response->header("content-disposition"), "filename=\"", "\""))
    return std::string{*said};
  if (!exchange.request) return {};
  std::string_view target = exchange.request->target;
  target = target.substr(0, target.find_first_of("?#"));
  return percent_decoded(target.substr(target.find_last_of('/') + 1), false);
}

bool answers_with_file(const HttpExchange& exchange) {
  if (!exchange.response || exchange.response->body.length == 0 || exchange.response->status / 100 != 2)
    return false;
  const HttpMessage& m = *exchange.response;
  return !part_of_a_page(m.header("content-type")) || m.has_header("content-disposition");
}

HttpDissector::HttpDissector(const Place& place, bool rtsp)
    : Dissector{place},
      pairs_{rtsp, place.messages, [this](const HttpExchange& e) { tell_exchange(place_, e); }},
      requests_{{true, rtsp, place.out.content_room(), &place.messages},
                [](const HttpMessage& head) {
                  // What follows CONNECT is of another protocol once the server agrees.
                  return MessageStream::Context{false, head.method == "CONNECT"};
                },
                [this](HttpMessage&& m) {
                  const bool in_time = m.last.packet == place_.flow.last.packet;
                  pairs_.request(std::move(m), in_time && !place_.missing[false]);
                }},
      answers_{{false, rtsp, place.out.content_room(), &place.messages},
               [this](const HttpMessage& head) { return about_answer(head); },
               [this](HttpMessage&& m) { answer(std::move(m)); }} {
  place_.flow.service = rtsp ? "rtsp" : "http";
}

MessageStream::Context HttpDissector::about_answer(const HttpMessage& head) const {
  const std::string_view method = pairs_.method_for(head);
  MessageStream::Context context;
  context.no_body = method == "HEAD" || head.status / 100 == 1 || head.status == 204 || head.status == 304;
  context.switches = head.status == 101 || (method == "CONNECT" && head.status / 100 == 2);
  return context;
}

void HttpDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (handed_over_) return;
  MessageStream& stream = from_client ? requests_ : answers_;
  bytes = bytes.subspan(stream.feed(bytes, moment));
  if (!bytes.empty()) hold(from_client, bytes, moment);
  if (answers_.switched()) handed_over_ = true;
}

// A client may go on before its CONNECT is answered.
void HttpDissector::hold(bool from_client, Bytes bytes, Moment moment) {
  constexpr std::size_t kMostHeld = 64 * 1024;
  // Some senders put a blank line behind a head.
  const bool first =
      std::ranges::none_of(untaken_, [&](const auto& p) { return p.from_client == from_client; });
  while (first && !bytes.empty() && (byte_at(bytes, 0) == '\r' || byte_at(bytes, 0) == '\n'))
    bytes = bytes.subspan(1);
  if (bytes.empty()) return;
  if (from_client) untaken_bytes_ += bytes.size();
  untaken_.push_back({from_client, std::string{text_of(bytes)}, moment});
  if (untaken_bytes_ >= kMostHeld)
    handed_over_ = true;  // no client goes on so long unanswered: the answer is missing
}

void HttpDissector::resume() {
  requests_.resume();
  untaken_bytes_ = 0;
  for (const StreamPart& part : std::exchange(untaken_, {}))
    data(part.from_client, as_bytes(part.bytes), part.moment);
}

void HttpDissector::gap(bool from_client, std::uint64_t bytes, Moment moment) {
  MessageStream& stream = from_client ? requests_ : answers_;
  if (stream.gap(bytes, moment)) pairs_.lost();
  // The answer to CONNECT is missing: mostly it agrees, and what follows is known by its own beginning.
  if (requests_.switched()) handed_over_ = true;
}

void HttpDissector::answer(HttpMessage&& message) {
  if (message.status / 100 == 1 && message.status != 101) return;
  const bool refuses =
      requests_.switched() && pairs_.method_for(message) == "CONNECT" && message.status / 100 != 2;
  pairs_.answer(std::move(message));
  if (refuses) resume();
}

namespace {
void tell_of_files(const Place& place, const HttpExchange& exchange) {
  if (exchange.request && exchange.request->method == "PUT" && exchange.request->body.length > 0) {
    const HttpMessage& m = *exchange.request;
    place.out.file(place.flow,
                   {"http", m.target, std::string{m.header("content-type")}, true, m.body.complete,
                    m.body.length, m.body.sha256, m.first, m.last, m.body.content});
  }
  if (!answers_with_file(exchange)) return;
  const HttpMessage& m = *exchange.response;
  const std::string_view type = m.header("content-type");
  const bool decoded = !m.body.decoded_sha256.empty();
  place.out.file(place.flow,
                 {"http", file_name(exchange), std::string{type}, false, m.body.complete,
                  decoded ? m.body.decoded_length : m.body.length,
                  decoded ? m.body.decoded_sha256 : m.body.sha256, m.first, m.last, m.body.content});
}
}  // namespace

void tell_exchange(const Place& place, const HttpExchange& exchange) {
  place.out.http(place.flow, exchange);
  if (const auto login = login_of(exchange)) place.out.login(place.flow, *login);
  if (!exchange.rtsp) tell_of_files(place, exchange);
}

void HttpDissector::end() {
  requests_.end();
  answers_.end();
  pairs_.end();
}

}  // namespace firsthour::triage::network
