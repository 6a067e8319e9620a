// SPDX-License-Identifier: Apache-2.0
// The kernel that runs: what taints it, its modules, the settings an intruder or a hardening guide
// changes, and the programs loaded into it. Everything is read; nothing is loaded and nothing attached.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

SourceOutcome collect_kernel(Context& context);  // host.kernel, one record
// host.kernel_module, one record a module and view: /proc/modules and /sys/module are maintained apart, so
// that a module taken out of one shows. A kernel without loadable modules is `complete`, and says so.
SourceOutcome collect_modules(Context& context);
SourceOutcome collect_keys(Context& context);  // host.key: /proc/keys, never the contents of keys
// host.audit: state and rules, asked only when the kernel has its socket already. Changes nothing.
SourceOutcome collect_audit(Context& context);
SourceOutcome collect_sysctls(Context& context);  // host.sysctl
// host.bpf_program, host.bpf_map, host.bpf_link, with holders, pins and attachments where they can be known.
SourceOutcome collect_bpf(Context& context);
// host.kernel_hook: what ftrace, kprobes, probe events and live patches hang on the kernel's functions. Reads
// tracefs and debugfs where they are mounted; mounts neither.
SourceOutcome collect_kernel_hooks(Context& context);
SourceOutcome collect_binary_formats(Context& context);  // host.binary_format
SourceOutcome collect_kernel_texts(
    Context& context);  // items only; type information from the profile standard on
SourceOutcome collect_kernel_log(Context& context);  // one item

}  // namespace firsthour::collectors
