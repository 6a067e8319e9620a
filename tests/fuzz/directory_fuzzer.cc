// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory.h"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<firsthour::collectors::DirectoryEntry> entries;
  const auto bytes = std::as_bytes(std::span{data, size});
  const auto parsed = firsthour::collectors::parse_directory(bytes, entries);
  for (const auto& entry : entries)
    if (entry.name.size() >= size || entry.name.find('\0') != std::string::npos) std::abort();
  if (!parsed && parsed.error().what.empty()) std::abort();
  for (const std::size_t filled : {std::size_t{0}, size / 2, size, size + 1})
    for (const auto& fault : firsthour::collectors::check_directory_buffer(bytes, filled, std::byte{0xa5}))
      if (fault.offset + fault.bytes > size || fault.names.size() > 16) std::abort();
  return 0;
}
