// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/kernel.h"

#include "collectors/host/kernel_text.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/kernel/taint.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

// "none [integrity] confidentiality": the one in brackets holds.
std::string lockdown_in(std::string_view text) {
  const auto start = text.find('[');
  const auto end = text.find(']', start == std::string_view::npos ? 0 : start);
  if (start == std::string_view::npos || end == std::string_view::npos) return {};
  return std::string{text.substr(start + 1, end - start - 1)};
}

// An EFI variable: four bytes of attributes, then the value; one byte here.
std::optional<bool> secure_boot(const Host& host) {
  const auto variable =
      host.read("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", 16);
  if (!variable || variable->bytes.size() != 5) return std::nullopt;
  return variable->bytes[4] == 1;
}

void put_switches(const Host& host, RecordWriter& record) {
  static constexpr std::array kSwitches{
      std::pair{"kernel.kexec_loaded", "/sys/kernel/kexec_loaded"},
      std::pair{"kernel.kexec_crash_loaded", "/sys/kernel/kexec_crash_loaded"},
      std::pair{"kernel.ftrace_enabled", "/proc/sys/kernel/ftrace_enabled"},
      std::pair{"kernel.kprobes_enabled", "/sys/kernel/debug/kprobes/enabled"},
      std::pair{"kernel.module_signatures_enforced", "/sys/module/module/parameters/sig_enforce"}};
  for (const auto& [key, path] : kSwitches)
    if (const auto value = known_value(host, path)) record.put(key, *value == "1" || *value == "Y");
}

// "bpf:landlock,lockdown" style lists, one entry a separator.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

void put_lists(const Host& host, RecordWriter& record) {
  if (const auto modules = known_value(host, "/sys/kernel/security/lsm"))
    record.put_list("kernel.security_modules", split(*modules, ','));
  if (const auto gone = known_value(host, "/sys/kernel/debug/modules/unloaded_tainted_modules"))
    record.put_list("kernel.unloaded_tainted_modules", split(*gone, '\n'));
  const std::string folder = "/sys/devices/system/cpu/vulnerabilities";
  const auto entries = host.list(folder);
  if (!entries) return;
  std::vector<std::string> open;
  for (const auto& entry : *entries)
    if (const auto state = known_value(host, folder + '/' + entry.name);
        state && state->starts_with("Vulnerable"))
      open.push_back(entry.name + ": " + *state);
  std::ranges::sort(open);
  record.put_list("kernel.cpu_vulnerabilities", open);
}

}  // namespace

SourceOutcome collect_kernel(Context& context) {
  const Host& host = context.host;
  SourceOutcome outcome;
  RecordFile file{context, "host.kernel"};
  const auto tainted = kernel_value(host, "/proc/sys/kernel/tainted");
  if (!tainted && !host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  RecordWriter record{"host.kernel"};
  if (const auto number = tainted ? number_from<std::uint64_t>(*tainted) : std::nullopt) {
    record.put("kernel.tainted", *number);
    record.put_list("kernel.taint_letters", taint_words(*number));
  } else {
    add_problem(outcome, Outcome::partial, tainted ? "kernel.tainted is no number" : tainted.error().what);
  }
  if (const auto lockdown = known_value(host, "/sys/kernel/security/lockdown"))
    if (const auto level = lockdown_in(*lockdown); !level.empty()) record.put("kernel.lockdown", level);
  if (const auto disabled = known_value(host, "/proc/sys/kernel/modules_disabled"))
    record.put("kernel.modules_disabled", *disabled == "1");
  record.put("kernel.secure_boot", secure_boot(host));
  if (const auto pattern = known_value(host, "/proc/sys/kernel/core_pattern"))
    record.put_bytes("kernel.core_pattern", *pattern);
  if (const auto modprobe = known_value(host, "/proc/sys/kernel/modprobe"))
    record.put_bytes("kernel.modprobe", *modprobe);
  if (const auto helper = known_value(host, "/sys/kernel/uevent_helper"); helper && !helper->empty())
    record.put_bytes("kernel.uevent_helper", *helper);
  put_switches(host, record);
  put_lists(host, record);
  file.add(std::move(record));
  file.finish(outcome);
  for (const auto* path :
       {"/proc/version", "/proc/cmdline", "/proc/sys/kernel/tainted", "/sys/kernel/security/lockdown"})
    add_kernel_file(context, "host.kernel", path, outcome);
  return outcome;
}

}  // namespace firsthour::collectors
