// SPDX-License-Identifier: Apache-2.0
// Checks a kit: its signature, every file of its manifest, and that nothing else is there.
#pragma once

#include "casefile/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

enum class KitProblemKind { altered, missing, extra, manifest, signature };
[[nodiscard]] std::string_view name_of(KitProblemKind kind);  // "altered", "missing", …

struct KitProblem {
  KitProblemKind kind;
  std::string path;  // below the kit
  std::string what;
};

struct KitSigner {
  std::string name, scheme, fingerprint;
  bool trusted = false;  // else it is the kit's own word whose key this is
};

struct KitReport {
  std::uint64_t files = 0, bytes = 0;  // that were hashed
  std::string sha256;                  // of SHA256SUMS: the digest for the paper
  std::string built;                   // when, as the kit says; "" when it does not
  std::vector<KitSigner> signers;      // whose signatures hold
  std::vector<KitProblem> problems;

  [[nodiscard]] bool altered() const;          // any problem but with the signature
  [[nodiscard]] bool signature_wrong() const;  // missing, wrong, or by none of the trusted keys
};

struct KitCheckOptions {
  std::vector<std::string> trusted;  // verifier keys
  // Called after each file; false ends the check (`interrupted`).
  std::function<bool(std::uint64_t files, std::uint64_t bytes)> progress;
};

// What is wrong is in the report. not_found: there is no kit; `io` and such when the folder cannot be read.
// An older kit that was signed by the same key is as good as the newest: `built` tells them apart.
[[nodiscard]] Result<KitReport> check_kit(const std::string& folder, const KitCheckOptions& options);

}  // namespace firsthour::cli
