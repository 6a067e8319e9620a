// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/http_pairs.h"

#include <iterator>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostOpen = 256;

std::size_t memory_of(const HttpMessage& m) {
  std::size_t sum = sizeof(HttpMessage) + m.target.size() + m.body.head.size();
  for (const auto& [name, value] : m.headers) sum += 2 * sizeof(std::string) + name.size() + value.size();
  return sum;
}

}  // namespace

void HttpPairs::request(HttpMessage&& message, bool answers_known) {
  // Its answer came while it waited behind a hole, or before its end.
  if (message.last.packet < last_answer_ || message.first.packet < last_alone_)
    return alone(std::move(message));
  if (!open_.empty() && answers_known) pipelined_ = true;
  MessageShare share{memory_};
  if (!guess_ && (open_.size() >= kMostOpen || !share.take_all(memory_of(message)))) give_up();
  if (guess_) return alone(std::move(message));
  open_.push_back({std::move(message), std::move(share)});
}

std::deque<HttpPairs::Open>::const_iterator HttpPairs::request_for(const HttpMessage& answer) const {
  if (pipelined_) return open_.begin();
  auto at = open_.end();
  while (at != open_.begin() && std::prev(at)->message.last.packet > answer.first.packet) --at;
  return at == open_.begin() ? open_.end() : std::prev(at);
}

void HttpPairs::answer(HttpMessage&& message) {
  last_answer_ = std::max(last_answer_, message.first.packet);
  HttpExchange exchange{rtsp_, std::nullopt, std::move(message)};
  if (const auto found = request_for(*exchange.response); found != open_.end()) {
    for (auto older = std::distance(open_.cbegin(), found); older > 0; --older) {
      alone(std::move(open_.front().message));
      open_.pop_front();
    }
    exchange.request = std::move(open_.front().message);
    open_.pop_front();
  } else {
    last_alone_ = exchange.response->first.packet;
  }
  tell_(exchange);
}

std::string_view HttpPairs::method_for(const HttpMessage& answer) const {
  const auto found = request_for(answer);
  return found == open_.end() ? std::string_view{"GET"} : std::string_view{found->message.method};
}

void HttpPairs::lost() {
  if (pipelined_) give_up();
}

void HttpPairs::give_up() {
  guess_ = true;
  end();
}

void HttpPairs::alone(HttpMessage&& request) { tell_({rtsp_, std::move(request), std::nullopt}); }

void HttpPairs::end() {
  for (Open& open : std::exchange(open_, {})) alone(std::move(open.message));
}

}  // namespace firsthour::triage::network
