// SPDX-License-Identifier: Apache-2.0
// Loaded modules as the parts of the kernel know them, each by its own list. A module that unlinks itself
// leaves the first two and the symbols; the function tracer and the allocator still know where its code lies.
#pragma once

#include "collectors/host.h"
#include "collectors/kernel/module_list.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Memory that the module loader took from the kernel's allocator.
struct ModuleArea {
  std::string range;       // as the kernel writes it, addresses hashed
  std::uint64_t size = 0;  // bytes, without the guard page
};

struct ModuleView {
  std::string_view name;        // "procfs" "sysfs" "kallsyms" "ftrace" "touched_functions" "kprobes"
  std::set<std::string> names;  // at most 65536
  std::string closed;           // why it could not be asked; empty when it could
};

struct SymbolFacts;  // symbol_facts.h

struct ModuleViews {
  ModuleList listed;  // /proc/modules, with sizes and taints
  // procfs first, then sysfs, then those that name a module only beside something of it.
  std::vector<ModuleView> views;
  std::vector<ModuleArea> areas;
  std::string areas_closed;  // why the allocator could not be asked
};
[[nodiscard]] ModuleViews read_module_views(const Host& host, const SymbolFacts& symbols);

}  // namespace firsthour::collectors
