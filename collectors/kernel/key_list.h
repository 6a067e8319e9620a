// SPDX-License-Identifier: Apache-2.0
// /proc/keys, keyrings(7): the keys that we may see. Never their contents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct KernelKey {
  std::uint32_t serial = 0;
  std::string flags;        // "I--Q---"
  std::uint64_t usage = 0;  // references
  std::string timeout;      // "perm" "expd" "3d"
  std::string permissions;  // hex mask
  std::int64_t user = 0;    // owner
  std::int64_t group = -1;  // -1: none
  std::string type;         // "keyring" "user" "logon" "asymmetri" (the kernel cuts it)
  std::string description;  // bytes; with what the type adds behind it (": 2", ": empty")
};

// Lines that are not of this form are passed over.
[[nodiscard]] std::vector<KernelKey> parse_keys(std::string_view text);

}  // namespace firsthour::collectors
