// SPDX-License-Identifier: Apache-2.0
// What a finding is on: the thing whose origin is asked for.
#pragma once

#include "triage/origin/facts.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::triage::origin {

struct Target {
  enum class Kind { none, file, process, connection, key, entries };
  Kind kind = Kind::none;
  std::string host;
  std::string path;                      // of a file
  std::int64_t pid = 0;                  // of a process
  ConnectionFacts connection;            // both ends, as far as known
  std::string user, fingerprint;         // of a key
  std::string item;                      // of entries: the log …
  std::vector<std::uint64_t> offsets;    // … and where in it; at most 1,000
  OriginPlace place;                     // what the finding itself stands on
  std::vector<const Finding*> findings;  // the most severe first

  // Equal for findings on the same thing.
  [[nodiscard]] std::string key() const;
};

// Findings that are on the same thing are one target; those on nothing that has an origin are counted only.
// In the order of the findings, which live longer.
[[nodiscard]] std::vector<Target> targets_of(const std::vector<Finding>& findings, const CaseReader& from,
                                             std::uint64_t& without_target);

}  // namespace firsthour::triage::origin
