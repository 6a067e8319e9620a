// SPDX-License-Identifier: Apache-2.0
// The tables that finders compare with: files of a folder, so that a site can bring its own.
#pragma once

#include "casefile/result.h"
#include "triage/network/finders.h"

#include <string>
#include <vector>

namespace firsthour::triage::network {

struct FinderTables {
  std::vector<WeakPassword> weak;
  std::vector<std::string> dark_words;
  std::vector<WireConstant> constants;
  // weak_passwords.txt, dark_words.txt and constants.csv; an error names file and line.
  [[nodiscard]] static Result<FinderTables> load(const std::string& folder);
};

[[nodiscard]] std::vector<std::unique_ptr<Finder>> all_finders(FinderTables tables);

}  // namespace firsthour::triage::network
