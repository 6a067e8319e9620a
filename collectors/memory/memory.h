// SPDX-License-Identifier: Apache-2.0
// The memory image of the running system, and what is kept beside it so that it can be read.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// One item of kind "memory-image" and records host.memory_range and host.memory_source. Before it the symbols
// (symbol_files.h), so that an image that is cut can still be read; when no window on memory is open these,
// and records host.memory_elsewhere, are what there is, and the outcome says why.
SourceOutcome collect_memory(Context& context);

}  // namespace firsthour::collectors
