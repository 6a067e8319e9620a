// SPDX-License-Identifier: Apache-2.0
// What a capture of network traffic carried: files of HTTP and FTP, uploads in forms, every other body of
// HTTP, decoded; and the bytes of every flow, direction by direction (network/stream/pieces.h). A body is
// given by itself and stands in its stream, too: rules may ask for its name, or for what came before it.
#pragma once

#include "triage/unfold/unfold.h"

namespace firsthour::triage {

// False when it cannot be read as a capture, whatever its first bytes say. Each file of a ring is read by
// itself: what goes on in the next one is in two parts here.
bool unfold_capture(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor);

// "tcp 10.0.0.5:40000-10.0.0.9:80 packet 12/from-server": of what stands in a capture the direction of the
// flow that carried it, "" for all else. The second says so for pieces of streams alone.
[[nodiscard]] std::string_view capture_direction(std::string_view name);
[[nodiscard]] std::string_view stream_direction(std::string_view name);

}  // namespace firsthour::triage
