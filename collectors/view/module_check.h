// SPDX-License-Identifier: Apache-2.0
// What the views of loaded modules disagree on. Functions of values only.
#pragma once

#include "collectors/kernel/module_views.h"
#include "collectors/view/cross_check.h"

#include <vector>

namespace firsthour::collectors {

// Modules that some view names and /proc/modules does not, and listed ones that sysfs does not have. That the
// views by symbol lack a listed module is no difference: a module without functions has none to show.
[[nodiscard]] std::vector<Difference> module_differences(const ModuleViews& views);

// Memory of the module loader that no listed module accounts for, named "0xFROM-0xTO+SIZE", or "+SIZE" where
// a module's parts are allocated apart (6.4 and later) and only the sum can be compared. Nothing when the
// loader's memory is less than what is listed: then the kernel takes module code from a pool (6.13 and
// later).
[[nodiscard]] std::vector<Difference> module_area_differences(const ModuleViews& views);

}  // namespace firsthour::collectors
