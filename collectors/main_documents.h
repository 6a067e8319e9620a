// SPDX-License-Identifier: Apache-2.0
// outline.json, written before anything is collected, and outcome.json, written after everything: casefile's
// FORMAT.md has the frame, the members are these programs'.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"
#include "collectors/collector.h"
#include "collectors/main_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct SourceRun {
  std::string name;
  SourceOutcome outcome;
  std::uint64_t milliseconds = 0;
};

struct OutlineFacts {
  std::string program;                    // "collect"
  std::vector<std::string> command_line;  // as given, without --code
  std::string host_name;                  // bytes
  Instant started;
  Profile profile = Profile::quick;
  const Plan* plan = nullptr;
  std::vector<std::string> sources;  // what will be taken, in order
  std::uint64_t budget = 0;
  std::string medium;                     // of the output, in words
  std::string answers;                    // JSON text, or empty
  std::vector<std::string> encrypted_to;  // recipients
};

// `malformed` when the answers are no JSON object.
[[nodiscard]] Result<std::string> outline_json(const OutlineFacts& facts, const Options& options);

struct OutcomeFacts {
  Instant ended;
  std::vector<SourceRun> sources;
  std::vector<std::string> not_run;  // of those in the outline
  bool interrupted = false, past_deadline = false;
  std::uint64_t budget = 0, budget_left = 0;
};
[[nodiscard]] std::string outcome_json(const OutcomeFacts& facts);

// SHA-256 of the running program's file, hex; empty when it cannot be read.
[[nodiscard]] std::string program_digest();

}  // namespace firsthour::collectors
