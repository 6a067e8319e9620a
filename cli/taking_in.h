// SPDX-License-Identifier: Apache-2.0
// A collection into a case, with progress, and what is said of it afterwards.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"

#include <string>

namespace firsthour::cli {

// The stream of a collector that we run on this host.
[[nodiscard]] IngestOptions live_collection();

// Ingests with a progress line; the options' own callbacks stay.
[[nodiscard]] Try<IngestResult> take_in(const Invocation& call, CaseWriter& the_case, ByteSource& from,
                                        IngestOptions options);
// Says how it went and returns the exit code that it alone would give.
Exit tell_of(const Invocation& call, const IngestResult& result);

}  // namespace firsthour::cli
