// SPDX-License-Identifier: Apache-2.0
// What the ledgers of a folder know about a finished document: the event that recorded it, the event that
// recorded a file of its name, the case whose head it carries.
#pragma once

#include "casefile/case.h"
#include "casefile/json.h"
#include "cli/command.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::cli {

// A `reported` event and where it stands.
struct ReportedFile {
  std::string case_path, case_id;
  std::uint64_t event = 0;
  Instant time;
  Json body;
};

struct ReportOrigin {
  std::optional<ReportedFile> same;      // the newest with the file's digest
  std::optional<ReportedFile> namesake;  // else the newest with its name
};
// Looks through every case of the folder. Cases that cannot be opened are passed over: the check of all cases
// names them.
[[nodiscard]] Try<ReportOrigin> origin_of(const std::string& folder, const std::string& name,
                                          const std::string& digest);

// "" when there is none.
[[nodiscard]] std::string text_at(const Json& json, const char* key);

// Says what name and printed checkpoint tell of a file that no ledger knows as it is.
[[nodiscard]] Try<> tell_origin(const Invocation& call, const std::string& folder, std::string_view bytes,
                                const ReportOrigin& origin);

// A document of one case, recorded as it is: its ledger has to hold, which is checked and said.
[[nodiscard]] Try<Exit> confirm_paper(const Invocation& call, const std::string& file,
                                      const ReportedFile& recorded);

}  // namespace firsthour::cli
