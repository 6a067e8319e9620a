// SPDX-License-Identifier: Apache-2.0
// The collectors of processes and what hangs on them. Record fields: casefile/RECORDS.md.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// host.process records, and the kernel's own files of every process as items.
[[nodiscard]] SourceOutcome collect_processes(Context& context);
// host.open_file records.
[[nodiscard]] SourceOutcome collect_open_files(Context& context);
// host.namespace records: namespaces of processes, and those that only a mount keeps alive.
[[nodiscard]] SourceOutcome collect_namespaces(Context& context);
// host.container records, as far as control groups name containers.
[[nodiscard]] SourceOutcome collect_containers(Context& context);
[[nodiscard]] SourceOutcome collect_container_resources(Context& context);  // host.container_resource
[[nodiscard]] SourceOutcome collect_virtual_machines(Context& context);     // host.virtual_machine
// Byte-exact copies of running executables whose file is gone or never was (memfd); once an inode.
[[nodiscard]] SourceOutcome collect_deleted_executables(Context& context);
// The same of code that is mapped: deleted libraries, memory files, shared memory.
[[nodiscard]] SourceOutcome collect_deleted_libraries(Context& context);
// The same of data: deleted files that are open or mapped, memory files, deleted shared memory.
[[nodiscard]] SourceOutcome collect_deleted_open_files(Context& context);
// host.memory_region records of what is out of the ordinary in the memory of any process.
[[nodiscard]] SourceOutcome collect_memory_regions(Context& context);
// On request (Context::wishes): an ELF core file a process and host.memory_region records, without stopping
// it and without faulting anything in.
[[nodiscard]] SourceOutcome collect_process_memory(Context& context);

}  // namespace firsthour::collectors
