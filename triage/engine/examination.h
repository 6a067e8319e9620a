// SPDX-License-Identifier: Apache-2.0
// What passes between the scanner and a worker: a target to examine, and what was found in it.
#pragma once

#include "casefile/result.h"
#include "triage/hit.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

// One thing to be looked at. Names are bytes.
struct Target {
  std::string item;   // case item id, "" for a path
  std::string path;   // the source's own name
  std::string host;   // "" when not known
  std::string owner;  // account name, "" when not known
  std::string kind;   // the item's kind; "file" for a path
  std::uint64_t size = 0;
  std::string sha256;           // as the case has it, hex; "" when not known
  std::uint64_t modified = 0;   // ns since 1970, 0 when not known
  std::uint64_t collected = 0;  // when the bytes were taken; the same
};

// A step inwards: the content's number in the examination (the target itself is 0) and its name there.
struct Step {
  std::uint64_t content = 0;
  std::string name;
};

// The way from the target to something inside it; empty for the target itself.
using Way = std::vector<Step>;
// "!/dir/a.zip!/b.php": what is appended to the target's own name.
[[nodiscard]] std::string text_of(const Way& way);

// A content with hits.
struct Part {
  Way way;
  std::string sha256;  // hex
  std::uint64_t size = 0;
  std::vector<Hit> hits;
};

// Something that was not looked at, or not wholly.
struct Loss {
  Way way;
  std::string reason;
};

// Content that the examination of another target (or this one, elsewhere) looks at: what is found there holds
// here too, and for all that is inside.
struct SameAs {
  Way way;
  std::uint64_t target = 0;   // the other's place in the list of targets
  std::uint64_t content = 0;  // the content's number there
};

// What SigmaRun told of the entries of one log. The same log may be told of by several targets: it counts
// once, for the first in the order of places, whichever worker was faster.
struct LogTold {
  std::string sha256, told;
};

struct Examination {
  std::string sha256;          // of the whole target, hex; "" when it was not read to its end
  std::uint64_t contents = 0;  // matched here, and not where they were seen before
  std::vector<Part> parts;     // only those with hits
  std::vector<Loss> losses;
  std::vector<SameAs> same;
  std::string taken;           // the content that Assignment::take_out asked for
  std::vector<LogTold> logs;   // those in it whose entries rules saw
  std::vector<SlowRule> slow;  // rules that took long on it, or on what is inside
  std::uint64_t capture = 0;   // 1 when its own bytes begin as a capture of network traffic
};

[[nodiscard]] std::string to_message(const Examination& examination);
// malformed when the bytes are not what to_message made.
[[nodiscard]] Result<Examination> examination_from(std::string_view message);

}  // namespace firsthour::triage
