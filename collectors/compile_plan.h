// SPDX-License-Identifier: Apache-2.0
// Compiles artifact definitions (YAML, ForensicArtifacts schema with our extension keys) into the JSON plan
// that collectors read. Target artifact_compiler: used by the build and by `firsthour collect --artifacts
// DIR`; never linked into a collector.
//
// Schema: name, doc, sources (type FILE, PATH or ARTIFACT_GROUP; attributes.paths, attributes.separator),
// supported_os, urls. Ours, beside `name`: profile (quick|standard|full), limit (bytes of one file, or
// "64M"), keep (head|tail), order (found|newest), walk, follow, hash (booleans), except (list of patterns).
#pragma once

#include "casefile/result.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

struct CompiledPlan {
  std::string json;                   // read by `collect --plan`
  std::vector<std::string> left_out;  // "linux.yaml: LinuxLsmod: type COMMAND is not run"
  std::size_t definitions = 0, paths = 0;
};

// Every *.yaml of the folders, in order of name. `malformed` names file, line and definition; definitions for
// other systems and of types that would run a program are left out and named. With `strict` (our own
// definitions) anything left out is an error.
[[nodiscard]] Result<CompiledPlan> compile_plan(const std::vector<std::string>& folders, bool strict);

}  // namespace firsthour::collectors
