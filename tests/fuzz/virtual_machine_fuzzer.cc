// SPDX-License-Identifier: Apache-2.0
// Any bytes as a definition of a virtual machine: it has a name, or is none.
#include "collectors/container/virtual_machine.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto& machine : {parse_libvirt_domain(text), parse_virtualbox_machine(text)})
    if (machine && (machine->name.empty() || machine->disks.size() > 256)) std::abort();
  return 0;
}
