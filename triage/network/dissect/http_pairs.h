// SPDX-License-Identifier: Apache-2.0
// Requests and answers of one connection in pairs. HTTP/1 has nothing but their order for it, and a hole in
// the capture breaks that.
//
// Most clients send a request when they have the answer to the one before: an answer belongs to the last
// request that was sent before it began, whatever is missing. A client that does not wait (pipelining) is
// known by a request that follows another one while nothing that it was sent is missing. Its answers come in
// the order of its requests, up to the first hole; behind that, requests and answers are told alone.
#pragma once

#include "triage/network/dissect/message_memory.h"
#include "triage/network/observation.h"

#include <deque>

namespace firsthour::triage::network {

class HttpPairs {
 public:
  using Tell = std::function<void(const HttpExchange&)>;
  HttpPairs(bool rtsp, MessageMemory& memory, Tell tell)
      : memory_{memory}, tell_{std::move(tell)}, rtsp_{rtsp} {}
  // `answers_known`: all that the server sent up to this request was handed out.
  void request(HttpMessage&& message, bool answers_known);
  // A final answer: not 100 and the like.
  void answer(HttpMessage&& message);
  // The method of the request that an answer belongs to; "GET" when there is none.
  [[nodiscard]] std::string_view method_for(const HttpMessage& answer) const;
  // An unknown number of requests or answers is not in the capture.
  void lost();
  // Tells of the requests that were not answered.
  void end();

 private:
  struct Open {
    HttpMessage message;
    MessageShare share;
  };
  [[nodiscard]] std::deque<Open>::const_iterator request_for(const HttpMessage& answer) const;
  void alone(HttpMessage&& request);
  void give_up();
  MessageMemory& memory_;
  Tell tell_;
  std::deque<Open> open_;  // requests without an answer
  std::uint64_t last_answer_ = 0,
                last_alone_ = 0;  // the first packets of answers: of any, of one without a request
  bool rtsp_;
  bool pipelined_ = false;
  bool guess_ = false;  // what belongs together is not known any more
};

}  // namespace firsthour::triage::network
