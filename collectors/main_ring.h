// SPDX-License-Identifier: Apache-2.0
// A capture into a ring of files, as the programs that link the capture library take it from their options.
#pragma once

#include "collectors/main_options.h"
#include "collectors/main_talk.h"

namespace firsthour::collectors {

// As Program::ring wants it. Blocks until the end that was asked for, or a signal. The exit code: 0 also for
// a signal where no end was asked for; 3 when packets were lost, the medium was full or all interfaces went.
[[nodiscard]] int run_ring(const Options& options, Talk& talk);

}  // namespace firsthour::collectors
