# SPDX-License-Identifier: Apache-2.0
# The kernel's modules, settings and BPF programs.
target_sources(collectors_objects PRIVATE
  kernel/audit.cc
  kernel/audit_message.cc
  kernel/binary_format.cc
  kernel/binary_formats.cc
  kernel/bpf.cc
  kernel/bpf_attachments.cc
  kernel/bpf_calls.cc
  kernel/bpf_classic_listing.cc
  kernel/bpf_listing.cc
  kernel/bpf_map_content.cc
  kernel/bpf_objects.cc
  kernel/hook_line.cc
  kernel/hooks.cc
  kernel/kernel.cc
  kernel/kernel_texts.cc
  kernel/kernel_value.cc
  kernel/key_list.cc
  kernel/keys.cc
  kernel/module_list.cc
  kernel/module_views.cc
  kernel/modules.cc
  kernel/symbol_facts.cc
  kernel/symbol_line.cc
  kernel/sysctl_list.cc
  kernel/sysctls.cc
  kernel/taint.cc)
