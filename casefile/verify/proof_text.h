// SPDX-License-Identifier: Apache-2.0
// The text of a proof (C2SP tlog-proof) and the evidence in it.
#pragma once

#include "casefile/verify/event.h"
#include "casefile/verify/merkle.h"
#include "casefile/verify/note.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

struct ProofText {
  std::string event_bytes;
  Event event;  // brings an item
  ItemRecord record;
  bool record_names_event = false;  // the record is the one that the event names
  std::uint64_t index = 0;          // the event's number
  std::vector<std::string> path;    // 32 bytes each, from the leaf's sibling up
  Note note;
  Checkpoint head;
};

// Total. Refuses what is no such text.
[[nodiscard]] Result<ProofText> read_proof(std::string_view text);

}  // namespace firsthour::verify
