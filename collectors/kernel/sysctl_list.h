// SPDX-License-Identifier: Apache-2.0
// The settings below /proc/sys that matter in an incident, as data.
#pragma once

#include <span>
#include <string_view>

namespace firsthour::collectors {

struct Sysctl {
  std::string_view path;  // below /proc/sys
  std::string_view why;   // what an intruder gains by it, or what it protects
};
[[nodiscard]] std::span<const Sysctl> sysctls_that_matter();

}  // namespace firsthour::collectors
