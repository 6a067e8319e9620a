// SPDX-License-Identifier: Apache-2.0
// A custody event: one canonical JSON byte string of at most 64 KiB, one leaf of the case's Merkle tree.
// The bytes are the truth; this struct is a view of them. Types and bodies: FORMAT.md, "Events".
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour {

// Event types. Strings, because a newer writer may add one that an older reader only verifies.
namespace event_type {
inline constexpr std::string_view opened = "opened", authorised = "authorised", approved = "approved",
                                  witnessed = "witnessed", collected = "collected", ingesting = "ingesting",
                                  ingested = "ingested", derived = "derived", read = "read",
                                  analysed = "analysed", finding = "finding", action = "action",
                                  decision = "decision", attached = "attached", transferred = "transferred",
                                  exported = "exported", reverified = "re-verified", sealed = "sealed",
                                  incident = "incident", reported = "reported", closed = "closed",
                                  service = "service", drill = "drill", key = "key", cosigned = "cosigned",
                                  recovered = "recovered";
}  // namespace event_type

struct Event {
  std::uint64_t sequence = 0;  // index of the leaf, from 0
  std::string type;
  Instant time;       // when it was appended, by the examiner's clock
  std::string actor;  // who: account and, where known, the person's name
  std::string bytes;  // the canonical bytes, body included
};

}  // namespace firsthour
