// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/kernel/module_list.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kTextLimit = 4 << 20;

bool has_letter(const ModuleFacts& module, char letter) {
  return module.taint.find(letter) != std::string::npos;
}

void write(RecordFile& file, const ModuleFacts& module, std::string_view view, const Host& host) {
  RecordWriter record{"host.kernel_module"};
  record.put_bytes("module.name", module.name);
  record.put("module.size", module.size);
  record.put("module.references", module.references);
  if (!module.users.empty()) record.put_list("module.users", module.users);
  if (!module.state.empty()) record.put_bytes("module.state", module.state);
  if (!module.taint.empty()) record.put_bytes("module.taint", module.taint);
  record.put("module.out_of_tree", has_letter(module, 'O'));
  record.put("module.unsigned", has_letter(module, 'E'));
  const auto folder = "/sys/module/" + module.name;
  if (const auto version = known_value(host, folder + "/version"))
    record.put_bytes("module.version", *version);
  if (const auto source = known_value(host, folder + "/srcversion"))
    record.put_bytes("module.source_version", *source);
  record.put("firsthour.view", view);
  file.add(std::move(record));
}

// A name of the list stays inside its folder.
bool is_plain_name(std::string_view name) { return name.find('/') == std::string_view::npos; }

void read_proc(Context& context, RecordFile& file, SourceOutcome& outcome, std::string_view text, bool cut) {
  const auto list = parse_modules(text);
  for (const auto& module : list.modules) {
    if (is_plain_name(module.name))
      write(file, module, "procfs", context.host);
    else
      add_problem(outcome, Outcome::partial, "/proc/modules: a name with a slash");
  }
  if (cut) add_problem(outcome, Outcome::partial, "/proc/modules: longer than 4 MiB");
  if (list.malformed != 0)
    add_problem(outcome, Outcome::partial,
                "/proc/modules: " + std::to_string(list.malformed) + " lines are no entries");
}

// Built-in parts have a folder too when they have parameters; only what was loaded has `initstate`.
void read_sys(Context& context, RecordFile& file, SourceOutcome& outcome) {
  const Host& host = context.host;
  const auto folders = host.list("/sys/module");
  if (!folders) {
    if (folders.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, folders.error().what);
    return;
  }
  for (const auto& entry : *folders) {
    const auto folder = "/sys/module/" + entry.name;
    const auto state = known_value(host, folder + "/initstate");
    if (!state) continue;
    ModuleFacts module;
    module.name = entry.name;
    module.state = *state;
    if (const auto size = known_value(host, folder + "/coresize"))
      module.size = number_from<std::uint64_t>(*size);
    if (const auto count = known_value(host, folder + "/refcnt"))
      module.references = number_from<std::uint64_t>(*count);
    module.taint = known_value(host, folder + "/taint").value_or("");
    if (const auto users = host.list(folder + "/holders"))
      for (const auto& user : *users) module.users.push_back(user.name);
    std::ranges::sort(module.users);
    write(file, module, "sysfs", host);
  }
}

}  // namespace

SourceOutcome collect_modules(Context& context) {
  SourceOutcome outcome;
  RecordFile file{context, "host.kernel_module"};
  const auto text = context.host.read("/proc/modules", kTextLimit);
  if (text) {
    read_proc(context, file, outcome, text->bytes, text->cut);
    read_sys(context, file, outcome);
  } else if (text.error().code != Errc::not_found) {
    add_problem(outcome, text.error().code == Errc::denied ? Outcome::denied : Outcome::failed,
                text.error().what);
    read_sys(context, file, outcome);
  } else if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  } else {
    outcome.reason = "kernel without loadable modules";
  }
  file.finish(outcome);
  add_kernel_file(context, "host.kernel_module", "/proc/modules", outcome);
  return outcome;
}

}  // namespace firsthour::collectors
