// SPDX-License-Identifier: Apache-2.0
// bbolt databases of containerd and Podman.
#include "collectors/container/bolt_file.h"
#include "tests/support/memory_file.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  firsthour::tests::MemoryFile file{std::as_bytes(std::span{data, size})};
  std::size_t seen = 0;
  static_cast<void>(read_bolt_file(file, [&](auto buckets, auto, auto) {
    if (buckets.size() > 41) std::abort();
    return ++seen < 10'000;
  }));
  return 0;
}
