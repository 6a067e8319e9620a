// SPDX-License-Identifier: Apache-2.0
// The one table of what can be collected, in the order it is collected: what is gone first comes first.
// Traffic is not in it: a capture runs beside all of these (traffic/traffic.h).
#include "collectors/account/account.h"
#include "collectors/collector.h"
#include "collectors/files/files.h"
#include "collectors/kernel/kernel.h"
#include "collectors/memory/memory.h"
#include "collectors/network/network.h"
#include "collectors/package/packages.h"
#include "collectors/process/process.h"
#include "collectors/system/system.h"
#include "collectors/view/kernel_views.h"
#include "collectors/view/view.h"

#include <array>

namespace firsthour::collectors {
namespace {

using enum Profile;

constexpr std::array kCollectors{
    Collector{"host.clock", "host", 0, quick, "the host's clocks", collect_clocks},
    Collector{"host.identity", "host", 0, quick, "which machine this is, and from where we look",
              collect_identity},
    Collector{"host.socket", "host", 1, quick, "sockets of every network namespace", collect_sockets},
    Collector{"host.process", "host", 1, quick, "processes, with digest and state of what they run",
              collect_processes},
    Collector{"host.open_file", "host", 1, quick, "files held open", collect_open_files},
    Collector{"view.process", "host", 2, quick,
              "processes by several routes: who is hidden, who is not there", collect_process_views},
    Collector{"executable.deleted", "host", 2, quick, "copies of running executables whose file is gone",
              collect_deleted_executables},
    Collector{"library.deleted", "host", 2, quick, "copies of mapped code whose file is gone",
              collect_deleted_libraries},
    Collector{"open_file.deleted", "host", 2, quick, "copies of open or mapped files that were deleted",
              collect_deleted_open_files},
    Collector{"host.memory_region", "host", 2, quick, "programs and changed code in memory that no file has",
              collect_memory_regions},
    Collector{"process.memory", "host", 2, quick, "memory of the processes of --process-memory",
              collect_process_memory},
    Collector{"host.neighbour", "host", 2, quick, "neighbours on the network", collect_neighbours},
    Collector{"host.conntrack", "host", 2, quick, "flows the kernel tracks, with their translation",
              collect_conntrack},
    Collector{"host.route", "host", 2, quick, "routes", collect_routes},
    Collector{"host.rule", "host", 2, quick, "rules of policy routing", collect_rules},
    Collector{"host.interface", "host", 2, quick, "network interfaces", collect_interfaces},
    Collector{"host.wireguard", "host", 2, quick, "WireGuard interfaces and their peers", collect_wireguard},
    Collector{"host.packet_filter", "host", 3, quick,
              "tables, chains, rules and sets of nf_tables and iptables", collect_packet_filters},
    Collector{"host.traffic_control", "host", 3, quick,
              "queues and filters of interfaces, with their BPF programs", collect_traffic_control},
    Collector{"host.kernel", "host", 3, quick, "state of the kernel", collect_kernel},
    Collector{"host.kernel_log", "host", 3, quick, "the kernel's log since boot", collect_kernel_log},
    Collector{"host.kernel_hook", "host", 3, quick, "functions of the kernel that are traced or redirected",
              collect_kernel_hooks},
    Collector{"host.kernel_module", "host", 3, quick, "kernel modules, by two views", collect_modules},
    Collector{"host.bpf_program", "host", 3, quick, "BPF programs, maps and links", collect_bpf},
    Collector{"host.key", "host", 3, quick, "the kernel's keys, without their contents", collect_keys},
    Collector{"host.audit", "host", 3, quick, "state and rules of the kernel's audit", collect_audit},
    Collector{"host.sysctl", "host", 3, quick, "kernel settings that matter", collect_sysctls},
    Collector{"view.module", "host", 4, quick, "kernel modules by every list that names them", view_modules},
    Collector{"view.bpf", "host", 4, quick, "BPF programs by list, number, holder, link, pin and symbol",
              view_bpf},
    Collector{"view.socket", "host", 4, quick, "sockets by binary list, text, exact question and holder",
              collect_socket_views},
    Collector{"view.taint", "host", 4, quick, "the kernel's taint value against modules and its log",
              view_taint},
    Collector{"view.read", "host", 4, quick, "the same files by several system calls", view_file_reads},
    Collector{"host.namespace", "host", 4, quick, "namespaces and who is in them", collect_namespaces},
    Collector{"host.shared_memory", "host", 4, quick, "System V and POSIX IPC", collect_shared_memory},
    Collector{"host.container", "host", 4, quick,
              "containers, by control group and by the files of their engines", collect_containers},
    Collector{"host.container_resource", "host", 4, quick, "networks and volumes of Docker, by its files",
              collect_container_resources},
    Collector{"host.virtual_machine", "host", 4, quick,
              "virtual machines, by the files of libvirt and VirtualBox", collect_virtual_machines},
    Collector{"host.mount", "host", 4, quick, "mounts of every mount namespace", collect_mounts},
    Collector{"view.mount", "host", 4, quick, "mounts over processes and over what tells of the kernel",
              collect_mount_views},
    Collector{"host.binary_format", "host", 4, quick, "programs that the kernel runs for files of a kind",
              collect_binary_formats},
    Collector{"host.session", "host", 4, quick, "sessions, by the state of systemd-logind", collect_sessions},
    Collector{"host.unit", "host", 4, quick, "units of systemd that run or ran", collect_units},
    Collector{"host.block_device", "host", 5, quick, "disks, partitions and what is built from them",
              collect_block_devices},
    Collector{"host.file_system", "host", 5, quick, "how full the local file systems are",
              collect_file_systems},
    Collector{"host.device", "host", 5, quick, "devices by bus", collect_devices},
    Collector{"host.kernel_text", "host", 5, quick,
              "the kernel's own texts: symbols, memory map, interrupts, …", collect_kernel_texts},
    Collector{"host.login", "host", 5, quick, "logins: utmp, wtmp, btmp, lastlog", collect_logins},
    Collector{"host.user", "host", 5, quick, "users and groups", collect_users},
    Collector{"host.authorized_key", "host", 5, quick, "SSH keys that may log in", collect_authorized_keys},
    Collector{"view.directory", "host", 5, quick, "what the buffers of folder listings betray",
              collect_directory_views},
    // A minute or an hour, in which all that is volatile changes: after it, before whatever lies on disks.
    Collector{"memory.image", "memory", 6, full, "the image of all memory, and the symbols to read it",
              collect_memory},
    Collector{"files.persistence", "files", 6, quick,
              "what starts by itself: units, cron, shell, SSH, PAM, …", collect_persistence_files},
    Collector{"files.account", "files", 6, quick, "account and login files", collect_account_files},
    Collector{"files.temporary", "files", 6, quick, "temporary folders", collect_temporary_files},
    Collector{"files.suid", "files", 7, quick, "files with SUID, SGID or capabilities",
              collect_privileged_files},
    Collector{"files.package", "files", 7, quick, "release, and databases of package managers",
              collect_package_files},
    Collector{"host.package", "host", 7, quick, "installed packages: dpkg, rpm, apk, pacman",
              collect_packages},
    Collector{"host.package_check", "host", 7, quick, "packaged files against their package's digests",
              collect_package_checks},
    Collector{"files.container", "files", 7, quick, "containers, virtual machines, cloud: their own files",
              collect_container_files},
    Collector{"files.configuration", "files", 7, quick, "what services and security products were told",
              collect_configuration_files},
    Collector{"files.service", "files", 7, standard,
              "configuration and logs that running processes name, wherever they are", collect_service_files},
    Collector{"files.history", "files", 7, standard, "histories of shells", collect_history_files},
    Collector{"files.application", "files", 7, quick, "what applications and browsers remember",
              collect_application_files},
    Collector{"files.web", "files", 7, standard, "web roots and their configuration", collect_web_files},
    Collector{"files.artifact", "files", 7, quick, "what a further plan asks for", collect_other_files},
    Collector{"files.log", "files", 8, standard, "logs and journal", collect_log_files},
    Collector{"files.bodyfile", "files", 9, standard, "metadata of files, digests of executables",
              collect_bodyfile},
    Collector{"view.walk", "files", 9, quick, "the same of the folders walked for files", collect_walk_views},
};

}  // namespace

std::span<const Collector> all_collectors() { return kCollectors; }

}  // namespace firsthour::collectors
