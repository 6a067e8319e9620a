// SPDX-License-Identifier: Apache-2.0
// A source into a temporary object: read once, and hashed by threads while it is written.
#pragma once

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/result.h"
#include "casefile/store/digest_lanes.h"
#include "casefile/store/objects.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour {

struct CopyPlan {
  std::vector<Algorithm> digests;     // beside SHA-256
  std::optional<std::uint64_t> size;  // what the source is thought to have
  // Told the bytes so far; false stops with `interrupted`.
  std::function<bool(std::uint64_t bytes)> progress;
};

struct Copied {
  std::uint64_t size = 0;
  Sha256 sha256;
  std::map<std::string, std::string> digests;  // name to hex
  std::string leaves;                          // of the chunk tree; "" up to 64 MiB
};

[[nodiscard]] DigestPlan digest_plan(const CopyPlan& plan);
// REQUIRES: finished.
[[nodiscard]] Copied copied_of(const DigestLanes& lanes, const DigestPlan& plan, std::uint64_t size);

[[nodiscard]] Result<Copied> copy_hashing(ByteSource& from, Spool& into, const CopyPlan& plan);

// Fills as much of `into` as there is; less than asked only at the end.
[[nodiscard]] Result<std::size_t> read_full(ByteSource& from, std::span<std::byte> into);

}  // namespace firsthour
