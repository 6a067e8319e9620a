// SPDX-License-Identifier: Apache-2.0
// The kernel's own texts, as items: what a later look at memory or hardware needs, byte by byte.
#include "collectors/host/kernel_log.h"
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/output/record_file.h"

#include <array>
#include <span>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLogLimit = 16 << 20;

constexpr std::array kAlways{
    // What is where: kallsyms and vmcoreinfo make an image of memory readable.
    "/proc/kallsyms", "/proc/vmallocinfo", "/proc/iomem", "/proc/ioports", "/sys/kernel/vmcoreinfo",
    "/sys/kernel/notes", "/proc/config.gz",
    // What runs, and what it used.
    "/proc/interrupts", "/proc/softirqs", "/proc/timer_list", "/proc/stat", "/proc/vmstat", "/proc/meminfo",
    "/proc/zoneinfo", "/proc/slabinfo", "/proc/loadavg", "/proc/uptime", "/proc/schedstat",
    "/proc/pressure/cpu", "/proc/pressure/io", "/proc/pressure/memory",
    // What is registered.
    "/proc/crypto", "/proc/filesystems", "/proc/devices", "/proc/misc", "/proc/consoles", "/proc/tty/drivers",
    "/proc/execdomains", "/proc/cgroups", "/proc/bus/input/devices",
    // Hooks and integrity.
    "/sys/kernel/security/lsm", "/sys/kernel/security/ima/ascii_runtime_measurements",
    "/sys/kernel/security/ima/policy", "/sys/kernel/security/apparmor/profiles",
    "/sys/kernel/debug/modules/unloaded_tainted_modules", "/sys/kernel/tracing/enabled_functions",
    "/sys/kernel/tracing/touched_functions", "/sys/kernel/tracing/kprobe_events",
    "/sys/kernel/tracing/uprobe_events", "/sys/kernel/debug/kprobes/list",
    // Hardware.
    "/proc/cpuinfo", "/proc/scsi/scsi", "/proc/mtrr", "/sys/firmware/dmi/tables/DMI",
    "/sys/firmware/dmi/tables/smbios_entry_point",
    // Storage.
    "/proc/partitions", "/proc/diskstats", "/proc/swaps", "/proc/mdstat"};

// Some megabytes of type information.
constexpr std::array kStandard{"/sys/kernel/btf/vmlinux"};

}  // namespace

SourceOutcome collect_kernel_texts(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live() && !context.host.status("/proc/version", true)) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  const auto take = [&](std::span<const char* const> paths) {
    for (const auto* path : paths) {
      if (context.stopping()) return add_problem(outcome, Outcome::timed_out, "stopped");
      add_kernel_file(context, "host.kernel_text", path, outcome);
    }
  };
  // An earlier source may have taken the symbols on its way.
  if (const auto bytes = context.symbols != nullptr ? context.symbols->kept_bytes() : std::nullopt) {
    ++outcome.items;
    outcome.bytes += *bytes;
  }
  take(kAlways);
  if (context.profile != Profile::quick) take(kStandard);
  return outcome;
}

SourceOutcome collect_kernel_log(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  Item item;
  item.kind = "kernel-file";
  item.source = "host.kernel_log";
  item.path = "/dev/kmsg";
  item.started = context.host.now();
  const auto log = read_kernel_log(kLogLimit);
  item.finished = context.host.now();
  if (!log) {
    outcome.outcome = log.error().code == Errc::denied ? Outcome::denied : Outcome::failed;
    outcome.reason = log.error().what;
    return outcome;
  }
  item.path = log->from;
  if (log->cut) {
    item.outcome = outcome.outcome = Outcome::partial;
    item.reason = outcome.reason = "longer than 16 MiB";
  }
  outcome.items = 1;
  outcome.bytes = log->text.size();
  const auto bytes = std::as_bytes(std::span{log->text.data(), log->text.size()});
  if (auto added = context.out.add(std::move(item), bytes); !added)
    add_problem(outcome, Outcome::failed, added.error().what);
  return outcome;
}

}  // namespace firsthour::collectors
