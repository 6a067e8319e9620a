// SPDX-License-Identifier: Apache-2.0
// YARA rules compiled from source, and the scanners that run them. Sources only: compiled rules of others are
// code for a virtual machine that 4.2.3 does not check well enough to load.
#pragma once

#include "casefile/result.h"
#include "triage/hit.h"
#include "triage/triage.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace firsthour::triage {

// What a rule may ask about the file besides its bytes: external variables, set anew for each file, with the
// meaning that THOR and Loki gave them. `extension` has its dot and is lower case, `filepath` is the folder
// without a trailing slash, `filetype` a short name as "EXE" (unfold/file_type.h); the unpack_* say what a
// content was found in.
struct FileExternals {
  std::string filename, filepath, extension, filetype, owner, unpack_parent, unpack_source;
  [[nodiscard]] static FileExternals of_path(std::string_view path);
};

struct ScanAnswer {
  std::vector<Hit> hits;   // of public rules, each with all matches of its public strings
  std::string incomplete;  // why the answer may lack hits ("timed out after 60 s", "$a: too many matches"),
                           // "" when whole
  std::vector<SlowRule> slow;  // what took more than a second, the longest first
};

// Shared by all scanners, immutable once compiled.
class RuleSet {
 public:
  // Files and folders (*.yar, *.yara, recursively). A bad file costs only itself, and all its errors are
  // listed in `problems`. A file may include others that lie in its own folder or below. not_found when a
  // path does not exist.
  [[nodiscard]] static Result<std::shared_ptr<const RuleSet>> compile(const std::vector<std::string>& paths,
                                                                      std::vector<RuleProblem>& problems);
  virtual ~RuleSet() = default;
  [[nodiscard]] virtual std::uint64_t rules() const = 0;
  // SHA-256 over the digests of the rule files used, in order of their names.
  [[nodiscard]] virtual const std::string& digest() const = 0;
  // Some rule reads external variables, so that equal bytes under another name may give another answer.
  [[nodiscard]] virtual bool depends_on_names() const = 0;
  [[nodiscard]] virtual bool asks_file_type() const = 0;
  // Some rule imports the module `magic`, whose database is a file.
  [[nodiscard]] virtual bool asks_magic() const = 0;
  // The rule that now_at of a scanner says: its name and file; nothing for 0.
  [[nodiscard]] virtual std::optional<SlowRule> rule_at(std::uint32_t now_at) const = 0;
  // What the compiler said of rules that make scans slow: file, line, why.
  [[nodiscard]] virtual const std::vector<RuleProblem>& slow_rules() const = 0;
};

struct ScannerSettings {
  std::atomic<std::uint32_t>* now_at = nullptr;  // told which rule a scan is at (RuleSet::rule_at)
  unsigned helpers = 0;  // threads that help with large contents; the answers are the same
};

// Not thread-safe: one scanner a thread. Made before a sandbox forbids to open files and to start threads:
// libmagic's database, where rules ask for it, is loaded then, and the helpers start.
class RuleScanner {
 public:
  [[nodiscard]] static Result<std::unique_ptr<RuleScanner>> over(std::shared_ptr<const RuleSet> rules,
                                                                 const ScannerSettings& settings = {});
  // Starts the clock that slow rules are found by, for the thread that scans.
  static void start_clock();
  virtual ~RuleScanner() = default;
  [[nodiscard]] virtual Result<ScanAnswer> scan(std::span<const std::byte> bytes,
                                                const FileExternals& externals,
                                                std::chrono::milliseconds timeout) = 0;
};

}  // namespace firsthour::triage
