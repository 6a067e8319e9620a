// SPDX-License-Identifier: Apache-2.0
// Digests of contents that are known to be good, so that they need not be looked at: exact, never by chance.
// A Bloom filter alone would hide evidence once in a while; here every answer is a comparison of the whole
// digest.
//
// A set is a file as indicators/KNOWN_GOOD.md has it (digests of one length, sorted, mapped into memory),
// made once from large lists; small lists (sha256sum, sha1sum, md5sum, hashdeep) may be given as they are.
#pragma once

#include "casefile/digest.h"
#include "casefile/result.h"
#include "triage/triage.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

class KnownGood {
 public:
  // Sets and lists; malformed when a set is cut or altered in its head, not_found when a file is missing.
  [[nodiscard]] static Result<std::shared_ptr<const KnownGood>> open(const std::vector<std::string>& files,
                                                                     std::vector<RuleProblem>& problems);
  virtual ~KnownGood() = default;
  [[nodiscard]] virtual std::uint64_t count() const = 0;
  // Of the digests it holds, the cheapest to compute first.
  [[nodiscard]] virtual const std::vector<Algorithm>& algorithms() const = 0;
  [[nodiscard]] virtual bool contains(Algorithm algorithm, std::string_view hex) const = 0;
  // Over the sets' own digests and the lists' bytes.
  [[nodiscard]] virtual const std::string& digest() const = 0;
};

struct KnownGoodBuilt {
  std::uint64_t read = 0, kept = 0;  // digests; kept: without those that were there twice
};

// Makes a set of one algorithm from lists and NSRL RDS v3 databases (SQLite: the table or view with a column
// of the algorithm's name). In bounded memory, whatever their size; `out` appears only when it is whole.
// Digests of other algorithms are left out. Progress: digests read so far; false stops.
[[nodiscard]] Result<KnownGoodBuilt> build_known_good(const std::vector<std::string>& inputs,
                                                      Algorithm algorithm, const std::string& out,
                                                      const std::function<bool(std::uint64_t)>& progress);

}  // namespace firsthour::triage
