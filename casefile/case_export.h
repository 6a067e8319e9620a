// SPDX-License-Identifier: Apache-2.0
// What leaves a case in forms that any machine can check: a BagIt 1.0 bag (FORMAT.md, "Exported bag"), and
// lists of digests for sha256sum and hashdeep.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace firsthour {

struct Exported {
  std::uint64_t items = 0;     // records
  std::uint64_t files = 0;     // of them with bytes: payload files, or lines of a list
  std::uint64_t bytes = 0;     // of these
  std::uint64_t left_out = 0;  // items that the list cannot name
  std::string digest;          // SHA-256 of manifest-sha256.txt, or of the list
};

struct ExportOptions {
  // Ids of items ("c1/000123.4", "a58") and of collections ("c1"); empty: all.
  std::vector<std::string> items;
  std::string software;  // "firsthour 0.1.0"
  Instant now;           // the bagging date
  // Called when all is written and durable, before it gets its name: a failure leaves nothing.
  std::function<Result<>(const Exported&)> record;
  Progress progress;
};

// Makes the folder `target`, which must not exist, beside it first and renames it when whole. Every item is
// held against its record while it is read: `tampered` names one that does not hold. `not_found` names what
// was asked for and is not there.
[[nodiscard]] Result<Exported> export_bag(const CaseReader& from, const std::string& target,
                                          const ExportOptions& options);

enum class ListForm {
  sha256sum,  // `sha256sum -c`: names escaped as coreutils does
  hashdeep,   // `hashdeep -c sha256 -a -k`
};
enum class ListNames {
  exported,  // as in an exported bag: data/c1/000123.4
  original,  // of whole files, below the root of the examined system: etc/passwd
};
// The list from the ledger's records; no content is read. With original names all items have to be of one
// host: `usage` names two that are not. `record` is called before anything is written.
[[nodiscard]] Result<Exported> export_hash_list(const CaseReader& from, ByteSink& into, ListForm form,
                                                ListNames names, const ExportOptions& options);

}  // namespace firsthour
