// SPDX-License-Identifier: Apache-2.0
// Collectors of one host, into memory.
#pragma once

#include "collectors/collector.h"
#include "collectors/package/package_index.h"
#include "collectors/process/process_table.h"
#include "tests/support/memory_collection.h"

#include <memory>
#include <string>

namespace firsthour::tests {

// The index of packages is slow to build: a test that wants it gives it to the context.
struct HostRun {
  explicit HostRun(const std::string& root = "/") : host{collectors::open_host(root).value()} {}
  std::unique_ptr<collectors::Host> host;
  MemoryCollection out;
  collectors::ProcessTable processes;
  collectors::PackageIndex packages{*host};
  collectors::Context context{
      .host = *host, .out = out, .plan = nullptr, .processes = &processes, .deadline = {}};
};

}  // namespace firsthour::tests
