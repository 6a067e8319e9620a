// SPDX-License-Identifier: Apache-2.0
// Events as bytes (FORMAT.md, "Events"): the one place that makes and reads them.
#pragma once

#include "casefile/case.h"
#include "casefile/event.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "casefile/store/chunk_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

inline constexpr std::size_t kLongestEvent = 65'535;  // C2SP tlog-tiles: a 16-bit length

// An object that came into the case with an event.
struct StoredObject {
  Sha256 sha256;
  std::uint64_t size = 0;
  std::optional<ChunkTree> chunks = {};  // over 64 MiB
};

// What is to become an event; the rest (sequence, time, author) is the ledger's.
struct EventDraft {
  std::string type;
  std::string body;                  // canonical JSON object
  std::vector<StoredObject> stores;  // objects new with this event
  std::string item;                  // the item it brings, "" when none
};

// The author's part of every event, made once.
class EventStamp {
 public:
  explicit EventStamp(const Author& author);
  // `no_space` names type and size when the event would be longer than kLongestEvent.
  [[nodiscard]] Result<std::string> bytes(const EventDraft& draft, std::uint64_t sequence, Instant time,
                                          bool clock_back) const;

 private:
  std::string actor_, tool_;  // canonical JSON values
};

struct ReadEvent {
  Event event;
  bool clock_back = false;
  std::vector<StoredObject> stores;
};

// `malformed` unless the bytes are an event of format 1 in canonical form. The body is given in `body`
// when asked for.
[[nodiscard]] Result<ReadEvent> read_event(std::string_view bytes, Json* body);

// A string member of an object; "" when there is none of that name and type.
[[nodiscard]] std::string text_member(const Json& object, const char* key);

}  // namespace firsthour
