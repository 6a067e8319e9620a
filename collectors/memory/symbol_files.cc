// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/symbol_files.h"

#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"

#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kSource = "memory.symbols";

constexpr std::array kKernelFiles{
    "/proc/version",  "/proc/cmdline",          "/proc/iomem",    "/sys/kernel/notes", "/proc/meminfo",
    "/proc/cpuinfo",  "/proc/modules",          "/proc/swaps",    "/proc/buddyinfo",   "/proc/zoneinfo",
    "/proc/kallsyms", "/sys/kernel/vmcoreinfo", "/proc/config.gz"};

void take_btf(Context& context, SourceOutcome& outcome) {
  const auto modules = context.host.list("/sys/kernel/btf");
  if (!modules) return;  // a kernel without BTF
  for (const DirectoryEntry& each : *modules)
    add_kernel_file(context, kSource, "/sys/kernel/btf/" + each.name, outcome);
}

// Those of the kernel that runs only: a machine keeps several.
void take_boot_files(Context& context, SourceOutcome& outcome) {
  const auto release = context.host.read("/proc/sys/kernel/osrelease", 256);
  const std::string name{release ? trimmed(release->bytes) : std::string_view{}};
  if (name.empty() || name.find('/') != std::string::npos) return;
  for (const char* file : {"/boot/System.map-", "/boot/config-", "/boot/vmlinuz-"})
    add_kernel_file(context, kSource, file + name, outcome);
}

void take_vmcoreinfo(Context& context, std::string_view text, SourceOutcome& outcome) {
  if (text.empty()) return;
  Item item;
  item.kind = "kernel-file";
  item.source = kSource;
  item.path = "VMCOREINFO";
  item.started = item.finished = context.host.now();
  ++outcome.items;
  outcome.bytes += text.size();
  if (auto added = context.out.add(std::move(item), std::as_bytes(std::span{text.data(), text.size()}));
      !added)
    add_problem(outcome, Outcome::failed, added.error().what);
}

}  // namespace

void take_symbol_files(Context& context, std::string_view vmcoreinfo, SourceOutcome& outcome) {
  for (const char* path : kKernelFiles) add_kernel_file(context, kSource, path, outcome);
  take_btf(context, outcome);
  take_vmcoreinfo(context, vmcoreinfo, outcome);
  take_boot_files(context, outcome);
}

}  // namespace firsthour::collectors
