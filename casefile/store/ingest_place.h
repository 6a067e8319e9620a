// SPDX-License-Identifier: Apache-2.0
// Which collection of the case a stream is: a new one, or one that an ingest before did not end.
#pragma once

#include "casefile/result.h"
#include "casefile/store/ledger.h"

#include <optional>
#include <string>

namespace firsthour {

struct CollectionPlace {
  std::string name;      // "c1"
  bool goes_on = false;  // items of it may be there already
};

// A stream goes on with the last collection of the same outline, unless that came whole.
[[nodiscard]] Result<CollectionPlace> place_of_collection(const Ledger& ledger,
                                                          const std::optional<Sha256>& outline);

}  // namespace firsthour
