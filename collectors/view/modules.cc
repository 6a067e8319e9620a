// SPDX-License-Identifier: Apache-2.0
// view.module: what /proc/modules says against every other list of the kernel that names modules.
#include "collectors/kernel/symbol_facts.h"
#include "collectors/view/kernel_views.h"
#include "collectors/view/module_check.h"

#include <algorithm>
#include <set>
#include <string>

namespace firsthour::collectors {
namespace {

std::set<std::string> names_of(const std::vector<Difference>& differences) {
  std::set<std::string> names;
  for (const auto& difference : differences) names.insert(difference.name);
  return names;
}

CrossCheck check_of_lists(const ModuleViews& views) {
  CrossCheck check{.name = "module.lists", .views = {}, .closed = {}};
  std::set<std::string> all;
  for (const auto& view : views.views) {
    if (view.closed.empty())
      check.views.emplace_back(view.name);
    else
      check.closed.push_back(std::string{view.name} + ": " + view.closed);
    all.insert(view.names.begin(), view.names.end());
  }
  check.compared = all.size();
  return check;
}

CrossCheck check_of_areas(const ModuleViews& views) {
  CrossCheck check{.name = "module.allocations", .views = {}, .closed = {}};
  if (views.views[0].closed.empty())
    check.views.emplace_back("procfs");
  else
    check.closed.push_back("procfs: " + views.views[0].closed);
  if (views.areas_closed.empty())
    check.views.emplace_back("vmallocinfo");
  else
    check.closed.push_back("vmallocinfo: " + views.areas_closed);
  check.compared = views.areas.size();
  return check;
}

void confirm(CrossViewFiles& files, CrossCheck& check, const std::set<std::string>& before,
             std::vector<Difference> now) {
  std::erase_if(now, [&](const Difference& one) { return !before.contains(one.name); });
  for (const auto& difference : now) {
    auto record = files.begin(difference, 1);
    if (!difference.name.starts_with('+') && !difference.name.starts_with("0x"))
      record.put_bytes("module.name", difference.name);
    files.add(std::move(record));
  }
  check.differences = now.size();
}

}  // namespace

SourceOutcome view_modules(Context& context) {
  SourceOutcome outcome;
  auto views = read_module_views(context.host, *symbol_facts(context));
  if (!views.views[0].closed.empty() && !views.views[1].closed.empty() && !context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  const auto lists = names_of(module_differences(views)), areas = names_of(module_area_differences(views));
  bool confirmed = true;
  if (!lists.empty() || !areas.empty()) {
    confirmed = wait_before_recheck(context);
    if (confirmed) views = read_module_views(context.host, read_symbol_facts(context.host));
  }
  CrossViewFiles files{context};
  auto list_check = check_of_lists(views), area_check = check_of_areas(views);
  if (confirmed) {
    confirm(files, list_check, lists, module_differences(views));
    confirm(files, area_check, areas, module_area_differences(views));
  } else {
    outcome.outcome = Outcome::partial;
    outcome.reason = "stopped before differences could be confirmed";
  }
  files.add(list_check);
  files.add(area_check);
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
