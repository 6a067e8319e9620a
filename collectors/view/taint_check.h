// SPDX-License-Identifier: Apache-2.0
// What the kernel's taint value says against what tainted it. A bit, once set, stays until the next boot:
// nothing honest clears one. Functions of values only.
#pragma once

#include "collectors/kernel/module_list.h"
#include "collectors/view/cross_check.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// The bits that the kernel's log tells of: lines of the kernel itself (facility 0) that say what tainted it,
// and the "Tainted:" letters of its traces. `log` as in host/kernel_log.h; total.
[[nodiscard]] std::uint64_t taint_in_log(std::string_view log);

// The bits that the letters of listed modules imply.
[[nodiscard]] std::uint64_t taint_of_modules(const ModuleList& modules);

// One difference for each bit that `modules` or `log` tell of and `value` has not; named by taint_words().
[[nodiscard]] std::vector<Difference> taint_differences(std::uint64_t value, std::uint64_t modules,
                                                        std::uint64_t log);

}  // namespace firsthour::collectors
