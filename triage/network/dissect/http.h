// SPDX-License-Identifier: Apache-2.0
// HTTP/1.x and RTSP: requests and answers matched in order, with logins by Basic and Digest.
#pragma once

#include "triage/network/dissect/dissector.h"
#include "triage/network/dissect/http_pairs.h"
#include "triage/network/dissect/message_stream.h"

namespace firsthour::triage::network {

// Tells of an exchange, of the login in it and of the files that it carried.
void tell_exchange(const Place& place, const HttpExchange& exchange);

class HttpDissector final : public Dissector {
 public:
  HttpDissector(const Place& place, bool rtsp);
  HttpDissector(const HttpDissector&) = delete;
  HttpDissector& operator=(const HttpDissector&) = delete;
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;
  [[nodiscard]] bool handed_over() const override { return handed_over_; }
  [[nodiscard]] std::vector<StreamPart> untaken() override { return std::move(untaken_); }

 private:
  [[nodiscard]] MessageStream::Context about_answer(const HttpMessage& head) const;
  void answer(HttpMessage&& message);
  void hold(bool from_client, Bytes bytes, Moment moment);
  // CONNECT was refused: what followed it are requests.
  void resume();
  // What followed CONNECT or 101 and may be of another protocol.
  std::vector<StreamPart> untaken_;
  std::size_t untaken_bytes_ = 0;
  bool handed_over_ = false;
  HttpPairs pairs_;
  MessageStream requests_, answers_;
};

// The login that an exchange shows; absent when the request names no user.
[[nodiscard]] std::optional<Login> login_of(const HttpExchange& exchange);
// Whether what was answered is a file that somebody fetched, and no part of a page.
[[nodiscard]] bool answers_with_file(const HttpExchange& exchange);
// What the answer is called: as it says itself, else the last part of what was asked for; "" for neither.
[[nodiscard]] std::string file_name(const HttpExchange& exchange);

}  // namespace firsthour::triage::network
