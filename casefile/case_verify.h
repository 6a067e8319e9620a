// SPDX-License-Identifier: Apache-2.0
// Checks a case against itself and, where given, against what is kept outside of it.
#pragma once

#include "casefile/case.h"
#include "casefile/result.h"

#include <string>
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

struct VerifyReport {
  std::uint64_t events = 0, items = 0, objects = 0, bytes = 0;
  std::string root_hex, sm3_root_hex, key_name, key_fingerprint;
  bool key_trusted = false;                // the key was given by the caller, not taken from the case
  std::uint64_t timestamps = 0;            // of heads
  std::uint64_t timestamps_unchecked = 0;  // of them, whose authority no given certificate vouches for
  std::vector<VerifyProblem> problems;     // empty: good
};

struct VerifyOptions {
  std::vector<std::string> trusted_keys;  // verifier key texts "name+hash+base64"
  Progress progress;
  std::string timestamp_authorities = {};  // certificates in PEM, each trusted; may be empty
};

// Fails only when the folder cannot be read at all (not_found, denied); everything that is wrong inside
// is a problem in the report.
[[nodiscard]] Result<VerifyReport> verify_case(const std::string& path, const VerifyOptions& options);

}  // namespace firsthour
