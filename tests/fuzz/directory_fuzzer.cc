// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory.h"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<firsthour::collectors::DirectoryEntry> entries;
  const auto parsed = firsthour::collectors::parse_directory(std::as_bytes(std::span{data, size}), entries);
  for (const auto& entry : entries)
    if (entry.name.size() >= size || entry.name.find('\0') != std::string::npos) std::abort();
  if (!parsed && parsed.error().what.empty()) std::abort();
  return 0;
}
