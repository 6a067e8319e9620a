// SPDX-License-Identifier: Apache-2.0
// What an exported bag has of its case, under custody/.
#pragma once

#include "casefile/verify/work.h"

namespace firsthour::verify {

// The events make the roots of the signed heads, and each item's bytes are those of its event.
void check_custody(const Work& work);

}  // namespace firsthour::verify
