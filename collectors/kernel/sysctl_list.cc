// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/sysctl_list.h"

#include <array>

namespace firsthour::collectors {

std::span<const Sysctl> sysctls_that_matter() {
  static constexpr std::array kList{
      // Programs that the kernel itself starts as root.
      Sysctl{"kernel/core_pattern", "a pipe here runs a program as root at any crash"},
      Sysctl{"kernel/core_pipe_limit", "how many such programs run at once"},
      Sysctl{"kernel/core_uses_pid", "names of core files"},
      Sysctl{"kernel/modprobe", "run as root when an unknown format or protocol is asked for"},
      Sysctl{"kernel/poweroff_cmd", "run as root at an orderly power-off"},
      Sysctl{"kernel/usermodehelper/bset", "capabilities of programs that the kernel starts"},
      Sysctl{"kernel/usermodehelper/inheritable", "the same, inheritable"},
      Sysctl{"fs/binfmt_misc/status", "interpreters chosen by magic bytes"},
      // What may be loaded into the kernel.
      Sysctl{"kernel/modules_disabled", "1 shuts the door for modules until reboot"},
      Sysctl{"kernel/kexec_load_disabled", "1 forbids to start another kernel"},
      Sysctl{"kernel/unprivileged_bpf_disabled", "BPF for ordinary users"},
      Sysctl{"kernel/bpf_stats_enabled", "run-time statistics of BPF programs"},
      Sysctl{"net/core/bpf_jit_enable", "BPF as machine code"},
      Sysctl{"net/core/bpf_jit_harden", "constant blinding against JIT spraying"},
      Sysctl{"net/core/bpf_jit_kallsyms", "shows BPF programs in kallsyms"},
      Sysctl{"kernel/ftrace_enabled", "function hooks, also those of rootkits"},
      Sysctl{"kernel/kprobes-optimization", "kernel probes in use"},
      Sysctl{"debug/kprobes-optimization", "the same, where newer kernels have it"},
      Sysctl{"kernel/stack_tracer_enabled", "tracing of the kernel's stack"},
      Sysctl{"kernel/tainted", "what has tainted the kernel"},
      Sysctl{"kernel/nmi_watchdog", "turned off by some miners"},
      // Who may look at whom.
      Sysctl{"kernel/kptr_restrict", "kernel addresses for ordinary users"},
      Sysctl{"kernel/dmesg_restrict", "the kernel's log for ordinary users"},
      Sysctl{"kernel/perf_event_paranoid", "performance events for ordinary users"},
      Sysctl{"kernel/yama/ptrace_scope", "who may trace whom"},
      Sysctl{"kernel/randomize_va_space", "address randomisation; 0 helps exploits"},
      Sysctl{"kernel/sysrq", "keys that act past every login"},
      Sysctl{"kernel/printk", "what of the kernel's log is shown"},
      Sysctl{"kernel/unprivileged_userns_clone", "user namespaces for ordinary users (Debian)"},
      Sysctl{"kernel/apparmor_restrict_unprivileged_userns", "the same (Ubuntu)"},
      Sysctl{"user/max_user_namespaces", "how many user namespaces may exist"},
      Sysctl{"kernel/io_uring_disabled", "io_uring goes past many monitors of system calls"},
      Sysctl{"vm/unprivileged_userfaultfd", "a help for exploits of races"},
      Sysctl{"vm/mmap_min_addr", "0 makes null pointers of the kernel useful"},
      Sysctl{"vm/overcommit_memory", "memory promises"},
      Sysctl{"vm/nr_hugepages", "raised by miners"},
      Sysctl{"vm/swappiness", "how much of memory goes to disk"},
      // Links and files in shared folders.
      Sysctl{"fs/protected_symlinks", "races in /tmp"},
      Sysctl{"fs/protected_hardlinks", "links to files of others"},
      Sysctl{"fs/protected_fifos", "pipes of others in /tmp"},
      Sysctl{"fs/protected_regular", "files of others in /tmp"},
      Sysctl{"fs/suid_dumpable", "core files of privileged programs"},
      Sysctl{"fs/file-max", "open files of the whole system"},
      Sysctl{"fs/inotify/max_user_watches", "watches that may look at a responder"},
      // Which way packets go.
      Sysctl{"net/ipv4/ip_forward", "the host passes packets on"},
      Sysctl{"net/ipv6/conf/all/forwarding", "the same for IPv6"},
      Sysctl{"net/ipv4/conf/all/rp_filter", "reverse-path check"},
      Sysctl{"net/ipv4/conf/default/rp_filter", "the same for new interfaces"},
      Sysctl{"net/ipv4/conf/all/accept_redirects", "routes given by others"},
      Sysctl{"net/ipv6/conf/all/accept_redirects", "the same for IPv6"},
      Sysctl{"net/ipv4/conf/all/send_redirects", "routes given to others"},
      Sysctl{"net/ipv4/conf/all/accept_source_route", "paths chosen by the sender"},
      Sysctl{"net/ipv4/conf/all/route_localnet", "127.0.0.0/8 reachable from outside"},
      Sysctl{"net/ipv4/conf/all/arp_ignore", "answers for addresses of other interfaces"},
      Sysctl{"net/ipv4/conf/all/proxy_arp", "answers for other hosts"},
      Sysctl{"net/ipv4/conf/all/log_martians", "log of impossible addresses"},
      Sysctl{"net/ipv4/icmp_echo_ignore_all", "deaf to ping; port-knocking implants set it"},
      Sysctl{"net/ipv4/ip_local_port_range", "ports of outgoing connections"},
      Sysctl{"net/ipv4/ip_unprivileged_port_start", "ports that need root"},
      Sysctl{"net/ipv4/ping_group_range", "who may open ping sockets"},
      Sysctl{"net/ipv4/tcp_syncookies", "shelter from floods"},
      Sysctl{"net/ipv4/tcp_timestamps", "uptime as others see it"},
      Sysctl{"net/ipv6/conf/all/disable_ipv6", "IPv6 at all"},
      Sysctl{"net/ipv6/conf/all/accept_ra", "routers that announce themselves"},
  };
  return kList;
}

}  // namespace firsthour::collectors
