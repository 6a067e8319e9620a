// SPDX-License-Identifier: Apache-2.0
// Whether what these programs write may lie where it was asked for.
#pragma once

#include "collectors/main_options.h"
#include "collectors/main_talk.h"
#include "collectors/output_place.h"

namespace firsthour::collectors {

// `denied` on a disk or in the memory of the host that is looked at, unless --allow-local gives a reason.
[[nodiscard]] Result<> may_write_on(const OutputPlace& place, bool live, const Options& options,
                                    const Talk& talk);

}  // namespace firsthour::collectors
