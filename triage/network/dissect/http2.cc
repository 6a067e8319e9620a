// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/http2.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/network/dissect/header_block.h"
#include "triage/network/dissect/http.h"
#include "triage/network/dissect/text.h"

#include <algorithm>
#include <array>
#include <map>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kFrameHead = 9, kMostKept = 256 * 1024, kMostOpen = 256, kMostHeaders = 500;
constexpr std::size_t kMostFields = 64 * 1024;  // of one message; a small block can unpack to much
enum Kind : std::uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kPromise = 5, kContinued = 9 };
enum Flag : std::uint8_t {
  kEndStream = 0x01,
  kAcknowledged = 0x01,
  kEndHeaders = 0x04,
  kPadded = 0x08,
  kPriority = 0x20
};

// One of the two messages of a stream.
struct Message {
  explicit Message(MessageMemory& memory) : share{memory} {}
  HttpMessage message;
  MessageShare share;             // of the fields
  std::optional<BodyTaker> body;  // also when it is whole: its share is the message's
  std::size_t fields = 0;
  bool begun = false, whole = false;
};

class Http2Dissector final : public Dissector {
 public:
  explicit Http2Dissector(const Place& place) : Dissector{place} { place_.flow.service = "http2"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;
  [[nodiscard]] bool done() const override { return sides_[0].lost && sides_[1].lost; }

 private:
  struct Side {
    explicit Side(MessageMemory& memory) : share{memory} {}
    // What waited has been looked at.
    void forget() {
      waiting.clear();
      if (!block_open) share.give_back();
    }
    MessageShare share;    // of what waits
    std::string waiting;   // a frame's head, or a frame that is no data
    bool preface = true;   // still to come, from the client
    bool lost = false;     // where frames begin, or what headers mean, is not known any more
    HeaderBlocks headers;  // of what this side writes
    std::string block;     // of headers that go on in the next frame
    std::uint32_t block_stream = 0;
    bool block_open = false, block_promised = false, block_ends_stream = false;
    // Of a data frame whose payload is coming:
    std::uint64_t data_left = 0, padding = 0;
    std::uint32_t data_stream = 0;
    bool data_ends_stream = false;
  };
  using Stream = std::array<Message, 2>;  // answer, request
  [[nodiscard]] std::size_t step(bool from_client, Side& side, Bytes bytes, Moment moment);
  std::size_t take_data(bool from_client, Side& side, Bytes bytes, Moment moment);
  void begin_data(bool from_client, Side& side, Moment moment);
  void frame(bool from_client, Side& side, Moment moment);
  void header_frame(bool from_client, Side& side, unsigned kind, unsigned flags, std::uint32_t stream,
                    Bytes payload, Moment moment);
  void header_block(bool from_client, Side& side, Moment moment);
  void take_field(Message& m, std::string_view name, std::string_view value) const;
  void settings(bool from_client, Bytes payload);
  Message& message_of(std::uint32_t stream, bool request, Moment moment);
  void ended(std::uint32_t stream, bool request, bool complete, Moment moment);
  void tell(std::map<std::uint32_t, Stream>::iterator at);
  std::array<Side, 2> sides_{Side{place_.messages}, Side{place_.messages}};
  std::map<std::uint32_t, Stream> streams_;
};

void Http2Dissector::data(bool from_client, Bytes bytes, Moment moment) {
  Side& side = sides_[from_client];
  while (!bytes.empty() && !side.lost) bytes = bytes.subspan(step(from_client, side, bytes, moment));
}

// How many bytes were taken: at least one.
std::size_t Http2Dissector::step(bool from_client, Side& side, Bytes bytes, Moment moment) {
  if (side.data_left > 0) return take_data(from_client, side, bytes, moment);
  std::size_t want = kFrameHead;
  if (from_client && side.preface) {
    want = kHttp2Preface.size();
  } else if (side.waiting.size() >= kFrameHead) {
    want += be32(as_bytes(side.waiting), 0) >> 8;
  }
  const std::size_t n = std::min(want - side.waiting.size(), bytes.size());
  if (!side.share.take_all(n)) {
    side.lost = true;
    return n;
  }
  side.waiting.append(text_of(bytes.first(n)));
  if (side.waiting.size() < want) return n;
  if (from_client && side.preface) {
    side.preface = false;
    side.lost = side.waiting != kHttp2Preface;
    side.forget();
    return n;
  }
  const std::size_t length = be32(as_bytes(side.waiting), 0) >> 8;
  if (want == kFrameHead && length > 0) {
    if (side.waiting[3] == kData)
      begin_data(from_client, side, moment);
    else
      side.lost = length > kMostKept;
    return n;
  }
  frame(from_client, side, moment);
  side.forget();
  return n;
}

void Http2Dissector::begin_data(bool from_client, Side& side, Moment moment) {
  const Bytes head = as_bytes(side.waiting);
  side.data_left = be32(head, 0) >> 8;
  side.data_stream = be32(head, 5) & 0x7fffffff;
  side.data_ends_stream = byte_at(head, 4) & kEndStream;
  // The first byte says how long the padding at the end is; until it came the length is unknown.
  side.padding = byte_at(head, 4) & kPadded ? UINT64_MAX : 0;
  side.forget();
  (void)message_of(side.data_stream, from_client, moment);
}

std::size_t Http2Dissector::take_data(bool from_client, Side& side, Bytes bytes, Moment moment) {
  if (side.padding == UINT64_MAX) {
    side.padding = byte_at(bytes, 0);
    --side.data_left;
    bytes = bytes.first(1);
    if (side.padding > side.data_left) side.lost = true;
  } else {
    bytes = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(side.data_left, bytes.size())));
    const std::uint64_t content = side.data_left - std::min(side.padding, side.data_left);
    Message& m = message_of(side.data_stream, from_client, moment);
    if (m.body && !m.whole)
      m.body->take(bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(content, bytes.size()))));
    side.data_left -= bytes.size();
  }
  if (side.data_left == 0 && side.data_ends_stream) ended(side.data_stream, from_client, true, moment);
  return bytes.size();
}

void Http2Dissector::frame(bool from_client, Side& side, Moment moment) {
  const Bytes all = as_bytes(side.waiting);
  const unsigned kind = byte_at(all, 3), flags = byte_at(all, 4);
  const std::uint32_t stream = be32(all, 5) & 0x7fffffff;
  const Bytes payload = all.subspan(kFrameHead);
  if (side.block_open && kind != kContinued) {
    side.lost = true;
  } else if (kind == kHeaders || kind == kPromise || kind == kContinued) {
    header_frame(from_client, side, kind, flags, stream, payload, moment);
  } else if (kind == kData) {  // an empty one
    if (flags & kEndStream) ended(stream, from_client, true, moment);
  } else if (kind == kSettings && !(flags & kAcknowledged)) {
    settings(from_client, payload);
  } else if (kind == kReset) {
    if (const auto at = streams_.find(stream); at != streams_.end()) tell(at);
  }
}

void Http2Dissector::settings(bool from_client, Bytes payload) {
  constexpr std::uint16_t kHeaderTableSize = 1;
  Cursor c{payload};
  while (c.left() >= 6) {
    const std::uint16_t name = c.u16();
    const std::uint32_t value = c.u32();
    if (name == kHeaderTableSize) sides_[!from_client].headers.allow(value);
  }
}

void Http2Dissector::header_frame(bool from_client, Side& side, unsigned kind, unsigned flags,
                                  std::uint32_t stream, Bytes payload, Moment moment) {
  Cursor c{payload};
  if (kind == kContinued) {
    if (!side.block_open || side.block_stream != stream) {
      side.lost = true;
      return;
    }
  } else {
    const std::size_t padding = flags & kPadded ? c.u8() : 0;
    side.block_stream = stream;
    side.block_promised = kind == kPromise;
    side.block_ends_stream = kind == kHeaders && (flags & kEndStream);
    if (kind == kHeaders && (flags & kPriority)) (void)c.take(5);
    if (kind == kPromise) side.block_stream = c.u32() & 0x7fffffff;
    if (!c.ok() || padding > c.left()) {
      side.lost = true;
      return;
    }
    c = Cursor{c.rest().first(c.left() - padding)};
    side.block.clear();
    side.block_open = true;
  }
  side.block.append(text_of(c.rest()));
  if (side.block.size() > kMostKept) side.lost = true;
  if (flags & kEndHeaders) header_block(from_client, side, moment);
}

void Http2Dissector::header_block(bool from_client, Side& side, Moment moment) {
  side.block_open = false;
  // What a server promises to answer is written as a request.
  const bool request = from_client || side.block_promised;
  Message& m = message_of(side.block_stream, request, moment);
  // A final answer takes the place of those that only say that it will come.
  if (!request && m.begun && m.message.status / 100 == 1) m.message.headers.clear();
  const bool first = !m.begun || (!request && m.message.status / 100 == 1);
  m.begun = true;
  if (!side.headers.read(as_bytes(side.block),
                         [&](std::string_view name, std::string_view value) { take_field(m, name, value); }))
    side.lost = true;
  side.block.clear();
  if (first && !(m.message.status / 100 == 1)) {
    m.body.emplace(place_.out.content_room(), place_.messages);
    m.body->begin(m.message);
  }
  if (side.block_ends_stream || side.block_promised) ended(side.block_stream, request, true, moment);
}

void Http2Dissector::take_field(Message& m, std::string_view name, std::string_view value) const {
  const std::size_t size = 2 * sizeof(std::string) + name.size() + value.size();
  m.fields += size;
  if (m.fields > kMostFields || m.message.headers.size() >= kMostHeaders || !m.share.take_all(size)) return;
  if (name == ":method") {
    m.message.method = value;
  } else if (name == ":path") {
    m.message.target = value;
  } else if (name == ":status") {
    m.message.status = number_from<unsigned>(value).value_or(0);
  } else if (name == ":authority") {
    m.message.headers.emplace_back("host", value);
  } else if (!name.starts_with(':')) {
    m.message.headers.emplace_back(name, value);
  }
}

Message& Http2Dissector::message_of(std::uint32_t stream, bool request, Moment moment) {
  auto at = streams_.find(stream);
  if (at == streams_.end()) {
    if (streams_.size() >= kMostOpen) tell(streams_.begin());
    at = streams_.try_emplace(stream, Stream{Message{place_.messages}, Message{place_.messages}}).first;
  }
  Message& m = at->second[request];
  if (m.message.first.packet == 0) {
    m.message.first = moment;
    m.message.version = "HTTP/2.0";
  }
  m.message.last = moment;
  return m;
}

void Http2Dissector::ended(std::uint32_t stream, bool request, bool complete, Moment moment) {
  Message& m = message_of(stream, request, moment);
  if (m.body && !m.whole) m.message.body = m.body->finish(complete);
  m.whole = true;
  // An answer may come whole before its request has.
  const auto at = streams_.find(stream);
  if (at->second[0].whole && at->second[0].begun && (at->second[1].whole || !at->second[1].begun)) tell(at);
}

void Http2Dissector::tell(std::map<std::uint32_t, Stream>::iterator at) {
  HttpExchange exchange;
  for (const bool request : {false, true}) {
    Message& m = at->second[request];
    if (!m.begun) continue;
    if (m.body && !m.whole) m.message.body = m.body->finish(false);
    (request ? exchange.request : exchange.response) = std::move(m.message);
  }
  streams_.erase(at);
  if (exchange.request || exchange.response) tell_exchange(place_, exchange);
}

void Http2Dissector::gap(bool from_client, std::uint64_t bytes, Moment moment) {
  Side& side = sides_[from_client];
  if (side.data_left > bytes && side.padding != UINT64_MAX) {
    Message& m = message_of(side.data_stream, from_client, moment);
    if (m.body && !m.whole) m.body->miss(bytes);
    side.data_left -= bytes;
    return;
  }
  side.lost = true;
}

void Http2Dissector::end() {
  while (!streams_.empty()) tell(streams_.begin());
}

}  // namespace

std::unique_ptr<Dissector> begin_http2(const Place& place) { return std::make_unique<Http2Dissector>(place); }

}  // namespace firsthour::triage::network
