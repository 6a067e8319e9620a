// SPDX-License-Identifier: Apache-2.0
// Where memory of this system lies outside its memory: swap, the image of hibernation, dumps of a crash.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// Records host.memory_elsewhere, names and sizes; contents only of pstore, which is small and firmware may
// overwrite at the next start.
void record_memory_elsewhere(Context& context, SourceOutcome& outcome);

}  // namespace firsthour::collectors
