// SPDX-License-Identifier: Apache-2.0
// HEAD: the checkpoints a case was last closed with, and the digest of its ledger file then. Every byte
// of it follows from the ledger, so that a change of any byte shows.
#pragma once

#include "casefile/checkpoint.h"
#include "casefile/store/database.h"

#include <string>
#include <string_view>

namespace firsthour {

inline constexpr const char* kHeadName = "HEAD";
inline constexpr const char* kLedgerName = "case.sqlite";

struct Head {
  std::string note;      // the signed checkpoint of the SHA-256 tree
  std::string sm3_note;  // that of the SM3 tree, at the same size
  FileDigest ledger;
};

[[nodiscard]] std::string head_text(const Head& head);
// Takes exactly what head_text gives, else `malformed`. The signature is not checked here.
[[nodiscard]] Result<Head> parse_head(std::string_view text);
// The checkpoint inside.
[[nodiscard]] Result<Checkpoint> checkpoint_of(std::string_view note);

// HEAD as it is. Malformed when it is no regular file.
[[nodiscard]] Result<std::string> read_head_text(const std::string& case_path);
[[nodiscard]] Result<Head> read_head(const std::string& case_path);

}  // namespace firsthour
