// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/module_views.h"

#include "collectors/host/file_lines.h"
#include "collectors/kernel/hook_line.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/kernel/symbol_line.h"

#include <unistd.h>

#include <array>
#include <functional>
#include <initializer_list>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kTextLimit = 256 << 20;
constexpr std::uint64_t kListLimit = 4 << 20;
constexpr std::size_t kNameLimit = 65536;

// The first of `paths` that can be read; tracing has two places, and neither is mounted for the purpose.
ModuleView read_names(const Host& host, std::string_view view, std::initializer_list<std::string_view> paths,
                      const std::function<std::string_view(std::string_view)>& module_of) {
  ModuleView result{view, {}, {}};
  for (const auto path : paths) {
    const auto read = for_each_line(host, path, kTextLimit, [&](std::string_view line) {
      if (const auto name = module_of(line); !name.empty()) result.names.emplace(name);
      return result.names.size() < kNameLimit;
    });
    if (read) {
      result.closed = *read ? "" : std::string{path} + ": not read to its end";
      return result;
    }
    if (result.closed.empty() || read.error().code != Errc::not_found) result.closed = read.error().what;
  }
  return result;
}

std::string_view module_of_function(std::string_view line) {
  const auto name = module_in_brackets(line);
  return name.starts_with("__builtin__") ? std::string_view{} : name;
}

std::string_view module_of_kprobe(std::string_view line) {
  const auto probe = parse_kprobe(line);
  return probe ? probe->module : std::string_view{};
}

ModuleView read_sysfs(const Host& host) {
  ModuleView view{"sysfs", {}, {}};
  const auto folders = host.list("/sys/module");
  if (!folders) {
    view.closed = folders.error().what;
    return view;
  }
  // Built-in parts have a folder for their parameters; only what was loaded has a state.
  for (const auto& entry : *folders)
    if (view.names.size() < kNameLimit && host.status("/sys/module/" + entry.name + "/initstate", false))
      view.names.insert(entry.name);
  return view;
}

bool is_loader(std::string_view caller) {
  static constexpr std::array<std::string_view, 5> kLoaders{
      "load_module", "move_module", "layout_and_allocate", "module_alloc", "module_alloc_update_bounds"};
  for (const auto loader : kLoaders)
    if (caller == loader) return true;
  return false;
}

void read_areas(const Host& host, ModuleViews& views) {
  const auto guard = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto read = for_each_line(host, "/proc/vmallocinfo", kTextLimit, [&](std::string_view line) {
    const auto area = parse_vmalloc(line);
    if (area && area->size > guard && is_loader(area->caller))
      views.areas.push_back({std::string{area->range}, area->size - guard});
    return views.areas.size() < kNameLimit;
  });
  if (!read) views.areas_closed = read.error().what;
}

}  // namespace

ModuleViews read_module_views(const Host& host, const SymbolFacts& symbols) {
  ModuleViews views;
  ModuleView procfs{"procfs", {}, {}};
  if (const auto text = host.read("/proc/modules", kListLimit)) {
    views.listed = parse_modules(text->bytes);
    for (const auto& module : views.listed.modules) procfs.names.insert(module.name);
    if (text->cut) procfs.closed = "/proc/modules: longer than 4 MiB";
  } else {
    procfs.closed = text.error().what;
  }
  views.views.push_back(std::move(procfs));
  views.views.push_back(read_sysfs(host));
  views.views.push_back({"kallsyms", symbols.modules, symbols.closed});
  views.views.push_back(read_names(host, "ftrace",
                                   {"/sys/kernel/tracing/available_filter_functions",
                                    "/sys/kernel/debug/tracing/available_filter_functions"},
                                   module_of_function));
  views.views.push_back(
      read_names(host, "touched_functions",
                 {"/sys/kernel/tracing/touched_functions", "/sys/kernel/debug/tracing/touched_functions",
                  "/sys/kernel/tracing/enabled_functions", "/sys/kernel/debug/tracing/enabled_functions"},
                 module_of_function));
  views.views.push_back(read_names(host, "kprobes", {"/sys/kernel/debug/kprobes/list"}, module_of_kprobe));
  read_areas(host, views);
  return views;
}

}  // namespace firsthour::collectors
