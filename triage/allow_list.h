// SPDX-License-Identifier: Apache-2.0
// Findings that are known and allowed, each with its reason: they are counted and shown with it, never
// dropped.
//
// A CSV file with a header; of rule, path and sha256 at least one is given, an empty cell stands for
// anything:
//   rule,path,sha256,reason,by,until
//   webshell_upload,/srv/www/admin/*.php,,our own upload form (ticket 17),Li Lei,2027-01-01
// `path` is a pattern as of a shell (* ? [..]), also over slashes; after `until` (a day, UTC) the line no
// longer counts.
#pragma once

#include "casefile/result.h"
#include "triage/triage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

class AllowList {
 public:
  // malformed with the line: a reason is missing, a column is not known, a day is none.
  [[nodiscard]] static Result<AllowList> load(const std::vector<std::string>& files);
  // "reason (by)" of the first line that covers it; "" when none does. `today`: days since 1970.
  [[nodiscard]] std::string reason_for(const Finding& finding, std::string_view sha256,
                                       std::int64_t today) const;
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  struct Line {
    std::string rule, path, sha256, reason;
    std::int64_t until = 0;  // days since 1970; 0: for ever
  };
  Result<> read(const std::string& file);

  std::vector<Line> lines_;
  std::string digest_;
};

}  // namespace firsthour::triage
