// SPDX-License-Identifier: Apache-2.0
// One event of the ledger, from its bytes.
#pragma once

#include "casefile/verify/json.h"
#include "casefile/verify/record.h"
#include "casefile/verify/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

struct ChunkTree {
  std::string leaves, root;  // 32 raw bytes each; `leaves` names an object
  std::uint64_t length = 0;  // of a chunk
};

struct StoredObject {
  std::string sha256;  // 32 raw bytes
  std::uint64_t size = 0;
  std::optional<ChunkTree> chunks;
};

// Bytes of an object.
struct Slice {
  std::string object;  // 32 raw bytes
  std::uint64_t offset = 0, length = 0;
};

struct ItemInEvent {
  std::string id, parent;
  std::vector<Slice> content;
  std::optional<ItemRecord> record;  // none: it stands in `record_content`
  std::vector<Slice> record_content;
  std::vector<std::pair<std::string, std::string>> digests;  // made at ingest: name, raw bytes
};

struct Event {
  std::uint64_t seq = 0;
  std::string type, time;
  bool clock_back = false;
  std::vector<StoredObject> stores;
  std::optional<ItemInEvent> item;  // of collected, derived, attached
  Json body;
};

// Checks the form of everything that has a meaning for the case: total, and strict.
[[nodiscard]] Result<Event> read_event(std::string_view bytes);

}  // namespace firsthour::verify
