// SPDX-License-Identifier: Apache-2.0
// The memory of a running process, read without stopping it: no ptrace attach, no signal, nothing changed in
// it. A page that is not present would be faulted in by the read, so callers ask page_map.h first.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <cstdint>
#include <memory>
#include <span>

namespace firsthour::collectors {

class ProcessMemory {
 public:
  virtual ~ProcessMemory() = default;
  // Fills `into` from `address` on, up to the first byte that cannot be read: the number of bytes, perhaps 0.
  [[nodiscard]] virtual std::size_t read(std::uint64_t address, std::span<std::byte> into) = 0;
};

// By process_vm_readv(2), and by /proc/PID/mem for what that does not give: pages without read permission,
// kernels and sandboxes without the call, and where procfs is the one of another PID namespace, whose numbers
// mean other processes to the call. `host` must outlive it. denied without the right to trace.
[[nodiscard]] Result<std::unique_ptr<ProcessMemory>> open_process_memory(const Host& host, std::uint32_t pid);

}  // namespace firsthour::collectors
