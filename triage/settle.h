// SPDX-License-Identifier: Apache-2.0
// The last step of a run: what is allowed set aside with its reason, the rest ranked and summed up by target.
#pragma once

#include "triage/allow_list.h"
#include "triage/triage.h"

namespace firsthour::triage {

void settle(TriageReport& report, const AllowList& allowed);

}  // namespace firsthour::triage
