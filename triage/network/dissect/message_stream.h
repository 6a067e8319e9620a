// SPDX-License-Identifier: Apache-2.0
// One direction of HTTP/1.x or RTSP: messages out of a stream, with bodies by length, in chunks or up to the
// end of the connection; interleaved media of RTSP is passed over by its length. Follows RFC 9112; where
// senders break it, what the receivers of the time would have taken.
#pragma once

#include "casefile/digest.h"
#include "triage/network/dissect/message_memory.h"
#include "triage/network/inflate.h"
#include "triage/network/observation.h"

#include <functional>
#include <optional>

namespace firsthour::triage::network {

// Takes a body in: lengths, digests, the decoded form, its beginning and end.
class BodyTaker {
 public:
  // With room, the decoded form is kept whole; the beginning takes a share of `messages`.
  BodyTaker(std::shared_ptr<ContentRoom> room, MessageMemory& messages)
      : share_{messages}, content_{std::move(room)} {}
  void begin(const HttpMessage& message);
  void take(Bytes bytes);
  void miss(std::uint64_t bytes) { body_.missing += bytes; }
  [[nodiscard]] HttpBody finish(bool complete);

 private:
  void keep(Bytes decoded);
  MessageShare share_;
  HttpBody body_;
  KeptContent content_;
  std::optional<Hasher> raw_, decoded_;
  std::optional<Inflater> inflater_;
  std::size_t kept_ = 0;
  bool plain_deflate_tried_ = false, broken_ = false, not_coded_ = false;
};

class MessageStream {
 public:
  struct Form {
    bool requests = false, rtsp = false;
    std::shared_ptr<ContentRoom> room;  // for whole bodies; null: they are not kept
    MessageMemory* messages = nullptr;
  };
  // How the body of an answer ends depends on the question: told by `about` when the head is complete.
  struct Context {
    bool no_body = false;   // HEAD, 204, 304, 1xx
    bool switches = false;  // CONNECT or 101: no message follows
  };
  using HeadComplete = std::function<Context(const HttpMessage&)>;
  using Complete = std::function<void(HttpMessage&&)>;
  MessageStream(Form form, HeadComplete about, Complete complete)
      : form_{std::move(form)},
        about_{std::move(about)},
        complete_{std::move(complete)},
        share_{*form_.messages} {}
  // How many bytes were taken: fewer than all when the protocol switches.
  std::size_t feed(Bytes bytes, Moment moment);
  // True when messages may be lost whole: where the next one begins is not known any more.
  bool gap(std::uint64_t bytes, Moment moment);
  void end();
  [[nodiscard]] bool switched() const { return state_ == State::switched; }
  // The other side did not agree to the switch: messages follow.
  void resume() { state_ = State::head; }

 private:
  enum class State {
    head,
    length,
    chunk_size,
    chunk,
    chunk_end,
    trailer,
    until_close,
    media,
    lost,
    switched
  };
  std::size_t step(Bytes bytes, Moment moment);
  std::size_t take_head(Bytes bytes, Moment moment);
  void drop_head();
  bool parse_head();
  bool parse_start(std::string_view line);
  void parse_header(std::string_view line);
  void choose_body();
  std::size_t take_line(Bytes bytes);
  void finish_message(bool complete);
  Form form_;
  HeadComplete about_;
  Complete complete_;
  State state_ = State::head;
  std::string line_;    // the head, or a line of chunked coding
  MessageShare share_;  // of the head
  HttpMessage message_;
  std::optional<BodyTaker> body_;
  std::uint64_t left_ = 0;  // of the body, the chunk or the media frame
  Moment now_;
  bool any_ = false;  // the message has begun
};

// Whether these bytes begin a request or an answer of HTTP or RTSP.
[[nodiscard]] bool begins_request(std::string_view text);
[[nodiscard]] bool begins_answer(std::string_view text);

}  // namespace firsthour::triage::network
