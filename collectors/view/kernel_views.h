// SPDX-License-Identifier: Apache-2.0
// Cross-views of what the kernel runs and says. Each writes host.cross_view and host.cross_check
// (cross_check.h).
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

SourceOutcome view_modules(Context& context);     // modules by several lists, and memory of the module loader
SourceOutcome view_bpf(Context& context);         // BPF programs by number, list, holder, symbol and pin
SourceOutcome view_taint(Context& context);       // the taint value against modules and the kernel's log
SourceOutcome view_file_reads(Context& context);  // the same bytes by several system calls

}  // namespace firsthour::collectors
