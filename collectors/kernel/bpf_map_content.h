// SPDX-License-Identifier: Apache-2.0
// What is in BPF maps: addresses an implant reports to, PIDs it hides. Only lookups; nothing is written or
// taken out.
#pragma once

#include "collectors/collector.h"
#include "collectors/kernel/bpf_objects.h"

#include <span>

namespace firsthour::collectors {

// An item of kind "bpf-map", path "bpf-map/ID", for each map that is a plain table of keys and values: key
// and value by turns, sizes as attributes. At most 4 MiB of one map and 64 MiB of all; other maps, and what
// is left out, are items without content that say why.
void collect_bpf_maps(Context& context, std::span<const BpfMap> maps, SourceOutcome& outcome);

}  // namespace firsthour::collectors
