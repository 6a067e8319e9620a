// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/module_check.h"

#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>

namespace firsthour::collectors {
namespace {

// No module is larger; a text that says otherwise must not overflow the sum.
constexpr std::uint64_t kModuleLimit = std::uint64_t{1} << 32;

const ModuleView* view_called(const ModuleViews& views, std::string_view name) {
  for (const auto& view : views.views)
    if (view.name == name) return &view;
  return nullptr;
}

bool is_open(const ModuleView* view) { return view != nullptr && view->closed.empty(); }

Difference unlisted_area(std::string name) {
  return {"module",
          std::move(name),
          {"vmallocinfo"},
          {"procfs"},
          "memory that the module loader allocated against the modules that are listed"};
}

}  // namespace

std::vector<Difference> module_differences(const ModuleViews& views) {
  std::vector<Difference> found;
  const auto* procfs = view_called(views, "procfs");
  const auto* sysfs = view_called(views, "sysfs");
  if (!is_open(procfs)) return found;
  std::set<std::string> all;
  for (const auto& view : views.views) all.insert(view.names.begin(), view.names.end());
  for (const auto& name : all) {
    Difference difference{"module", name, {}, {}, "lists of loaded modules"};
    for (const auto& view : views.views)
      if (view.names.contains(name)) difference.seen_by.emplace_back(view.name);
    if (!procfs->names.contains(name)) difference.missing_from.emplace_back("procfs");
    if (is_open(sysfs) && !sysfs->names.contains(name)) difference.missing_from.emplace_back("sysfs");
    if (!difference.missing_from.empty()) found.push_back(std::move(difference));
  }
  return found;
}

std::vector<Difference> module_area_differences(const ModuleViews& views) {
  std::vector<Difference> found;
  if (!is_open(view_called(views, "procfs")) || !views.areas_closed.empty()) return found;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::uint64_t listed = 0, allocated = 0;
  std::multiset<std::uint64_t> unmatched;
  for (const auto& module : views.listed.modules) {
    const auto size = std::min(module.size.value_or(0), kModuleLimit);
    unmatched.insert((size + page - 1) / page * page);
    listed += (size + page - 1) / page * page;
  }
  std::vector<const ModuleArea*> unlisted;
  for (const auto& area : views.areas) {
    allocated += area.size;
    const auto match = unmatched.find(area.size);
    if (match == unmatched.end())
      unlisted.push_back(&area);
    else
      unmatched.erase(match);
  }
  if (allocated <= listed) return found;
  if (!unmatched.empty()) {
    found.push_back(unlisted_area("+" + std::to_string(allocated - listed)));
    return found;
  }
  for (const auto* area : unlisted)
    found.push_back(unlisted_area(area->range + "+" + std::to_string(area->size)));
  return found;
}

}  // namespace firsthour::collectors
