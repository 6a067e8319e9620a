// SPDX-License-Identifier: Apache-2.0
// Histories that only a start file names: HISTFILE=… in .bashrc, /etc/profile.d and the like. Who wants to
// keep commands out of sight sends them elsewhere; so do administrators who keep them.
#pragma once

#include "collectors/collector.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Paths that the text of a start file gives to HISTFILE, for the user whose home this is: "~", "$HOME",
// "${HOME}", "$USER", "$LOGNAME" are put in. Relative ones and those with other variables or commands are
// left out. Total; each once.
[[nodiscard]] std::vector<std::string> histories_named_in(std::string_view text, std::string_view home);

// Takes the files that start files of the host name, as "history.named", and adds to the counts of `outcome`.
void collect_named_histories(Context& context, SourceOutcome& outcome);

}  // namespace firsthour::collectors
