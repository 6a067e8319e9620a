// SPDX-License-Identifier: Apache-2.0
// A text file of the host as events: one for the file itself (no `line`), then one for each line.
//
// Fields: file.path, file.name, file.mode, file.uid, file.gid, file.world_writable; line, line.number,
// line.comment, line.command, line.pipe_targets (command_line.h). Lines that end in a backslash are joined,
// as the shell and systemd read them, so that a command cannot hide by being broken up.
#pragma once

#include "casefile/item.h"
#include "triage/sigma/event.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace firsthour::triage {

struct TextLine {
  const sigma::Event& event;
  std::uint64_t offset = 0, length = 0;  // in the file; the file's own event has length 0
};

struct TextLimits {
  std::size_t file = 1U << 20;   // bytes of a file that are read
  std::size_t line = 64U << 10;  // longer lines are taken in pieces of this size
};

// Gives each event to `visit`. Returns the number of lines that were taken in pieces.
std::uint64_t each_text_line(const Item& item, std::string_view content, const TextLimits& limits,
                             const std::function<void(const TextLine&)>& visit);

}  // namespace firsthour::triage
