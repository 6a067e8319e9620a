// SPDX-License-Identifier: Apache-2.0
// Any bytes as the manifest of a capture: read with its problems, or `malformed`; no file leaves its folder.
#include "casefile/capture_manifest.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = firsthour::read_capture_manifest({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  if (read->torn > size) std::abort();
  for (const auto& file : read->files)
    if (file.name.empty() || file.name.find('/') != std::string::npos) std::abort();
  return 0;
}
