// SPDX-License-Identifier: Apache-2.0
// Histories that only a start file names: HISTFILE=… in .bashrc, /etc/profile.d and the like. Who wants to
// keep commands out of sight sends them elsewhere; so do administrators who keep them.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// Takes the files that start files of the host name, as "history.named", and adds to the counts of `outcome`.
// What a start file names and cannot be followed, and a start file that cannot be read, is an item and a word
// of the outcome, which gets no worse than partial by it.
void collect_named_histories(Context& context, SourceOutcome& outcome);

}  // namespace firsthour::collectors
