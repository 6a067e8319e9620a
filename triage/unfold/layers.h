// SPDX-License-Identifier: Apache-2.0
// What is written in base64 (RFC 4648) or hexadecimal within a content, as webshells and droppers carry their
// load.
//
// A run is at least 48 characters of the alphabet, in bytes or in UTF-16, in base64 also over several lines
// or joined strings of equal length. It counts when what it stands for is a program, an archive, a compressed
// stream, a kind of file with a signature, or text, or when a word before it says that it is encoded: long
// words and paths are runs too. A deflate stream in a run is given unpacked. Lists of at least 24 escapes
// ("\x41", "\101", "0x41,") count always. At most 256 layers of a content.
#pragma once

#include "triage/unfold/unfold.h"

namespace firsthour::triage {

void unfold_layers(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor);

}  // namespace firsthour::triage
