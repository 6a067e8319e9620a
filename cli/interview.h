// SPDX-License-Identifier: Apache-2.0
// Who permits, in what capacity we act, who is there, who witnesses, which clocks: from --answers FILE or by
// asking. What nobody answers stays a blank, never a guess.
#pragma once

#include "cli/command.h"
#include "playbooks/incident.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// From --answers FILE; else by questions when someone sits at the terminal and --yes was not given; else
// all blank. Exit 130 when the user stops while asked.
[[nodiscard]] Try<playbooks::Answers> answers_for(const Invocation& call);

// What is still blank and belongs on the forms, in the language of the terminal.
[[nodiscard]] std::vector<std::string> blanks_in(const Terminal& terminal, const playbooks::Answers& answers);

// The names of those who act: "李雷, 韩梅梅".
[[nodiscard]] std::string names_of(const playbooks::Answers& answers);

inline constexpr Option kAnswersOption{
    "answers",
    "FILE",
    {"permission, capacity, people, witness, clocks and the report, prepared "
     "beforehand (YAML or JSON)",
     "预先准备的授权、身份、人员、见证人、时钟与接报信息（YAML 或 JSON）"}};

}  // namespace firsthour::cli
