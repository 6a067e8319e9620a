// SPDX-License-Identifier: Apache-2.0
// On what a folder lies, by the kernel's own account: st_dev → /proc/self/mountinfo → /sys/dev/block. A
// case of a live host must not be written onto a disk of that host; a stick, a network file system and
// memory are good.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::cli {

struct Medium {
  enum class Kind { removable, memory, network, local_disk };
  Kind kind = Kind::local_disk;  // what cannot be told counts as a disk of the host
  std::string file_system;       // "ext4"
  std::string device;            // "vda1", "" when it is not a block device
};

// Of the folder, or of the nearest one above it that exists.
[[nodiscard]] Medium medium_of(const std::string& path);
// The same from the kernel's texts: for tests. `sys` stands for /sys.
[[nodiscard]] Medium medium_from(std::string_view mountinfo, std::uint32_t major, std::uint32_t minor,
                                 const std::string& sys);

}  // namespace firsthour::cli
