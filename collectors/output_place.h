// SPDX-License-Identifier: Apache-2.0
// Where a collection or a case may be written. On the disk of the host under examination it would overwrite
// deleted evidence, in its memory it would displace what runs: both are refused unless a reason is given.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::collectors {

enum class PlaceKind {
  removable,  // USB or removable medium, SD card
  remote,     // another machine's
  memory,     // tmpfs of the host
  disk,       // a disk of the host, or what we cannot tell from one
};

struct OutputPlace {
  PlaceKind kind = PlaceKind::disk;
  std::string mount_point, type, device;  // device: "sda1", empty when there is none
  std::uint64_t free_bytes = 0;           // for us, now
};

// The medium that holds `folder`.
[[nodiscard]] Result<OutputPlace> place_of(const std::string& folder);
// The same for what is yet to be made: of the nearest folder above it that exists.
[[nodiscard]] Result<OutputPlace> place_for(const std::string& path);

[[nodiscard]] std::string_view name_of(PlaceKind kind);  // "removable" "network" "memory" "local disk"

// Whether the block device with this number is removable: it, the disk that it is a part of, or all devices
// that it is made of. `sys` is "/sys"; tests give a made tree.
[[nodiscard]] bool is_removable(std::uint64_t device, const std::string& sys);

// One sentence for the user, e.g. "/home is a disk of this host (sda1, ext4)".
[[nodiscard]] std::string describe(const OutputPlace& place);

}  // namespace firsthour::collectors
