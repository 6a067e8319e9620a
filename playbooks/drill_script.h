// SPDX-License-Identifier: Apache-2.0
// What people say and do in a drill, written down beforehand: a list of entries, each at its drill time, so
// that a whole drill runs without anybody and gives the same record each time. DRILL.md has every key.
#pragma once

#include "casefile/result.h"
#include "playbooks/drill.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct ScriptEntry {
  enum class Do {
    answer,
    observe,
    judge,
    pause,
    resume,
    rate,
    jump,
    step,
    deliver,
    notify,
    improve,
    stop_word,
    turn_real,
    end,
  };
  DrillTime at = 0;
  Do what = Do::answer;
  std::string of, role, by, text, grade;
  int score = 0;
  std::int64_t rate = 1000;  // thousandths
  DrillTime to = 0;
  std::map<std::string, std::string> values;
};

struct DrillScript {
  std::vector<ScriptEntry> entries;  // times never run back but after a jump
  std::string digest;                // SHA-256 of the text
};
struct ScriptReading {
  DrillScript script;
  std::vector<Remark> remarks;
};
// malformed when it is no list; what is wrong inside is remarked, with its pointer.
[[nodiscard]] Result<ScriptReading> read_drill_script(std::string_view text);

// The entry as an event of that moment; refused where it does not fit.
[[nodiscard]] Result<DrillEvent> event_of(const ScriptEntry& entry, const Drill& drill, Instant wall);

}  // namespace firsthour::playbooks
