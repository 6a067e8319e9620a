// SPDX-License-Identifier: Apache-2.0
// The plan: which files to collect, as the artifact definitions say it. Definitions are YAML in the
// ForensicArtifacts schema (*.yaml beside this file); a tool of the build (compile_plan.h) checks them and
// makes one JSON text, which is all that a collector reads.
#pragma once

#include "casefile/result.h"
#include "collectors/collector.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One definition. `paths` are absolute, with '/', after expansion of `%%users.homedir%%` globs where `*`, `?`
// and `[…]` match within one name, dots included, and `**` stands for one to ten levels, `**N` for one to N.
struct PlanEntry {
  std::string name;  // "persistence.cron": the source of its items
  std::string doc;
  Profile from = Profile::standard;  // the smallest profile that takes it
  std::uint64_t limit = 0;           // bytes of one file; 0 = no limit but the budget
  bool tail = false;                 // of a longer file the end is taken, not the beginning (logs)
  bool newest_first = false;         // in the order of mtime, so that the budget ends at the oldest (logs)
  bool walk = false;                 // a host.file record for everything found, no content
  bool follow = false;               // the target of a symlink is taken too
  bool hash = false;                 // walk only: SHA-256 of executable files
  std::vector<std::string> paths;
  std::vector<std::string> except;  // globs of what is left out; noted as skipped

  // The word before the first dot.
  [[nodiscard]] std::string_view family() const;
};

struct Plan {
  std::string digest;  // SHA-256 of the text it was read from, hex
  std::vector<PlanEntry> entries;
  std::vector<std::string>
      left_out;  // what the definitions ask and we do not do, e.g. "LinuxLsmod: type COMMAND"
};

// Checks everything: versions, types, absolute paths, glob syntax, unknown keys. `malformed` says which
// entry.
[[nodiscard]] Result<Plan> parse_plan(std::string_view json);
// The text that the build compiled from our definitions.
[[nodiscard]] std::string_view builtin_plan_json();
// `further` added; an entry replaces the one of the same name.
void add_to_plan(Plan& plan, Plan further);

[[nodiscard]] std::string_view name_of(Profile profile);  // "quick" "standard" "full"

// Syntax of one path pattern; used by the compiler and by parse_plan.
[[nodiscard]] Result<> check_pattern(std::string_view pattern);

}  // namespace firsthour::collectors
