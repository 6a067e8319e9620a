// SPDX-License-Identifier: Apache-2.0
// The folder of a ring, held open: what is made in it is made through its descriptor.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <string>

namespace firsthour::collectors {

// Made when missing (0700). `usage` when it is not empty; no link is followed at its end.
[[nodiscard]] Result<Descriptor> open_ring_folder(const std::string& path);
// What its medium takes, in bytes a second: half a second of writing that is waited for, to a file that is
// removed.
[[nodiscard]] Result<std::uint64_t> write_speed(const Descriptor& folder);
// Bytes that are free for us.
[[nodiscard]] std::uint64_t room_of(const Descriptor& folder);

}  // namespace firsthour::collectors
