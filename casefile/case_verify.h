// SPDX-License-Identifier: Apache-2.0
// Checks a case against itself and, where given, against what is kept outside of it.
#pragma once

#include "casefile/case.h"
#include "casefile/merkle.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

enum class VerifyKind {
  evidence_altered,    // exit 4
  ledger_broken,       // exit 6
  signature_problem,   // exit 7
  not_closed_cleanly,  // exit 3
};

struct VerifyProblem {
  VerifyKind kind;
  std::string where;  // file within the case folder, and offset or event number where known
  std::string what;
};

// A head kept outside of the case: a signed note of either tree, or size and root typed off a form.
struct KeptHead {
  std::string note;    // "" when typed
  std::string origin;  // of the note, without kSm3Origin
  std::uint64_t size = 0;
  TreeHash root;
  std::optional<Algorithm> tree;  // absent when typed: either one's root
};
// A note, or "SIZE:ROOT" with the root in hex, blanks ignored; else `malformed`.
[[nodiscard]] Result<KeptHead> parse_kept_head(std::string_view text);

enum class KeptHeadFate {
  held,             // the ledger goes on from it
  older_copy,       // the ledger has fewer events
  another_history,  // its first events are others
  another_case,
  not_signed,  // by no known key, or a signature does not hold
};
struct KeptHeadResult {
  std::uint64_t size = 0;
  KeptHeadFate fate = KeptHeadFate::held;
};

struct VerifyReport {
  std::uint64_t events = 0, items = 0, objects = 0, bytes = 0;
  std::string root_hex, sm3_root_hex, key_name, key_fingerprint;
  bool key_trusted = false;                // the key was given by the caller, not taken from the case
  std::uint64_t timestamps = 0;            // of heads
  std::uint64_t timestamps_unchecked = 0;  // of them, whose authority no given certificate vouches for
  std::vector<KeptHeadResult> since;       // as in the options
  std::uint64_t left_out = 0;              // objects that are not of the subset
  std::vector<VerifyProblem> problems;     // empty: good
};

// Part `part` of `parts`, from 1: the objects whose digest's first eight bytes, big-endian, leave part - 1
// when divided by parts.
struct Subset {
  std::uint64_t part = 1, parts = 1;
  [[nodiscard]] bool holds(const Sha256& digest) const;
};

struct VerifyOptions {
  std::vector<std::string> trusted_keys;  // verifier key texts "name+hash+base64"
  Progress progress;
  std::string timestamp_authorities = {};  // certificates in PEM, each trusted; may be empty
  std::vector<KeptHead> since = {};
  std::optional<Subset> subset = {};
  // The ledger, its signatures and HEAD alone, for reading many cases: of the objects only those that
  // hold a long record are read, and `left_out` says how many there are. What the others hold is then not
  // known to be what the ledger says.
  bool ledger_only = false;
};

// Fails only when the folder cannot be read at all (not_found, denied); everything that is wrong inside
// is a problem in the report.
[[nodiscard]] Result<VerifyReport> verify_case(const std::string& path, const VerifyOptions& options);

}  // namespace firsthour
