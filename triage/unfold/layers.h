// SPDX-License-Identifier: Apache-2.0
// What is written in base64 (RFC 4648) or hexadecimal within a content, as webshells and droppers carry their
// load.
//
// A run is at least 48 characters of the alphabet, in base64 also over several lines of equal length, and
// counts only when what it stands for is a program, an archive, a compressed stream or text: long words and
// paths are runs too. A deflate stream in a run is given unpacked. At most 256 layers of a content.
#pragma once

#include "triage/unfold/unfold.h"

namespace firsthour::triage {

void unfold_layers(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor);

}  // namespace firsthour::triage
