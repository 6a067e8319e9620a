// SPDX-License-Identifier: Apache-2.0
// host.unit: units of systemd that run or have run, by what it keeps in /run and in the control groups;
// systemd itself is not asked. Timers: when each last ran.
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"
#include "collectors/system/system.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kUnitLimit = 65536, kPidLimit = 64;

struct Unit {
  std::string invocation, group;
  std::optional<Instant> since, last_trigger;
  bool transient = false;
  std::vector<std::uint64_t> pids;
  std::uint64_t pid_count = 0;
};
using Units = std::map<std::string, Unit>;

bool is_unit_name(std::string_view name) {
  for (const std::string_view suffix :
       {".service", ".scope", ".timer", ".socket", ".mount", ".path", ".swap", ".target"})
    if (name.ends_with(suffix) && name.size() > suffix.size()) return true;
  return false;
}

Unit* unit_called(Units& units, const std::string& name) {
  if (!is_unit_name(name) || (units.size() >= kUnitLimit && !units.contains(name))) return nullptr;
  return &units[name];
}

// Links "invocation:NAME" whose target is a number of that start; their time is the time of the start.
void read_invocations(const Host& host, Units& units) {
  constexpr std::string_view kPrefix = "invocation:";
  const std::string folder = "/run/systemd/units";
  const auto entries = host.list(folder);
  if (!entries) return;
  for (const auto& entry : *entries) {
    if (!entry.name.starts_with(kPrefix)) continue;
    Unit* unit = unit_called(units, entry.name.substr(kPrefix.size()));
    if (unit == nullptr) continue;
    const auto path = folder + '/' + entry.name;
    if (const auto target = host.read_link(path)) unit->invocation = *target;
    if (const auto status = host.status(path, false)) unit->since = status->facts.modified;
  }
}

void read_transient(const Host& host, Units& units) {
  if (const auto entries = host.list("/run/systemd/transient"))
    for (const auto& entry : *entries)
      if (Unit* unit = unit_called(units, entry.name)) unit->transient = true;
}

void read_stamps(const Host& host, Units& units) {
  constexpr std::string_view kPrefix = "stamp-";
  const std::string folder = "/var/lib/systemd/timers";
  const auto entries = host.list(folder);
  if (!entries) return;
  for (const auto& entry : *entries) {
    if (!entry.name.starts_with(kPrefix)) continue;
    Unit* unit = unit_called(units, entry.name.substr(kPrefix.size()));
    const auto status = host.status(folder + '/' + entry.name, false);
    if (unit != nullptr && status) unit->last_trigger = status->facts.modified;
  }
}

// The innermost unit of a group's path: "/system.slice/ssh.service/x" belongs to ssh.service.
std::string unit_of_group(std::string_view path) {
  while (!path.empty()) {
    const auto slash = path.rfind('/');
    const auto name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    if (is_unit_name(name)) return std::string{name};
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
  return {};
}

void read_groups(const ProcessTable& processes, Units& units) {
  for (const auto& process : processes.all()) {
    Unit* unit = unit_called(units, unit_of_group(process.cgroup));
    if (unit == nullptr) continue;
    if (unit->group.empty()) unit->group = process.cgroup;
    if (unit->pids.size() < kPidLimit) unit->pids.push_back(process.pid);
    ++unit->pid_count;
  }
}

RecordWriter record_of(const std::string& name, const Unit& unit) {
  RecordWriter record{"host.unit"};
  record.put_bytes("unit.name", name);
  if (!unit.invocation.empty()) record.put_bytes("unit.invocation", unit.invocation);
  record.put("unit.started", unit.since);
  record.put("unit.last_trigger", unit.last_trigger);
  record.put("unit.transient", unit.transient);
  if (!unit.group.empty()) record.put_bytes("unit.cgroup", unit.group);
  record.put_list("process.pids", unit.pids);
  record.put("unit.pid_count", unit.pid_count);
  return record;
}

}  // namespace

SourceOutcome collect_units(Context& context) {
  SourceOutcome outcome;
  Units units;
  read_invocations(context.host, units);
  read_transient(context.host, units);
  read_stamps(context.host, units);
  if (context.processes != nullptr) {
    context.processes->fill(context.host);
    read_groups(*context.processes, units);
  }
  RecordFile file{context, "host.unit"};
  if (units.empty()) outcome.reason = "no state of systemd here";
  if (units.size() >= kUnitLimit) add_problem(outcome, Outcome::partial, "more than 65536 units");
  for (const auto& [name, unit] : units) file.add(record_of(name, unit));
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
