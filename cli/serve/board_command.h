// SPDX-License-Identifier: Apache-2.0
// What somebody at a board wants done, read from what his browser sent.
#pragma once

#include "casefile/result.h"
#include "cli/serve/viewer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

struct BoardCommand {
  std::string action;         // one of board_actions()
  std::uint64_t version = 0;  // of the state that he saw
  std::string who;            // the person
  std::string run, inject, text, why, outcome, option, subject, grade, advice, stage, performance, surprise,
      owner, due, plan;
  std::vector<std::string> ticks, means;
  std::uint64_t activation = 0;
  std::int64_t rate = 0, to = 0;
  int score = 0;
};

// Total: any bytes. `malformed` when it is no command, an unknown one or key, or a text is over 8 KiB.
[[nodiscard]] Result<BoardCommand> board_command_from(std::string_view json);
// Whether this action is for such a viewer.
[[nodiscard]] bool may_command(ViewerKind viewer, std::string_view action);
// The parts of the state that the command was given on: when one of them changed meanwhile, it is stale.
[[nodiscard]] std::vector<std::string> parts_under(const BoardCommand& command);

}  // namespace firsthour::cli
