// SPDX-License-Identifier: Apache-2.0
// The capture, as the programs that link it take it from their options.
#pragma once

#include "collectors/main_run.h"

namespace firsthour::collectors {

// As Program::traffic wants it. Takes from the context's budget, never more than 4 GiB.
[[nodiscard]] SourceOutcome run_traffic(Context& context, const Options& options);

}  // namespace firsthour::collectors
