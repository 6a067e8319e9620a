// SPDX-License-Identifier: Apache-2.0
// YARA rules compiled from source, and the scanners that run them. Sources only: compiled rules of others are
// code for a virtual machine that 4.2.3 does not check well enough to load.
#pragma once

#include "casefile/result.h"
#include "triage/triage.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace firsthour::triage {

// What a rule may ask about the file besides its bytes: external variables, set anew for each file.
// `extension` has its dot and is lower case, `filepath` is the folder without a trailing slash.
struct FileExternals {
  std::string filename, filepath, extension, owner;
  [[nodiscard]] static FileExternals of_path(std::string_view path);
};

// A rule that matched. Matches beyond kMatchesKept per rule are counted only.
struct RuleHit {
  static constexpr std::size_t kMatchesKept = 16;
  std::string rule, file;  // identifier, and the rule file it is from
  std::string description, description_zh;
  Severity severity = Severity::medium;
  std::vector<std::string> attack;
  std::vector<FindingMatch> matches;
  std::uint64_t match_count = 0;
};

struct ScanAnswer {
  std::vector<RuleHit> hits;
  std::string incomplete;  // why the answer may lack hits ("timed out after 60 s", "$a: too many matches"),
                           // "" when whole
};

// Shared by all scanners, immutable once compiled.
class RuleSet {
 public:
  // Files and folders (*.yar, *.yara, recursively). Each file is first compiled alone, because a libyara
  // compiler is lost after an error: a bad file costs only itself and is listed in `problems`.
  // not_found when a path does not exist.
  [[nodiscard]] static Result<std::shared_ptr<const RuleSet>> compile(const std::vector<std::string>& paths,
                                                                      std::vector<RuleProblem>& problems);
  virtual ~RuleSet() = default;
  [[nodiscard]] virtual std::uint64_t rules() const = 0;
  // SHA-256 over the digests of the rule files used, in order of their names.
  [[nodiscard]] virtual const std::string& digest() const = 0;
  // Some rule reads external variables, so that equal bytes under another name may give another answer.
  [[nodiscard]] virtual bool depends_on_names() const = 0;
};

// Not thread-safe: one scanner a thread.
class RuleScanner {
 public:
  [[nodiscard]] static Result<std::unique_ptr<RuleScanner>> over(std::shared_ptr<const RuleSet> rules);
  virtual ~RuleScanner() = default;
  [[nodiscard]] virtual Result<ScanAnswer> scan(std::span<const std::byte> bytes,
                                                const FileExternals& externals,
                                                std::chrono::seconds timeout) = 0;
};

}  // namespace firsthour::triage
